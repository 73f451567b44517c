// SPDX-License-Identifier: Apache-2.0
#include "api/collect.hpp"

#include <cmath>
#include <utility>

#include "predictions/sanitize.hpp"
#include "yolozu/predictor.hpp"

namespace yolozu {
namespace {

void add_box(const Box& box, Detections& detections) {
    detections.x1.push_back(box.x1);
    detections.y1.push_back(box.y1);
    detections.x2.push_back(box.x2);
    detections.y2.push_back(box.y2);
}

void add_keypoints(const std::vector<Keypoint>& keypoints, KeypointArrays& arrays) {
    arrays.per_object = keypoints.size();
    for (const Keypoint& keypoint : keypoints) {
        arrays.x.push_back(keypoint.x);
        arrays.y.push_back(keypoint.y);
        arrays.visibility.push_back(keypoint.visibility);
    }
}

void add_oriented(const OrientedBox& box, OrientedArrays& arrays) {
    arrays.cx.push_back(box.cx);
    arrays.cy.push_back(box.cy);
    arrays.width.push_back(box.w);
    arrays.height.push_back(box.h);
    arrays.angle.push_back(box.angle);
}

void clear(Detections& detections) {
    for (std::vector<double>* const numbers :
         {&detections.x1, &detections.y1, &detections.x2, &detections.y2, &detections.score, &detections.keypoints.x,
          &detections.keypoints.y, &detections.keypoints.visibility, &detections.oriented.cx, &detections.oriented.cy,
          &detections.oriented.width, &detections.oriented.height, &detections.oriented.angle})
        numbers->clear();
    detections.keypoints.per_object = 0;
    detections.class_id.clear();
    detections.masks.clear();
    detections.poses.clear();
    detections.classes.clear();
}

}  // namespace

void Collector::collect(Prediction& prediction, Detections& detections) {
    clear(detections);
    detections.picture_width = prediction.placement.source_width;
    detections.picture_height = prediction.placement.source_height;
    sanitize_detections(to_predicted_objects(prediction), kept_, origins_);
    for (std::size_t index = 0; index < kept_.size(); ++index) {
        DetectedObject& object = prediction.objects[origins_[index]];
        add_box(object.box, detections);
        detections.score.push_back(kept_[index].score);
        detections.class_id.push_back(object.class_id);
        add_keypoints(object.keypoints, detections.keypoints);
        if (object.oriented) add_oriented(*object.oriented, detections.oriented);
        if (object.mask) detections.masks.push_back(std::move(*object.mask));
        if (object.pose) detections.poses.push_back(*object.pose);
    }
    for (const ClassScore& each : prediction.classes)
        if (std::isfinite(each.score)) detections.classes.push_back(each);
    detections.class_map = std::exchange(prediction.class_map, std::nullopt);
    detections.depth = std::exchange(prediction.depth, std::nullopt);
}

}  // namespace yolozu
