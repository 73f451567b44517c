// SPDX-License-Identifier: Apache-2.0
#include "decode/model_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/try.hpp"
#include "decode/grids.hpp"

namespace yolozu::decode {
namespace {

// Up to here class_id * 7680 is exact in float32, which suppression by class relies on.
constexpr int max_class_count = 1'000'000;

constexpr int max_extra_features = 1'000'000;
constexpr int max_input_extent = 1'000'000;

Status check_range(const char* what, std::int64_t value, std::int64_t least, std::int64_t most) {
    if (value >= least && value <= most) return {};
    return Error(ErrorCode::limit_exceeded,
                 fmt::format("the model has {} {}, expected {} to {}", value, what, least, most));
}

bool has_boxes(Task task) {
    return task == Task::detect || task == Task::segment || task == Task::pose || task == Task::obb ||
           task == Task::pose6d;
}

Status check_grids(const ModelInfo& model) {
    if (model.input_width > max_input_extent || model.input_height > max_input_extent)
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("the input is {}x{}, at most {} pixels a side are supported", model.input_width,
                                 model.input_height, max_input_extent));
    YOLOZU_TRY(check_range("strides", static_cast<std::int64_t>(model.strides.size()), 0, Grids::max_levels));
    for (const int stride : model.strides)
        if (stride <= 0)
            return Error(ErrorCode::invalid_argument, fmt::format("a stride is {}, expected 1 or more", stride));
    for (const auto& [width, height] : model.anchors)
        if (!std::isfinite(width) || !std::isfinite(height))
            return Error(ErrorCode::invalid_argument,
                         fmt::format("an anchor is {}x{}, expected finite numbers", width, height));
    return {};
}

Status check_model(const ModelInfo& model) {
    if (!has_boxes(model.task))
        return Error(ErrorCode::unsupported,
                     fmt::format("the model's task is {}, which has no boxes to decode", to_string(model.task)));
    YOLOZU_TRY(check_range("classes", model.class_count, 0, max_class_count));
    YOLOZU_TRY(
        check_range("columns of class scores", static_cast<std::int64_t>(model.class_ids.size()), 0, max_class_count));
    for (const std::int32_t class_id : model.class_ids)
        if (class_id < -1 || class_id >= max_class_count)
            return Error(ErrorCode::invalid_argument,
                         fmt::format("a column has the class id {}, expected -1 (no class) to {}", class_id,
                                     max_class_count - 1));
    YOLOZU_TRY(check_range("mask coefficients", model.mask_coefficients, 0, max_extra_features));
    YOLOZU_TRY(check_range("keypoints", model.keypoint_count, 0, max_extra_features));
    if (model.keypoint_count > 0) YOLOZU_TRY(check_range("numbers for each keypoint", model.keypoint_dimensions, 2, 3));
    return check_grids(model);
}

int keypoint_numbers(const ModelInfo& model) {
    return model.keypoint_count > 0 ? model.keypoint_count * model.keypoint_dimensions : 0;
}

}  // namespace

Result<Settings> settings_of(const ModelInfo& model) {
    YOLOZU_TRY(check_model(model));
    Settings settings;
    settings.class_count = settings.id_count = model.class_count;
    if (!model.class_ids.empty()) {
        settings.class_count = static_cast<int>(model.class_ids.size());
        settings.id_count = std::max(model.class_count, std::ranges::max(model.class_ids) + 1);
    }
    settings.is_oriented = model.task == Task::obb;
    settings.extra_features = model.mask_coefficients + keypoint_numbers(model) + (settings.is_oriented ? 1 : 0);
    settings.objectness_alone = !model.objectness;
    settings.scores_channel_major = model.scores_channel_major;
    settings.activation = model.activation;
    settings.is_told_the_scale = std::ranges::any_of(
        model.inputs, [](const InputBinding& input) { return input.role == InputRole::scale_factor; });
    settings.input_width = std::max(model.input_width, 0);
    settings.input_height = std::max(model.input_height, 0);
    settings.strides = model.strides;
    settings.anchors = model.anchors;
    settings.class_ids = model.class_ids;
    return settings;
}

}  // namespace yolozu::decode
