// SPDX-License-Identifier: Apache-2.0
#include "predictions/document.hpp"

#include <string_view>

namespace yolozu {
namespace {

using Layout = JsonWriter::Layout;

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
    json.begin_array(Layout::inline_);
    for (const double channel : *channels) json.value(channel);
    json.end();
}

void write_size_members(JsonWriter& json, std::string_view width_name, std::string_view height_name, int width,
                        int height) {
    if (width <= 0 || height <= 0) return;
    json.member(width_name, width);
    json.member(height_name, height);
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
    json.member("method", preprocess.method);
    json.member("input_color", preprocess.input_color);
    json.member("normalize", preprocess.normalize);
    json.member("resize_interp", preprocess.resize_interp);
    if (preprocess.method != "resize") {
        json.key("letterbox_fill");
        json.begin_array(Layout::inline_);
        for (const int level : preprocess.letterbox_fill) json.value(level);
        json.end();
    }
    if (preprocess.input_width > 0 && preprocess.input_height > 0) {
        json.key("input_size");
        write_size(json, preprocess.input_width, preprocess.input_height);
    }
    write_channels(json, "mean", preprocess.mean, 0.0);
    write_channels(json, "std", preprocess.deviation, 1.0);
    json.end();
}

void write_detections(JsonWriter& json, std::span<const PredictedObject> detections) {
    json.begin_array(Layout::lines);
    for (const PredictedObject& detection : detections) {
        json.begin_object(Layout::inline_);
        json.member("class_id", detection.class_id);
        json.member("score", detection.score);
        json.key("bbox");
        write_box(json, detection.bbox);
        json.end();
    }
    json.end();
}

void write_entry(JsonWriter& json, const PredictionEntry& entry, std::span<const PredictedObject> detections) {
    const PreprocessRecord& preprocess = entry.preprocess;
    json.begin_object(Layout::lines);
    json.member("schema_version", 2);
    json.member("image", entry.image);
    write_size_members(json, "orig_w", "orig_h", entry.original_width, entry.original_height);
    write_size_members(json, "model_input_w", "model_input_h", preprocess.input_width, preprocess.input_height);
    json.key("preprocess");
    write_preprocess(json, preprocess);
    json.key("detections");
    write_detections(json, detections);
    json.end();
}

}  // namespace yolozu
