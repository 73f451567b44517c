// SPDX-License-Identifier: Apache-2.0
//
// The ways in which an output [B, d1, d2] can be read, and how well each of them agrees with what the file shows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/metadata.hpp"
#include "model/tail_facts.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu {

/// A family of exports with one way to feed and read it.
struct Family {
    std::string_view name;  ///< for people: "YOLOv6"
    Head head;
    PreprocessSpec preprocess;
    std::string_view preprocess_flag;  ///< value of --preprocess that asks for it
    bool one_class_objectness_alone;   ///< YOLOv7's one-class rule holds
};

/// What is known about the output and its surroundings.
struct OutputFacts {
    std::optional<std::int64_t> first, second;  ///< extents after the batch
    std::optional<int> class_count;             ///< number of names
    int input_height = 0, input_width = 0;
    TailFacts tail;
    const ModelMetadata& metadata;
};

/// How well a reading agrees, worst first.
enum class Verdict {
    impossible,    ///< the shape or the number of names rules it out
    contradicted,  ///< the shape allows it, something else speaks against it
    possible,      ///< nothing speaks against it, and nothing proves it
    certain,       ///< something that no other export has speaks for it
};

struct Reading {
    const Family* family = nullptr;
    Verdict verdict = Verdict::impossible;
    std::string reason{};                       ///< why this verdict
    std::optional<std::int64_t> class_count{};  ///< what the shape says
    bool names_disagree = false;                ///< impossible only because of the number of names
    std::optional<int> largest_stride{};        ///< when the number of anchors tells
};

/// All readings of an output, judged.
std::vector<Reading> judge_readings(const OutputFacts& facts);

}  // namespace yolozu
