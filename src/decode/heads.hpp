// SPDX-License-Identifier: Apache-2.0
//
// The heads that can be decoded, and the interface between what they have in common and what each does in its own file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "decode/class_filter.hpp"
#include "decode/kernels.hpp"
#include "decode/output_layout.hpp"
#include "yolozu/detection.hpp"

namespace yolozu::decode {

/// What does not change between calls.
struct Settings {
    const Kernels* kernels = nullptr;
    float score_threshold = 0;  ///< the lowest in force; the filter has those of the classes
    int class_count = 0;        ///< columns of class scores
    int id_count = 0;           ///< class ids are below it; 0: unknown
    int extra_features = 0;     ///< numbers behind the class scores: mask coefficients, keypoints, an angle
    bool is_oriented = false;   ///< the last of them is an angle
    bool objectness_alone = false;
    bool scores_channel_major = false;
    Activation activation = Activation::none;  ///< what is left to do to class scores
    bool is_told_the_scale = false;  ///< the graph divides boxes by it, so they are in picture pixels
    int input_width = 0, input_height = 0;
    std::vector<int> strides;
    std::vector<std::array<float, 2>> anchors;
    std::vector<std::int32_t> class_ids;  ///< of each column of scores, -1 for none; empty: the column is the id
    ClassFilter filter;

    /// -1 for a column that is no class.
    std::int32_t class_of_column(std::size_t column) const {
        if (class_ids.empty()) return static_cast<std::int32_t>(column);
        return column < class_ids.size() ? class_ids[column] : -1;
    }
};

/// Finds what passes the threshold and the filter in the slots and appends it to `found`, in the order of the rows.
/// `candidates` is scratch memory with room for the head's capacity.
using Collect = void(const Settings& settings, const Slots& slots, std::vector<Candidate>& candidates,
                     std::vector<Detection>& found);

/// A head, as a row of the table of heads.
struct HeadEntry {
    Head head;
    bool is_suppressed;  ///< the graph has done it: best first, cut at max_detections, and that is all
    BoxFrame frame = BoxFrame::network;
    Status (*check_settings)(const Settings& settings);
    /// What is read, in the order of the slots.
    std::vector<ExpectedOutput> (*outputs)(const Settings& settings);
    /// The most that `collect` can find in the slots; no more than they have elements.
    std::size_t (*capacity)(const Settings& settings, const Slots& slots);
    /// Null, or the most detections that the head gives, where that is less than its capacity.
    std::size_t (*limit)(const Slots& slots) = nullptr;
    Collect* collect;
    /// For a first output in float16. Null: `collect` gets all float16 outputs widened to float32.
    Collect* collect_half = nullptr;
};

/// Null for a value that names no head with boxes.
const HeadEntry* find_head(Head head);

/// One for each file of a head.
extern const HeadEntry yolov8_entry, yolov5_entry, yolox_entry, ppyoloe_entry, nanodet_entry, nanodet_plus_entry,
    fastestdet_entry, yolo_fastestv2_entry, end_to_end_entry, end_to_end_obb_entry, end_to_end_fractions_entry,
    rtdetr_rows_entry, nms_rows_class_score_entry, nms_rows_score_class_entry, boxes_scores_entry, yolov7_maps_entry,
    yolov3_maps_entry, picodet_maps_entry, damo_maps_entry, detr_entry, rtdetr_entry, efficient_nms_entry, paddle_entry,
    mmdeploy_entry, yolov3_zoo_entry, yolozu_pose_entry;

}  // namespace yolozu::decode
