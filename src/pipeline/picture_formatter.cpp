// SPDX-License-Identifier: Apache-2.0
#include "pipeline/picture_formatter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "image/encode.hpp"
#include "predictions/mask_list.hpp"

namespace yolozu {
namespace {

/// Ids up to this one fit the bytes of an 8-bit picture.
constexpr int largest_byte = 255;

template <class Map>
Status check_map(const Map& map, std::size_t values, int width, int height) {
    if (map.width == width && map.height == height &&
        values == static_cast<std::size_t>(width) * static_cast<std::size_t>(height))
        return {};
    return Error(ErrorCode::internal, fmt::format("a map of {} values, {}x{}, for a picture of {}x{}", values,
                                                  map.width, map.height, width, height));
}

std::vector<PredictedClass> to_predicted_classes(const Prediction& prediction, const std::vector<std::string>& names) {
    std::vector<PredictedClass> classes;
    for (const ClassScore& each : prediction.classes) {
        if (!std::isfinite(each.score)) continue;
        const auto id = static_cast<std::size_t>(each.class_id);
        classes.push_back({each.class_id, id < names.size() ? names[id] : std::string(), each.score});
    }
    return classes;
}

}  // namespace

PictureFormatter::PictureFormatter(const ResultOptions& options, const ModelInfo& model, const AtomicFolder* folder)
    : options_(options),
      model_(model),
      folder_(folder),
      paths_(result_paths(options.output, model.task)),
      formatter_(options.shape) {}

/// Fills `entry_`.
void PictureFormatter::describe(const PictureName& picture, const Prediction* prediction) {
    entry_ = PredictionEntry();
    entry_.image = picture.key;
    entry_.original_width = picture.width;
    entry_.original_height = picture.height;
    entry_.preprocess = to_preprocess_record(model_.preprocess, model_.input_width, model_.input_height);
    entry_.task = to_string(model_.task);
    entry_.moment = picture.moment;
    if (model_.task == Task::classify) entry_.classification.emplace();
    if (prediction == nullptr) return;
    const Placement& placement = prediction->placement;
    if (placement.input_width > 0 && placement.input_height > 0) {
        // A letterbox of whole strides has an input of its own for every picture.
        entry_.preprocess.input_width = placement.input_width;
        entry_.preprocess.input_height = placement.input_height;
    }
    entry_.detections = to_predicted_objects(*prediction, {options_.segmentation, model_.keypoint_dimensions == 3});
    if (model_.task == Task::classify) entry_.classification = to_predicted_classes(*prediction, model_.names);
    if (model_.task != Task::pose6d) return;
    entry_.pose_frame = PoseFrame{placement.scale_x, placement.scale_y, std::nullopt};
    if (options_.intrinsics) entry_.pose_frame->intrinsics = place_intrinsics(*options_.intrinsics, placement);
}

Result<PictureRecord> PictureFormatter::format(const PictureName& picture, const Prediction* prediction) {
    describe(picture, prediction);
    PictureRecord record;
    record.key = entry_.image;
    record.input_width = entry_.preprocess.input_width;
    record.input_height = entry_.preprocess.input_height;
    record.detections = static_cast<int>(entry_.detections.size());
    if (model_.task == Task::semantic) {
        if (prediction != nullptr && prediction->class_map)
            YOLOZU_TRY(write_class_map(picture, *prediction->class_map, record.masks));
        return record;
    }
    if (prediction != nullptr && prediction->depth) YOLOZU_TRY(write_depth(picture, *prediction->depth));
    YOLOZU_TRY(formatter_.format(entry_));
    record.entry = formatter_.text();
    if (model_.task == Task::segment)
        YOLOZU_TRY(write_instances(picture, prediction != nullptr ? *prediction : Prediction(), record.masks));
    return record;
}

/// The instances are those of the detections that were written, and their files' numbers count these.
Status PictureFormatter::write_instances(const PictureName& picture, const Prediction& prediction, std::string& masks) {
    std::vector<InstanceRecord> instances;
    const std::span<const std::size_t> written = formatter_.written_detections();
    for (std::size_t index = 0; index < written.size(); ++index) {
        const DetectedObject& object = prediction.objects[written[index]];
        if (!object.mask) continue;
        if (object.mask->width() != picture.width || object.mask->height() != picture.height)
            return Error(ErrorCode::internal, "a mask is not of its picture's size");
        const std::string file = fmt::format("{}_{}.png", picture.file_name, index);
        YOLOZU_ASSIGN(const std::string bytes, encode(*object.mask));
        YOLOZU_TRY(write(file, bytes));
        instances.push_back({object.class_id, std::clamp(object.score, 0.0, 1.0), relative(file)});
    }
    masks = instances_entry(picture.key, instances);
    return {};
}

Result<std::string> PictureFormatter::encode(const Mask& mask) {
    pixels_.resize(static_cast<std::size_t>(mask.width()) * static_cast<std::size_t>(mask.height()));
    mask.paint(pixels_);
    return encode_grey_png(mask.width(), mask.height(), std::span<const std::uint8_t>(pixels_));
}

Status PictureFormatter::write_class_map(const PictureName& picture, const ClassMap& map, std::string& masks) {
    YOLOZU_TRY(check_map(map, map.ids.size(), picture.width, picture.height));
    YOLOZU_ASSIGN(const std::string bytes, encode(map));
    const std::string file = std::string(picture.file_name) + ".png";
    YOLOZU_TRY(write(file, bytes));
    masks = semantic_entry(options_.shape, picture.file_name, picture.key, relative(file));
    return {};
}

Result<std::string> PictureFormatter::encode(const ClassMap& map) {
    const bool wide = model_.class_count > largest_byte ||
                      std::ranges::any_of(map.ids, [](std::uint16_t id) { return id > largest_byte; });
    if (wide) return encode_grey_png(map.width, map.height, std::span<const std::uint16_t>(map.ids));
    pixels_.assign(map.ids.begin(), map.ids.end());
    return encode_grey_png(map.width, map.height, std::span<const std::uint8_t>(pixels_));
}

Status PictureFormatter::write_depth(const PictureName& picture, const DepthMap& map) {
    YOLOZU_TRY(check_map(map, map.metres.size(), picture.width, picture.height));
    YOLOZU_ASSIGN(const std::string bytes, encode_npy(map.width, map.height, map.metres));
    const std::string file = std::string(picture.file_name) + ".npy";
    YOLOZU_TRY(write(file, bytes));
    entry_.depth_file = relative(file);
    return {};
}

Status PictureFormatter::write(const std::string& name, std::string_view bytes) {
    return in_file("folder", paths_.folder, folder_->write(name, bytes));
}

CameraIntrinsics place_intrinsics(const CameraIntrinsics& camera, const Placement& placement) {
    return {camera.fx * placement.scale_x, camera.fy * placement.scale_y,
            camera.cx * placement.scale_x + placement.left, camera.cy * placement.scale_y + placement.top};
}

}  // namespace yolozu
