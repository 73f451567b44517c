// SPDX-License-Identifier: Apache-2.0
//
// DETR's outputs: class logits and boxes in fractions for each query (RF-DETR, Hugging Face's RT-DETR and D-FINE), the
// chosen detections of the authors' RT-DETR, D-FINE and DEIM, and YOLOZU's 6-DoF model.
#include <fmt/format.h>

#include <algorithm>

#include "model/reading.hpp"

namespace yolozu {
namespace {

constexpr int coco_sparse_columns = 91;
constexpr std::size_t coco_classes = 80;
constexpr std::int64_t least_two_stage_queries = 200;  // DETR and YOLOS have 100, RT-DETR and D-FINE 300
constexpr int patch_of_transformers = 8;

/// The 80 classes of COCO have the ids 1 to 90 in the data set; these are unused.
std::vector<std::int32_t> coco_class_ids() {
    constexpr int unused[]{0, 12, 26, 29, 30, 45, 66, 68, 69, 71, 83};
    std::vector<std::int32_t> ids;
    std::int32_t next = 0;
    for (int column = 0; column < coco_sparse_columns; ++column)
        ids.push_back(std::ranges::find(unused, column) != std::end(unused) ? -1 : next++);
    return ids;
}

bool are_coco_names(const ModelFacts& facts, const std::vector<std::string>* names) {
    return facts.class_count == static_cast<int>(coco_classes) && names != nullptr && names->front() == "person" &&
           names->back() == "toothbrush";
}

const std::vector<std::string>* names_of(const ModelFacts& facts) {
    if (facts.asked.says.names) return &*facts.asked.says.names;
    return facts.metadata.names ? &*facts.metadata.names : nullptr;
}

bool count_query_classes(const ModelFacts& facts, const OutputFacts& scores, Reading& reading) {
    const std::optional<std::int64_t> columns = scores.last();
    if (!columns) return true;
    if (*columns == coco_sparse_columns && are_coco_names(facts, names_of(facts))) {
        reading.class_count = static_cast<std::int64_t>(coco_classes);
        reading.layout.class_ids = coco_class_ids();
        reading.notes.push_back({"91 columns of scores, the 80 class names of COCO",
                                 "columns are COCO's category ids, 1 to 90", Certainty::shown});
        return true;
    }
    return reading.count_classes(facts, *columns, 0);
}

void judge_rfdetr(const ModelFacts& facts, Readings& readings) {
    const OutputFacts* const boxes = facts.find("dets");
    const OutputFacts* const scores = facts.find("labels");
    if (boxes == nullptr || scores == nullptr || !boxes->ends_in(4) || scores->rank() != 3 || scores->is_integer())
        return;
    const OutputFacts* masks = nullptr;
    for (const OutputFacts& output : facts.outputs)
        if (output.rank() == 4) masks = &output;
    if (facts.outputs.size() != (masks != nullptr ? 3U : 2U)) return;
    Reading reading{.family = FamilyId::rfdetr, .task = masks != nullptr ? Task::segment : Task::detect};
    reading.add(OutputRole::scores, *scores);
    reading.add(OutputRole::boxes, *boxes);
    if (masks != nullptr) reading.add(OutputRole::masks, *masks);
    reading.layout.activation = scores->activation_left(Activation::sigmoid, Activation::sigmoid);
    if (count_query_classes(facts, *scores, reading))
        reading.judge(Verdict::certain, masks != nullptr ? "outputs 'dets', 'labels' and masks of each query"
                                                         : "outputs 'dets' and 'labels', both of each query");
    readings.push_back(std::move(reading));
}

/// DETR and YOLOS have outputs of the same names, but Softmax over one class more; they have a hundred queries.
void judge_transformers(const ModelFacts& facts, Readings& readings) {
    const OutputFacts* const scores = facts.find("logits");
    const OutputFacts* const boxes = facts.find("pred_boxes");
    if (boxes == nullptr || scores == nullptr || !boxes->ends_in(4) || scores->rank() != 3) return;
    Reading reading{.family = FamilyId::rtdetr_transformers};
    reading.add(OutputRole::scores, *scores);
    reading.add(OutputRole::boxes, *boxes);
    reading.layout.activation = scores->activation_left(Activation::sigmoid, Activation::sigmoid);
    if (count_query_classes(facts, *scores, reading)) {
        const bool named = facts.architecture_has("RTDetr") || facts.architecture_has("DFine");
        const bool enough = boxes->extent(1).value_or(0) >= least_two_stage_queries;
        if (!facts.asked.architecture.empty() && !named)
            reading.judge(Verdict::contradicted,
                          fmt::format("{} names {}", facts.asked.architecture_source, facts.asked.architecture));
        else if (named || enough || boxes->tail().has("TopK") || reading.agrees(facts))
            reading.judge(Verdict::certain,
                          named ? fmt::format("{} names {}", facts.asked.architecture_source, facts.asked.architecture)
                                : "outputs 'logits' and 'pred_boxes'",
                          named ? Certainty::asked : Certainty::shown);
        else
            reading.judge(Verdict::possible, "outputs 'logits' and 'pred_boxes', but DETR and YOLOS have them too");
    }
    readings.push_back(std::move(reading));
}

/// labels, boxes and scores of the chosen detections, in the picture's pixels since the graph is told its size.
void judge_rtdetr(const ModelFacts& facts, Readings& readings) {
    if (!facts.has_input(InputRole::original_size) || facts.outputs.size() != 3) return;
    const OutputFacts *labels = nullptr, *boxes = nullptr, *scores = nullptr;
    for (const OutputFacts& output : facts.outputs) {
        const OutputFacts*& place = output.ends_in(4) && output.rank() == 3            ? boxes
                                    : output.is_integer() || output.name() == "labels" ? labels
                                                                                       : scores;
        if (place != nullptr) return;
        place = &output;
    }
    const int patch = facts.signature.patch_size;
    Reading reading{.family = patch >= patch_of_transformers ? FamilyId::deimv2 : FamilyId::rtdetr};
    reading.add(OutputRole::labels, *labels);
    reading.add(OutputRole::boxes, *boxes);
    reading.add(OutputRole::scores, *scores);
    if (facts.class_count) reading.class_count = *facts.class_count;
    reading.judge(
        Verdict::certain,
        patch >= patch_of_transformers
            ? fmt::format("input for the picture's size; patches of {} pixels go into a vision transformer", patch)
            : "input for the picture's size; labels, boxes and scores of chosen queries");
    readings.push_back(std::move(reading));
}

void judge_yolozu_pose(const ModelFacts& facts, Readings& readings) {
    const OutputFacts* const scores = facts.find("logits");
    const OutputFacts* const boxes = facts.find("bbox");
    const OutputFacts* const log_z = facts.find("log_z");
    if (scores == nullptr || boxes == nullptr || log_z == nullptr || scores->rank() != 3 || !boxes->ends_in(4)) return;
    Reading reading{.family = FamilyId::yolozu_pose, .task = Task::pose6d};
    reading.layout.activation = Activation::softmax;
    reading.add(OutputRole::scores, *scores);
    reading.add(OutputRole::boxes, *boxes);
    constexpr OutputRole parts[]{OutputRole::log_z,        OutputRole::rot6d,     OutputRole::offsets,
                                 OutputRole::k_delta,      OutputRole::keypoints, OutputRole::log_sigma_z,
                                 OutputRole::log_sigma_rot};
    for (const OutputRole role : parts) {
        const OutputFacts* const output = facts.find(to_string(role));
        if (output == nullptr) continue;
        reading.add(role, *output);
        if (role != OutputRole::keypoints) continue;
        const std::int64_t count = output->extent(2).value_or(0);
        if (output->rank() != 4 || !output->ends_in(2) || count < 1 || count > max_keypoints) return;
        reading.layout.keypoint_count = static_cast<int>(count);
        reading.layout.keypoint_dimensions = 2;
    }
    // The last column is "no object".
    if (!scores->last() || reading.count_classes(facts, *scores->last(), 1))
        reading.judge(Verdict::certain, "outputs 'logits', 'bbox' and 'log_z'");
    readings.push_back(std::move(reading));
}

}  // namespace

void judge_queries(const ModelFacts& facts, Readings& readings) {
    judge_rfdetr(facts, readings);
    judge_transformers(facts, readings);
    judge_rtdetr(facts, readings);
    judge_yolozu_pose(facts, readings);
}

}  // namespace yolozu
