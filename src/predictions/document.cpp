// SPDX-License-Identifier: Apache-2.0
#include "predictions/document.hpp"

#include <cmath>
#include <string_view>

namespace yolozu {
namespace {

using Layout = JsonWriter::Layout;

template <class Numbers>
void write_numbers(JsonWriter& json, const Numbers& numbers) {
    json.begin_array(Layout::inline_);
    for (const auto number : numbers) json.value(number);
    json.end();
}

void write_box(JsonWriter& json, const NormalizedBox& box) {
    json.begin_object(Layout::inline_);
    json.member("cx", box.cx);
    json.member("cy", box.cy);
    json.member("w", box.w);
    json.member("h", box.h);
    json.end();
}

/// Written only when it differs from the value that changes nothing.
void write_channels(JsonWriter& json, std::string_view name, const std::optional<std::array<double, 3>>& channels,
                    double neutral) {
    if (!channels || *channels == std::array{neutral, neutral, neutral}) return;
    json.key(name);
    write_numbers(json, *channels);
}

void write_size_members(JsonWriter& json, std::string_view width_name, std::string_view height_name, int width,
                        int height) {
    if (width <= 0 || height <= 0) return;
    json.member(width_name, width);
    json.member(height_name, height);
}

void write_keypoints(JsonWriter& json, std::span<const PredictedKeypoint> keypoints) {
    json.begin_array(Layout::inline_);
    for (const PredictedKeypoint& keypoint : keypoints) {
        json.begin_object(Layout::inline_);
        json.member("x", keypoint.x);
        json.member("y", keypoint.y);
        json.member("v", keypoint.visibility);
        if (keypoint.score) json.member("score", *keypoint.score);
        json.end();
    }
    json.end();
}

/// The logarithm of a standard deviation and, unless that is too large for a double, the deviation itself.
void write_deviation(JsonWriter& json, std::string_view logarithm_name, std::string_view name,
                     std::optional<double> logarithm) {
    if (!logarithm) return;
    json.member(logarithm_name, *logarithm);
    if (const double deviation = std::exp(*logarithm); std::isfinite(deviation)) json.member(name, deviation);
}

void write_pose_members(JsonWriter& json, const PredictedPose& pose) {
    json.member("log_z", pose.log_z);
    json.key("rot6d");
    write_numbers(json, pose.rot6d);
    json.key("offsets");
    write_numbers(json, pose.offsets);
    json.key("k_delta");
    write_numbers(json, pose.k_delta);
    write_deviation(json, "log_sigma_z", "sigma_z", pose.log_sigma_z);
    write_deviation(json, "log_sigma_rot", "sigma_rot", pose.log_sigma_rot);
}

void write_oriented_box(JsonWriter& json, const PredictedOrientedBox& box) {
    json.begin_object(Layout::inline_);
    json.key("corners");
    json.begin_array(Layout::inline_);
    for (const std::array<double, 2>& corner : box.corners) write_numbers(json, corner);
    json.end();
    json.member("angle", box.angle);
    json.member("cx", box.cx);
    json.member("cy", box.cy);
    json.member("w", box.w);
    json.member("h", box.h);
    json.end();
}

/// COCO's two forms: {"size": [height, width], "counts": "..."} or a list of polygons.
void write_segmentation(JsonWriter& json, const PredictedSegmentation& segmentation) {
    if (segmentation.counts.empty()) {
        json.begin_array(Layout::inline_);
        for (const std::vector<double>& polygon : segmentation.polygons) write_numbers(json, polygon);
        json.end();
        return;
    }
    json.begin_object(Layout::inline_);
    json.key("size");
    write_numbers(json, std::array{segmentation.height, segmentation.width});
    json.member("counts", segmentation.counts);
    json.end();
}

/// What YOLOZU's validators have no keys for goes where they let anything pass.
void write_detection_meta(JsonWriter& json, const PredictedObject& detection) {
    if (!detection.oriented && !detection.segmentation) return;
    json.key("meta");
    json.begin_object(Layout::inline_);
    if (detection.oriented) {
        json.key("obb");
        write_oriented_box(json, *detection.oriented);
    }
    if (detection.segmentation) {
        json.key("segmentation");
        write_segmentation(json, *detection.segmentation);
    }
    json.end();
}

void write_detection(JsonWriter& json, const PredictedObject& detection) {
    json.begin_object(Layout::inline_);
    json.member("class_id", detection.class_id);
    json.member("score", detection.score);
    json.key("bbox");
    write_box(json, detection.bbox);
    if (!detection.keypoints.empty()) {
        json.key("keypoints");
        write_keypoints(json, detection.keypoints);
    }
    if (detection.pose) write_pose_members(json, *detection.pose);
    write_detection_meta(json, detection);
    json.end();
}

void write_classification(JsonWriter& json, std::span<const PredictedClass> classes) {
    json.begin_array(Layout::lines);
    for (const PredictedClass& each : classes) {
        json.begin_object(Layout::inline_);
        json.member("class_id", each.class_id);
        if (!each.name.empty()) json.member("name", each.name);
        json.member("score", each.score);
        json.end();
    }
    json.end();
}

void write_entry_meta(JsonWriter& json, const PredictionEntry& entry) {
    if (!entry.classification && entry.depth_file.empty() && !entry.moment) return;
    json.key("meta");
    json.begin_object(Layout::lines);
    if (entry.classification) {
        json.key("classification");
        write_classification(json, *entry.classification);
    }
    if (!entry.depth_file.empty()) json.member("depth", entry.depth_file);
    if (entry.moment) {
        json.member("frame", entry.moment->frame);
        if (entry.moment->seconds) json.member("seconds", *entry.moment->seconds);
    }
    json.end();
}

void write_intrinsics(JsonWriter& json, const CameraIntrinsics& intrinsics) {
    json.begin_object(Layout::inline_);
    json.member("fx", intrinsics.fx);
    json.member("fy", intrinsics.fy);
    json.member("cx", intrinsics.cx);
    json.member("cy", intrinsics.cy);
    json.end();
}

void write_preprocess_members(JsonWriter& json, const PreprocessRecord& preprocess) {
    json.member("method", preprocess.method);
    json.member("input_color", preprocess.input_color);
    json.member("normalize", preprocess.normalize);
    json.member("resize_interp", preprocess.resize_interp);
    if (preprocess.method != "resize") {
        json.key("letterbox_fill");
        write_numbers(json, preprocess.letterbox_fill);
    }
    if (preprocess.input_width > 0 && preprocess.input_height > 0) {
        json.key("input_size");
        write_size(json, preprocess.input_width, preprocess.input_height);
    }
    write_channels(json, "mean", preprocess.mean, 0.0);
    write_channels(json, "std", preprocess.deviation, 1.0);
}

/// The settings and, for poses, what became of this picture.
void write_entry_preprocess(JsonWriter& json, const PredictionEntry& entry) {
    json.begin_object(Layout::inline_);
    write_preprocess_members(json, entry.preprocess);
    if (entry.pose_frame) {
        json.key("orig_size");
        write_size(json, entry.original_width, entry.original_height);
        json.key("scale_xy");
        json.begin_object(Layout::inline_);
        json.member("x", entry.pose_frame->scale_x);
        json.member("y", entry.pose_frame->scale_y);
        json.end();
    }
    json.end();
}

/// YOLOZU's pose tools take image_size for the network's input: the frame of offsets and intrinsics.
void write_pose_frame(JsonWriter& json, const PredictionEntry& entry) {
    if (!entry.pose_frame) return;
    json.key("image_size");
    write_size(json, entry.preprocess.input_width, entry.preprocess.input_height);
    if (!entry.pose_frame->intrinsics) return;
    json.key("intrinsics");
    write_intrinsics(json, *entry.pose_frame->intrinsics);
}

}  // namespace

void write_size(JsonWriter& json, int width, int height) {
    json.begin_object(Layout::inline_);
    json.member("width", width);
    json.member("height", height);
    json.end();
}

void write_preprocess(JsonWriter& json, const PreprocessRecord& preprocess) {
    json.begin_object(Layout::inline_);
    write_preprocess_members(json, preprocess);
    json.end();
}

void write_detections(JsonWriter& json, std::span<const PredictedObject> detections) {
    json.begin_array(Layout::lines);
    for (const PredictedObject& detection : detections) write_detection(json, detection);
    json.end();
}

void write_entry(JsonWriter& json, const PredictionEntry& entry, std::span<const PredictedObject> detections) {
    const PreprocessRecord& preprocess = entry.preprocess;
    json.begin_object(Layout::lines);
    json.member("schema_version", 2);
    json.member("image", entry.image);
    if (!entry.task.empty()) json.member("task", entry.task);
    write_size_members(json, "orig_w", "orig_h", entry.original_width, entry.original_height);
    write_size_members(json, "model_input_w", "model_input_h", preprocess.input_width, preprocess.input_height);
    write_pose_frame(json, entry);
    json.key("preprocess");
    write_entry_preprocess(json, entry);
    json.key("detections");
    write_detections(json, detections);
    write_entry_meta(json, entry);
    json.end();
}

}  // namespace yolozu
