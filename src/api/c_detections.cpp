// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <vector>

#include "api/c_call.hpp"
#include "api/c_handles.hpp"
#include "base/try.hpp"
#include "yolozu/yolozu.h"

using yolozu::Error;
using yolozu::ErrorCode;
using yolozu::Status;
using yolozu::c::call;
using yolozu::c::check_pointer;

namespace {

template <class Element>
const Element* data_of(const std::vector<Element>& elements) {
    return elements.empty() ? nullptr : elements.data();
}

void fill_objects(const yolozu::Detections& found, yolozu_detections_view& view) {
    view.picture_width = found.picture_width;
    view.picture_height = found.picture_height;
    view.count = found.size();
    view.x1 = data_of(found.x1);
    view.y1 = data_of(found.y1);
    view.x2 = data_of(found.x2);
    view.y2 = data_of(found.y2);
    view.score = data_of(found.score);
    view.class_id = data_of(found.class_id);
    view.keypoints_per_object = found.keypoints.per_object;
    view.keypoint_x = data_of(found.keypoints.x);
    view.keypoint_y = data_of(found.keypoints.y);
    view.keypoint_visibility = data_of(found.keypoints.visibility);
    view.oriented_cx = data_of(found.oriented.cx);
    view.oriented_cy = data_of(found.oriented.cy);
    view.oriented_width = data_of(found.oriented.width);
    view.oriented_height = data_of(found.oriented.height);
    view.oriented_angle = data_of(found.oriented.angle);
    view.mask_count = found.masks.size();
}

void fill_maps(const yolozu::Detections& found, yolozu_detections_view& view) {
    if (found.class_map) {
        view.map_width = found.class_map->width;
        view.map_height = found.class_map->height;
        view.class_map = data_of(found.class_map->ids);
    }
    if (found.depth) {
        view.map_width = found.depth->width;
        view.map_height = found.depth->height;
        view.depth_map = data_of(found.depth->metres);
    }
}

constexpr std::size_t first_view_size =
    offsetof(yolozu_detections_view, depth_map) + sizeof(yolozu_detections_view::depth_map);

}  // namespace

yolozu_status yolozu_detections_get_view(const yolozu_detections* detections, yolozu_detections_view* view,
                                         yolozu_error* error) {
    return call(error, [&]() -> Status {
        YOLOZU_TRY(check_pointer(detections, "detections"));
        YOLOZU_TRY(check_pointer(view, "view"));
        yolozu_detections_view all{};
        fill_objects(detections->found, all);
        fill_maps(detections->found, all);
        all.poses = data_of(detections->poses);
        all.classification_count = detections->class_ids.size();
        all.classification_id = data_of(detections->class_ids);
        all.classification_score = data_of(detections->class_scores);
        return yolozu::c::copy_out(&all, sizeof all, first_view_size, view, view->struct_size);
    });
}

yolozu_status yolozu_detections_paint_mask(const yolozu_detections* detections, size_t object, uint8_t* pixels,
                                           size_t size, yolozu_error* error) {
    return call(error, [&]() -> Status {
        YOLOZU_TRY(check_pointer(detections, "detections"));
        YOLOZU_TRY(check_pointer(pixels, "pixels"));
        const std::vector<yolozu::Mask>& masks = detections->found.masks;
        if (object >= masks.size())
            return Error(ErrorCode::invalid_argument,
                         fmt::format("object: {} where there are {} masks", object, masks.size()));
        const yolozu::Mask& mask = masks[object];
        const std::size_t expected = static_cast<std::size_t>(mask.width()) * static_cast<std::size_t>(mask.height());
        if (size != expected)
            return Error(ErrorCode::invalid_argument, fmt::format("size: {} where the picture has {}x{} = {} pixels",
                                                                  size, mask.width(), mask.height(), expected));
        mask.paint({pixels, size});
        return {};
    });
}
