// SPDX-License-Identifier: Apache-2.0
//
// What readings of one output [B, d1, d2] have in common, alone or beside mask prototypes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/anchors.hpp"
#include "model/reading.hpp"

namespace yolozu {

/// The outputs of a model whose detections are in one of them.
struct RowsForm {
    const OutputFacts* rows = nullptr;
    const OutputFacts* prototypes = nullptr;  ///< [B, coefficients, h, w]
    std::size_t raw_maps = 0;                 ///< [B, 3, H, W, .] as older YOLOv5 exports and YOLOv7-seg add them
    bool dual = false;  ///< YOLOv9's training graph: another output of the same shape comes before, the auxiliary one
};
/// Nothing when no output alone holds the detections.
std::optional<RowsForm> find_rows(const ModelFacts& facts);

/// Whether a count of anchors is one of the layouts with so many anchors a cell; nothing when the count is open.
struct CountFit {
    bool known = false;
    std::optional<AnchorLayout> layout{};

    bool misfits() const { return known && !layout; }
};
CountFit fit_count(const ModelFacts& facts, std::optional<std::int64_t> count, int anchors_per_cell);

/// Begins a reading of rows as a task: adds the outputs and counts `features` numbers for each row, of which `others`
/// and those that the task needs (mask coefficients, keypoints, an angle) are no classes. False when that cannot be;
/// the reading says why.
bool begin_rows(const ModelFacts& facts, const RowsForm& form, std::optional<std::int64_t> features, int others,
                Reading& reading);

/// What makes a task certain beside the counts: prototypes, a stated task, boxes that are turned. Empty: nothing.
std::string task_proof(const ModelFacts& facts, const RowsForm& form, Task task);

/// "dimension 1 is 4+nc with the 80 class names".
std::string agreement(std::string_view formula, const ModelFacts& facts);

}  // namespace yolozu
