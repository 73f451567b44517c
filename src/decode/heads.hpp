// SPDX-License-Identifier: Apache-2.0
//
// The heads that can be decoded, and the interface between what they have in common and what each does in its own file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "decode/class_filter.hpp"
#include "decode/kernels.hpp"
#include "yolozu/detection.hpp"

namespace yolozu::decode {

/// What does not change between calls.
struct Settings {
    const Kernels* kernels = nullptr;
    float score_threshold = 0;
    int class_count = 0;
    bool objectness_alone = false;
    int input_width = 0, input_height = 0;
    ClassFilter filter;
};

/// One slot of the batch, checked: `data` are the elements of its [4 + classes, anchors] or [anchors, columns] matrix.
template <class Element>
struct Slot {
    const Element* data;
    std::size_t anchor_count;
};

/// Finds what passes the threshold and the filter in a slot and appends it to `found`, in the order of the anchors,
/// with the box in network pixels. `candidates` is scratch memory with room for all anchors.
template <class Element>
using Collect = void(const Settings& settings, const Slot<Element>& slot, std::vector<Candidate>& candidates,
                     std::vector<Detection>& found);

/// A head, as a row of the table of heads.
struct HeadEntry {
    Head head;
    std::size_t
        feature_axis;  ///< the axis of the shape that holds box and scores: 1 or 2; the other one holds the anchors
    int box_features;  ///< extent of that axis without the class scores
    bool has_class_scores;
    bool is_suppressed;  ///< the graph has done it: best first, cut at max_detections, and that is all
    Status (*check_settings)(const Settings& settings);
    /// Null where any number of anchors will do.
    std::int64_t (*anchor_count)(const Settings& settings);
    Collect<float>* collect;
    Collect<std::uint16_t>* collect_half;
};

/// Null for a value that names no head.
const HeadEntry* find_head(Head head);

/// One for each file of a head.
extern const HeadEntry yolov8_entry, yolov5_entry, end_to_end_entry, yolox_entry;

}  // namespace yolozu::decode
