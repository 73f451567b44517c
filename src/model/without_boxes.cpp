// SPDX-License-Identifier: Apache-2.0
//
// Classifiers, semantic segmentation and depth.
#include <fmt/format.h>

#include "model/reading.hpp"
#include "model/rows.hpp"

namespace yolozu {
namespace {

/// YOLOv5's exporter writes stride and names, Ultralytics' the task as well.
bool has_yolov5_metadata(const ModelFacts& facts) {
    return !facts.metadata.task && facts.metadata.names && facts.metadata.stride;
}

void judge_classifier(const ModelFacts& facts, const OutputFacts& scores, FamilyId id, Readings& readings) {
    Reading reading{.family = id, .task = Task::classify};
    reading.add(OutputRole::detections, scores);
    const bool yolov5 = id == FamilyId::yolov5_classifier;
    reading.layout.activation =
        scores.activation_left(Activation::softmax, yolov5 ? Activation::softmax : Activation::none);
    const bool activated = scores.tail().maker() == "Softmax";
    if (scores.extent(1) && !reading.count_classes(facts, *scores.extent(1), 0)) {
        // judged already
    } else if (scores.tail().selects()) {
        reading.judge(Verdict::contradicted, "the graph selects detections");
    } else if (facts.metadata.task) {
        const bool says = facts.stated_task() == Task::classify && !yolov5;
        reading.judge(
            says ? Verdict::certain : Verdict::contradicted,
            yolov5 ? "YOLOv5's exporter writes no task" : fmt::format("metadata task='{}'", *facts.metadata.task),
            Certainty::stated);
    } else if (activated) {
        reading.judge(yolov5 ? Verdict::contradicted : Verdict::certain,
                      yolov5 ? "the scores went through Softmax" : "class scores that went through Softmax");
    } else if (has_yolov5_metadata(facts)) {
        reading.judge(yolov5 ? Verdict::certain : Verdict::contradicted,
                      yolov5 ? "raw scores, metadata stride and names without a task" : "raw scores without a task");
    } else {
        reading.judge(Verdict::possible, "a score for each class");
    }
    readings.push_back(std::move(reading));
}

/// A map of one picture's size: [B, H, W] or [B, 1, H, W].
bool is_picture_map(const OutputFacts& map) {
    return map.rank() == 3 || (map.rank() == 4 && map.extent(1).value_or(1) == 1);
}

bool has_input_size(const ModelFacts& facts, const OutputFacts& map) {
    const std::size_t rank = map.rank();
    return map.extent(rank - 2).value_or(facts.input_height()) == facts.input_height() &&
           map.extent(rank - 1).value_or(facts.input_width()) == facts.input_width();
}

void judge_semantic(const ModelFacts& facts, const OutputFacts& map, Readings& readings) {
    Reading reading{.family = FamilyId::semantic, .task = Task::semantic};
    reading.add(OutputRole::detections, map);
    if (!map.extent(1) || reading.count_classes(facts, *map.extent(1), 0)) {
        if (facts.stated_task() == Task::semantic)
            reading.judge(Verdict::certain, "the task is said to be semantic, a map for each class",
                          facts.asked.says.task ? Certainty::asked : Certainty::stated);
        else if (reading.agrees(facts) && *reading.class_count > 1)
            reading.judge(Verdict::certain, agreement("dimension 1 is nc", facts));
        else
            reading.judge(Verdict::possible, "can be a map for each class");
    }
    readings.push_back(std::move(reading));
}

void judge_class_map(const ModelFacts& facts, const OutputFacts& map, Readings& readings) {
    Reading reading{.family = FamilyId::class_map, .task = Task::semantic};
    reading.add(OutputRole::detections, map);
    if (facts.class_count) reading.class_count = *facts.class_count;
    reading.judge(Verdict::certain, "a map of whole numbers of the input's size");
    readings.push_back(std::move(reading));
}

void judge_depth(const ModelFacts& facts, const OutputFacts& map, Readings& readings) {
    Reading reading{.family = FamilyId::depth, .task = Task::depth};
    reading.add(OutputRole::detections, map);
    if (facts.stated_task() == Task::depth)
        reading.judge(Verdict::certain, "the task is said to be depth, one map",
                      facts.asked.says.task ? Certainty::asked : Certainty::stated);
    else
        reading.judge(Verdict::possible, "can be a map of depth");
    readings.push_back(std::move(reading));
}

}  // namespace

void judge_without_boxes(const ModelFacts& facts, Readings& readings) {
    if (facts.outputs.size() != 1) return;
    const OutputFacts& output = facts.outputs[0];
    if (output.rank() == 2 && !output.is_integer()) {
        judge_classifier(facts, output, FamilyId::ultralytics_classifier, readings);
        judge_classifier(facts, output, FamilyId::yolov5_classifier, readings);
    }
    const bool picture_map = is_picture_map(output) && has_input_size(facts, output);
    if (picture_map && output.is_integer()) judge_class_map(facts, output, readings);
    if (picture_map && !output.is_integer()) judge_depth(facts, output, readings);
    if (output.rank() == 4 && !output.is_integer()) judge_semantic(facts, output, readings);
}

}  // namespace yolozu
