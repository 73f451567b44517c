// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run_facts.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "video/video.hpp"

namespace yolozu {
namespace {

std::string_view yes_or_no(bool value) {
    return value ? "yes" : "no";
}

std::string listed(const std::vector<std::int32_t>& ids) {
    return fmt::format("{}", fmt::join(ids, ","));
}

std::string listed(const std::vector<std::pair<std::int32_t, double>>& thresholds) {
    std::string text;
    for (const auto& [id, threshold] : thresholds)
        text += fmt::format("{}{}={}", text.empty() ? "" : ",", id, threshold);
    return text;
}

std::string described(const std::optional<TileRecord>& tiles) {
    if (!tiles) return "none";
    return fmt::format("{}x{}, overlap {}, full picture {}, {} {} {}", tiles->width, tiles->height, tiles->overlap,
                       yes_or_no(tiles->full_picture), tiles->merge_method, tiles->merge_metric,
                       tiles->merge_threshold);
}

std::string described(const std::optional<CameraIntrinsics>& camera) {
    if (!camera) return "none";
    return fmt::format("{},{},{},{}", camera->fx, camera->fy, camera->cx, camera->cy);
}

std::string described(const PreprocessRecord& spec) {
    const auto channels = [](const std::optional<std::array<double, 3>>& values) {
        return values ? fmt::format("{}", fmt::join(*values, ",")) : std::string("-");
    };
    return fmt::format("{} {} {} {} fill {} mean {} std {}", spec.method, spec.input_color, spec.normalize,
                       spec.resize_interp, fmt::join(spec.letterbox_fill, ","), channels(spec.mean),
                       channels(spec.deviation));
}

}  // namespace

RunFacts run_facts(const RunRequest& request, const RunRecord& record, const PreprocessRecord& preprocess) {
    return {
        {"version of this program", record.exporter_version},
        {"model", record.model_sha256},
        {"backend",
         fmt::format("{} {}, {}, {}", record.backend, record.backend_version, record.provider, record.device)},
        {"--dry-run", std::string(yes_or_no(record.dry_run))},
        {"model's head", fmt::format("{}, task {}, {}", record.head, record.task, record.family)},
        {"input size", fmt::format("{}x{}", record.input_width, record.input_height)},
        {"preprocessing", described(preprocess)},
        {"list of class names", fmt::format("{}", fmt::join(record.class_names, ","))},
        {"--score-threshold", record.score_threshold.json()},
        {"--iou-threshold", record.iou_threshold.json()},
        {"--max-detections", fmt::format("{}", record.max_detections)},
        {"--agnostic-nms", std::string(yes_or_no(record.class_agnostic_nms))},
        {"--classes", listed(record.keep_classes)},
        {"--drop-classes", listed(record.drop_classes)},
        {"--class-threshold", listed(record.class_thresholds)},
        {"--top-k", fmt::format("{}", request.top_classes.value_or(0))},
        {"--protocol", record.protocol_id},
        {"--tile", described(record.tiles)},
        {"--tta flip", std::string(yes_or_no(record.tta_flip))},
        {"--rect", std::string(yes_or_no(request.minimum_rectangle))},
        {"--batch", fmt::format("{}", request.wishes.batch.value_or(0))},
        {"--exif", request.read.exif == ExifOrientation::apply ? "apply" : "ignore"},
        {"--shape", fmt::format("{}", static_cast<int>(request.shape))},
        {"--segmentation", fmt::format("{}", static_cast<int>(request.segmentation))},
        {"--intrinsics", described(request.intrinsics)},
        {"--video-format", request.sources.video.format},
        {"FFmpeg", request.sources.video.addresses.empty() ? "not used" : video_support().version},
        {"--frame-step", fmt::format("{}", request.sources.video.frame_step)},
        {"--image-key", record.image_key_style},
        {"--save-images", request.save_images.native()},
    };
}

}  // namespace yolozu
