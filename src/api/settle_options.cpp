// SPDX-License-Identifier: Apache-2.0
#include "api/settle_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "base/try.hpp"
#include "pipeline/class_filter.hpp"

namespace yolozu {
namespace {

constexpr int most = 1'000'000;  // of detections and of classes
constexpr int most_threads = 1024;
constexpr int largest_side = 65'536;

Status check_threshold(std::string_view name, double threshold) {
    if (threshold >= 0.0 && threshold <= 1.0) return {};
    return Error(ErrorCode::invalid_argument, fmt::format("{}: {} is not a number from 0 to 1", name, threshold));
}

Status check_count(std::string_view name, int count, int least, int greatest) {
    if (count >= least && count <= greatest) return {};
    return Error(ErrorCode::invalid_argument, fmt::format("{}: {} is not in {} to {}", name, count, least, greatest));
}

/// Numbers that parse_preprocess would not let pass either.
Status check_preprocess(const PreprocessSpec& spec) {
    const auto finite = [](float number) { return std::isfinite(number); };
    const auto divides = [](float number) { return std::isfinite(number) && number != 0.0F; };
    if (divides(spec.divisor) && std::ranges::all_of(spec.deviation, divides) && std::ranges::all_of(spec.mean, finite))
        return {};
    return Error(ErrorCode::invalid_argument,
                 "preprocess: a divisor, a mean or a deviation is not finite, or zero where it divides");
}

Status check_overrides(const ModelOverrides& overrides) {
    if (overrides.preprocess) YOLOZU_TRY(check_preprocess(*overrides.preprocess));
    if (overrides.input_size) {
        YOLOZU_TRY(check_count("input_width", overrides.input_size->first, 1, largest_side));
        YOLOZU_TRY(check_count("input_height", overrides.input_size->second, 1, largest_side));
    }
    if (overrides.keypoint_shape) {
        YOLOZU_TRY(check_count("keypoint_count", overrides.keypoint_shape->first, 1, 10'000));
        YOLOZU_TRY(check_count("keypoint_dimensions", overrides.keypoint_shape->second, 2, 3));
    }
    if (!overrides.anchors) return {};
    for (const auto& [width, height] : *overrides.anchors)
        if (!(width > 0 && width <= largest_side && height > 0 && height <= largest_side))
            return Error(ErrorCode::invalid_argument,
                         fmt::format("anchors: {},{} is no width and height in pixels", width, height));
    return {};
}

std::vector<std::string> written(const std::vector<std::int32_t>& ids) {
    std::vector<std::string> texts;
    for (const std::int32_t id : ids) texts.push_back(fmt::to_string(id));
    return texts;
}

}  // namespace

Status check_options(const ModelOptions& options) {
    const DecodeOptions& decode = options.decode;
    YOLOZU_TRY(check_threshold("score_threshold", decode.score_threshold));
    YOLOZU_TRY(check_threshold("iou_threshold", decode.iou_threshold));
    for (const auto& [id, threshold] : decode.class_thresholds)
        YOLOZU_TRY(check_threshold("class_thresholds", threshold));
    YOLOZU_TRY(check_count("max_detections", decode.max_detections, 0, most));
    YOLOZU_TRY(check_count("top_classes", decode.top_classes, 1, most));
    YOLOZU_TRY(check_count("threads", options.runtime.threads, 1, most_threads));
    return check_overrides(options.overrides);
}

Result<PredictorOptions> settle_options(const ModelOptions& options, const ModelInfo& info) {
    PredictorOptions settled = options;
    DecodeOptions& decode = settled.decode;
    YOLOZU_ASSIGN(decode.keep_classes, resolve_classes(written(options.decode.keep_classes), info));
    YOLOZU_ASSIGN(decode.drop_classes, resolve_classes(written(options.decode.drop_classes), info));
    for (const std::int32_t id : decode.drop_classes)
        if (std::ranges::binary_search(decode.keep_classes, id))
            return Error(ErrorCode::invalid_argument,
                         fmt::format("class {} is in keep_classes and in drop_classes; leave it out of one", id));
    std::vector<ClassThreshold> thresholds;
    for (const auto& [id, threshold] : options.decode.class_thresholds)
        thresholds.push_back({fmt::to_string(id), threshold});
    YOLOZU_ASSIGN(decode.class_thresholds, resolve_class_thresholds(thresholds, info));
    return settled;
}

}  // namespace yolozu
