// SPDX-License-Identifier: Apache-2.0
//
// YOLOZU's lists of mask files: those of instances (contract 6.1) and of semantic maps (6.3).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "yolozu/predictions.hpp"

namespace yolozu {

/// An object's mask.
struct InstanceRecord {
    std::int32_t class_id = 0;
    double score = 0;
    std::string mask;  ///< the file, relative to the list's folder
};

/// An entry of a wrapped list of instances: {"image", "instances": [{"class_id", "score", "mask"}]}; scores are finite.
std::string instances_entry(std::string_view image, std::span<const InstanceRecord> instances);

/// An entry of a list of semantic masks of that shape: {"id", "image", "mask"}; of a map, "id": "mask".
std::string semantic_entry(PredictionsShape shape, std::string_view id, std::string_view image, std::string_view mask);

}  // namespace yolozu
