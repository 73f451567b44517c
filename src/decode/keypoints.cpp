// SPDX-License-Identifier: Apache-2.0
#include "decode/keypoints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/try.hpp"
#include "decode/detection_columns.hpp"
#include "decode/task_part.hpp"
#include "model/metadata.hpp"

namespace yolozu::decode {
namespace {

class Keypoints final : public TaskPart {
public:
    Keypoints(DetectionColumns columns, std::size_t dimensions)
        : columns_(std::move(columns)), dimensions_(dimensions), numbers_(columns_.count()) {}

    Status decode(const PictureOutputs& picture, Prediction& prediction) override {
        YOLOZU_TRY(columns_.open(picture.outputs, picture.slot));
        for (std::size_t object = 0; object < picture.detections.size(); ++object) {
            const std::uint32_t row = picture.detections[object].row;
            if (!columns_.has(row)) return no_such_row(row, columns_.row_count());
            columns_.read(row, numbers_);
            std::vector<Keypoint>& keypoints = prediction.objects[object].keypoints;
            keypoints.clear();
            for (std::size_t first = 0; first < numbers_.size(); first += dimensions_)
                keypoints.push_back(place_keypoint(picture.placement, numbers_[first], numbers_[first + 1],
                                                   dimensions_ == 3 ? numbers_[first + 2] : 1.0F));
        }
        return {};
    }

private:
    DetectionColumns columns_;
    std::size_t dimensions_;
    std::vector<float> numbers_;
};

}  // namespace

Keypoint place_keypoint(const Placement& placement, double x, double y, double visibility) {
    if (!std::isfinite(x) || !std::isfinite(y)) return {0, 0, 0};
    const Box place = undo_placement(placement, {x, y, x, y});
    return {place.x1, place.y1, std::isnan(visibility) ? 0.0 : std::clamp(visibility, 0.0, 1.0)};
}

MadeTaskPart make_keypoints(const ModelInfo& model) {
    if (model.keypoint_count < 1 || model.keypoint_count > max_keypoints || model.keypoint_dimensions < 2 ||
        model.keypoint_dimensions > 3)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the model has {} keypoints of {} numbers, expected 1 to {} of 2 (x, y) or 3 (x, y, "
                                 "visibility)",
                                 model.keypoint_count, model.keypoint_dimensions, max_keypoints));
    YOLOZU_ASSIGN(DetectionColumns columns,
                  DetectionColumns::create(model, model.keypoint_count * model.keypoint_dimensions));
    return std::unique_ptr<TaskPart>(
        std::make_unique<Keypoints>(std::move(columns), static_cast<std::size_t>(model.keypoint_dimensions)));
}

}  // namespace yolozu::decode
