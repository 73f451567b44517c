// SPDX-License-Identifier: Apache-2.0
#include "predictions/mask_list.hpp"

#include "predictions/entry_text.hpp"
#include "predictions/json_writer.hpp"

namespace yolozu {

using Layout = JsonWriter::Layout;

std::string instances_entry(std::string_view image, std::span<const InstanceRecord> instances) {
    std::string text;
    JsonWriter json(text, depth_of_entries(PredictionsShape::wrapped));
    json.begin_object(Layout::lines);
    json.member("image", image);
    json.key("instances");
    json.begin_array(Layout::lines);
    for (const InstanceRecord& instance : instances) {
        json.begin_object(Layout::inline_);
        json.member("class_id", instance.class_id);
        json.member("score", instance.score);
        json.member("mask", instance.mask);
        json.end();
    }
    json.end();
    json.end();
    return text;
}

std::string semantic_entry(PredictionsShape shape, std::string_view id, std::string_view image, std::string_view mask) {
    std::string text;
    JsonWriter json(text, depth_of_entries(shape));
    if (shape == PredictionsShape::map) {
        json.member(id, mask);
        return text;
    }
    json.begin_object(Layout::inline_);
    json.member("id", id);
    json.member("image", image);
    json.member("mask", mask);
    json.end();
    return text;
}

}  // namespace yolozu
