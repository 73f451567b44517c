// SPDX-License-Identifier: Apache-2.0
#include "decode/oriented_boxes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "decode/task_part.hpp"

namespace yolozu {

std::array<std::array<double, 2>, 4> OrientedBox::corners() const {
    const double cosine = std::cos(angle), sine = std::sin(angle);
    const double along_x = w / 2 * cosine, along_y = w / 2 * sine;     // half the width's side
    const double across_x = -h / 2 * sine, across_y = h / 2 * cosine;  // half the height's side
    return {{{cx + along_x + across_x, cy + along_y + across_y},
             {cx + along_x - across_x, cy + along_y - across_y},
             {cx - along_x - across_x, cy - along_y - across_y},
             {cx - along_x + across_x, cy - along_y + across_y}}};
}

namespace decode {
namespace {

OrientedBox place(const Placement& placement, const Detection& detection) {
    const double scale = placement.scale_x;
    return {.cx = ((double{detection.x1} + detection.x2) / 2 - placement.left) / scale,
            .cy = ((double{detection.y1} + detection.y2) / 2 - placement.top) / scale,
            .w = (double{detection.x2} - detection.x1) / scale,
            .h = (double{detection.y2} - detection.y1) / scale,
            .angle = detection.angle};
}

class OrientedBoxes final : public TaskPart {
public:
    Status decode(const PictureOutputs& picture, Prediction& prediction) override {
        if (picture.placement.scale_x != picture.placement.scale_y)
            return Error(ErrorCode::unsupported,
                         "the picture was stretched, so that its oriented boxes are no rectangles any more: prepare "
                         "pictures with letterbox");
        for (std::size_t index = 0; index < picture.detections.size(); ++index) {
            DetectedObject& object = prediction.objects[index];
            OrientedBox box = place(picture.placement, picture.detections[index]);
            if (!std::isfinite(box.angle)) box.angle = 0;
            object.oriented = regularised(box);
            object.box = box_around(*object.oriented, picture.placement.source_width, picture.placement.source_height);
        }
        return {};
    }
};

}  // namespace

OrientedBox regularised(const OrientedBox& box) {
    OrientedBox result = box;
    double& angle = result.angle;
    angle = std::fmod(angle, std::numbers::pi);
    if (angle < 0) angle += std::numbers::pi;
    if (angle >= std::numbers::pi) angle = 0;  // of a tiny negative one the sum is rounded to pi
    if (angle < std::numbers::pi / 2) return result;
    angle -= std::numbers::pi / 2;
    std::swap(result.w, result.h);
    return result;
}

Box box_around(const OrientedBox& box) {
    const double cosine = std::abs(std::cos(box.angle)), sine = std::abs(std::sin(box.angle));
    const double half_width = (box.w * cosine + box.h * sine) / 2;
    const double half_height = (box.w * sine + box.h * cosine) / 2;
    return {box.cx - half_width, box.cy - half_height, box.cx + half_width, box.cy + half_height};
}

Box box_around(const OrientedBox& box, int picture_width, int picture_height) {
    const Box whole = box_around(box);
    const auto to_x = [&](double x) { return std::clamp(x, 0.0, static_cast<double>(picture_width)); };
    const auto to_y = [&](double y) { return std::clamp(y, 0.0, static_cast<double>(picture_height)); };
    return {to_x(whole.x1), to_y(whole.y1), to_x(whole.x2), to_y(whole.y2)};
}

MadeTaskPart make_oriented_boxes(const ModelInfo&) {
    return std::unique_ptr<TaskPart>(std::make_unique<OrientedBoxes>());
}

}  // namespace decode
}  // namespace yolozu
