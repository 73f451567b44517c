// SPDX-License-Identifier: Apache-2.0
#include "show/objects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/try.hpp"

namespace yolozu::show {
namespace {

std::string class_name(std::int32_t class_id, const std::vector<std::string>& names) {
    const auto place = static_cast<std::size_t>(class_id);
    return place < names.size() ? names[place] : fmt::format("class {}", class_id);
}

void add_keypoints(Annotation& drawing, const PredictedObject& object, int width, int height) {
    for (const PredictedKeypoint& point : object.keypoints)
        drawing.keypoints.push_back({point.x * width, point.y * height, point.visibility == 2});
}

Status add_mask(ShownObject& object, const PredictedSegmentation& mask, int width, int height) {
    if (mask.counts.empty()) {
        object.polygons = mask.polygons;
        return {};
    }
    if (mask.width != width || mask.height != height)
        return Error(ErrorCode::malformed, fmt::format("a mask is of {}x{} pixels, the picture of {}x{}", mask.width,
                                                       mask.height, width, height));
    YOLOZU_ASSIGN(object.columns, column_runs(mask));
    return {};
}

}  // namespace

Result<ShownObject> shown(const PredictedObject& object, int width, int height, const std::vector<std::string>& names) {
    const NormalizedBox& box = object.bbox;
    ShownObject result{.class_id = object.class_id,
                       .class_name = class_name(object.class_id, names),
                       .score = object.score,
                       .drawing = {}};
    result.drawing = {(box.cx - box.w / 2) * width,
                      (box.cy - box.h / 2) * height,
                      (box.cx + box.w / 2) * width,
                      (box.cy + box.h / 2) * height,
                      fmt::format("{} {:.2f}", result.class_name, object.score),
                      static_cast<std::size_t>(object.class_id)};
    if (object.oriented) {
        result.drawing.corners = object.oriented->corners;
        for (auto& [x, y] : *result.drawing.corners) {
            x *= width;
            y *= height;
        }
    }
    add_keypoints(result.drawing, object, width, height);
    if (object.segmentation) YOLOZU_TRY(add_mask(result, *object.segmentation, width, height));
    return result;
}

ShownObject shown(const eval::TrueObject& truth, const std::vector<std::string>& names) {
    const eval::PixelBox& box = truth.box;
    const auto class_id = static_cast<std::int32_t>(truth.class_id);
    ShownObject result{
        .class_id = class_id, .class_name = class_name(class_id, names), .is_truth = true, .drawing = {}};
    result.drawing = {box.x, box.y, box.x + box.w, box.y + box.h, result.class_name, truth.class_id};
    result.drawing.dashed = true;
    return result;
}

Annotation with_mask(const ShownObject& object, int width, int height) {
    Annotation drawing = object.drawing;
    drawing.mask =
        object.columns.empty() ? row_runs(object.polygons, width, height) : row_runs(object.columns, width, height);
    return drawing;
}

}  // namespace yolozu::show
