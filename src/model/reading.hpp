// SPDX-License-Identifier: Apache-2.0
//
// A way in which a model's outputs can be read, and how well it agrees with what is known.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/facts.hpp"
#include "model/families.hpp"

namespace yolozu {

/// How well a reading agrees, worst first.
enum class Verdict {
    impossible,    ///< the shape or the number of names rules it out
    contradicted,  ///< the shape allows it, something else speaks against it
    possible,      ///< nothing speaks against it, and nothing proves it
    certain,       ///< something that no other export has speaks for it
};

/// What a reading makes of the outputs: the parts of ModelInfo of the same names.
struct Layout {
    std::vector<OutputBinding> outputs{};
    Activation activation = Activation::none;
    bool objectness = true;
    bool scores_channel_major = false;
    int mask_coefficients = 0;
    int keypoint_count = 0, keypoint_dimensions = 0;
    std::vector<int> strides{};
    std::vector<std::array<float, 2>> anchors{};
    std::vector<std::int32_t> class_ids{};

    bool operator==(const Layout&) const = default;
};

struct Reading {
    FamilyId family = FamilyId::ultralytics;
    Task task = Task::detect;
    Verdict verdict = Verdict::impossible;
    Certainty certainty = Certainty::shown;
    std::string reason{};                       ///< why this verdict
    std::optional<std::int64_t> class_count{};  ///< what the shape says
    bool names_disagree = false;                ///< impossible only because of the number of names
    std::optional<int> largest_stride{};        ///< when the number of anchors tells
    std::string flags{};                        ///< what is to be said beside --head: " --anchors ..."
    Layout layout{};
    std::vector<Evidence> notes{};  ///< further findings that belong to it

    void judge(Verdict new_verdict, std::string why, Certainty how = Certainty::shown);
    void add(OutputRole role, const OutputFacts& output);
    /// Takes a number of classes from the shape and compares it with the names. False when there is no sensible one;
    /// the reading is impossible then and says so.
    bool count_classes(const ModelFacts& facts, std::int64_t numbers, std::int64_t others);
    /// The last step: a reading that the names contradict is impossible, but it is remembered what it was.
    void compare_names();
    bool agrees(const ModelFacts& facts) const { return class_count && facts.class_count == *class_count; }
};

using Readings = std::vector<Reading>;

// The readings of each group of families; each adds those whose form the outputs have.
void judge_ultralytics_rows(const ModelFacts& facts, Readings& readings);  ///< [B, 4+nc+E, N]
void judge_objectness_rows(const ModelFacts& facts, Readings& readings);   ///< [B, N, 5+nc+E]
void judge_other_rows(const ModelFacts& facts, Readings& readings);     ///< rows of NanoDet, PP-YOLOE, YOLO-FastestV2
void judge_selected_rows(const ModelFacts& facts, Readings& readings);  ///< rows that the graph selected, DETR's rows
void judge_boxes_and_scores(const ModelFacts& facts, Readings& readings);
void judge_queries(const ModelFacts& facts, Readings& readings);     ///< DETR's outputs apart
void judge_suppressed(const ModelFacts& facts, Readings& readings);  ///< suppression inside, several outputs
void judge_paddle(const ModelFacts& facts, Readings& readings);
void judge_maps(const ModelFacts& facts, Readings& readings);
void judge_without_boxes(const ModelFacts& facts, Readings& readings);

/// All readings of a model.
Readings judge_readings(const ModelFacts& facts);

/// "'output0' float32 1x84x8400, 'output1' ..." of all outputs.
std::string output_list(const ModelSignature& signature);

}  // namespace yolozu
