// SPDX-License-Identifier: Apache-2.0
//
// Several outputs of detections that the graph has suppressed: EfficientNMS and BatchedNMS, YOLO-NAS's batch form,
// mmdeploy's, the ONNX zoo's YOLOv3.
#include <fmt/format.h>

#include "model/reading.hpp"

namespace yolozu {
namespace {

/// The four outputs of EfficientNMS, whatever they are called.
struct Four {
    const OutputFacts *count = nullptr, *boxes = nullptr, *scores = nullptr, *labels = nullptr;

    bool complete() const { return count != nullptr && boxes != nullptr && scores != nullptr && labels != nullptr; }
};

/// super-gradients puts "graph2_" before the names where it joins graphs.
const OutputFacts* find_ending(const ModelFacts& facts, std::string_view name) {
    for (const OutputFacts& output : facts.outputs)
        if (output.name().ends_with(name)) return &output;
    return nullptr;
}

Four find_by_names(const ModelFacts& facts) {
    constexpr std::string_view names[][4]{
        {"num_dets", "det_boxes", "det_scores", "det_classes"},
        {"num_detections", "nmsed_boxes", "nmsed_scores", "nmsed_classes"},
        {"num_predictions", "pred_boxes", "pred_scores", "pred_classes"},
    };
    for (const auto& [count, boxes, scores, labels] : names) {
        const Four four{find_ending(facts, count), find_ending(facts, boxes), find_ending(facts, scores),
                        find_ending(facts, labels)};
        if (four.complete() && four.boxes->ends_in(4)) return four;
    }
    return {};
}

Four find_by_forms(const ModelFacts& facts) {
    Four four;
    if (facts.outputs.size() != 4) return four;
    for (const OutputFacts& output : facts.outputs) {
        const OutputFacts** place = nullptr;
        if (output.rank() == 3 && output.ends_in(4)) place = &four.boxes;
        if (output.is_integer() && (output.rank() == 1 || (output.rank() == 2 && output.ends_in(1))))
            place = &four.count;
        else if (output.rank() == 2)
            place = output.is_integer() ? &four.labels : &four.scores;
        if (place == nullptr || *place != nullptr) return {};
        *place = &output;
    }
    return four;
}

Reading reading_of(const ModelFacts& facts, const Four& four, FamilyId id) {
    Reading reading{.family = id};
    reading.add(OutputRole::count, *four.count);
    reading.add(OutputRole::boxes, *four.boxes);
    reading.add(OutputRole::scores, *four.scores);
    reading.add(OutputRole::labels, *four.labels);
    if (facts.class_count) reading.class_count = *facts.class_count;
    return reading;
}

/// The form is the same, how it is fed is not. DAMO-YOLO's boxes are corners from a distribution (Softmax, Sub) to the
/// end; YOLOv6's to v9's are centres on their way: means of corners (Div), scaled by squares (Pow), turned into corners
/// by a matrix.
void judge_by_boxes(const TailFacts& tail, Reading& yolo, Reading& damo) {
    const std::string form = "count, boxes, scores and classes of suppressed detections";
    const bool centres = tail.has("Div") || tail.has("Pow") || tail.has("MatMul");
    const bool no_distribution = tail.reaches_convolutions() && !tail.has("Softmax");
    yolo.judge(Verdict::certain, form + (centres ? ", box centres in the graph" : ""));
    damo.judge(Verdict::certain, form);
    if (centres || (no_distribution && !tail.ends_in_products()))
        damo.judge(Verdict::contradicted, centres ? "box centres are in the graph" : "no box is of a distribution");
    else if (tail.reaches_convolutions() && tail.has("Sub"))
        yolo.judge(Verdict::contradicted, "boxes are corners from a distribution");
}

void judge_four(const ModelFacts& facts, Readings& readings) {
    Four four = find_by_names(facts);
    if (!four.complete()) four = find_by_forms(facts);
    if (!four.complete()) return;
    Reading nas = reading_of(facts, four, FamilyId::yolo_nas_batch);
    Reading yolo = reading_of(facts, four, FamilyId::efficient_nms);
    Reading damo = reading_of(facts, four, FamilyId::damo_nms);
    judge_by_boxes(four.boxes->tail(), yolo, damo);
    if (four.count->name().ends_with("num_predictions")) {
        nas.judge(Verdict::certain, "outputs 'num_predictions', 'pred_boxes', 'pred_scores', 'pred_classes'");
        yolo.judge(Verdict::contradicted, "the outputs have YOLO-NAS's names");
        damo.judge(Verdict::contradicted, "the outputs have YOLO-NAS's names");
    } else {
        nas.judge(Verdict::contradicted, "the outputs do not have YOLO-NAS's names");
    }
    for (Reading* const reading : {&nas, &yolo, &damo}) readings.push_back(std::move(*reading));
}

/// dets [B, M, 5] and labels [B, M].
void judge_mmdeploy(const ModelFacts& facts, Readings& readings) {
    if (facts.outputs.size() != 2) return;
    const bool in_order = facts.outputs[0].rank() == 3;
    const OutputFacts& detections = facts.outputs[in_order ? 0 : 1];
    const OutputFacts& labels = facts.outputs[in_order ? 1 : 0];
    if (detections.rank() != 3 || !detections.ends_in(5) || labels.rank() != 2 || !labels.is_integer()) return;
    Reading reading{.family = FamilyId::rtmdet};
    reading.add(OutputRole::detections, detections);
    reading.add(OutputRole::labels, labels);
    if (facts.class_count) reading.class_count = *facts.class_count;
    reading.judge(Verdict::certain, "boxes with scores in five columns, whole-numbered labels beside them");
    readings.push_back(std::move(reading));
}

void judge_zoo(const ModelFacts& facts, Readings& readings) {
    if (!facts.has_input(InputRole::original_shape) || facts.outputs.size() != 3) return;
    const OutputFacts *boxes = nullptr, *scores = nullptr, *indices = nullptr;
    for (const OutputFacts& output : facts.outputs) {
        const OutputFacts*& place = output.is_integer() && output.ends_in(3)  ? indices
                                    : output.rank() == 3 && output.ends_in(4) ? boxes
                                                                              : scores;
        if (place != nullptr) return;
        place = &output;
    }
    if (scores->rank() != 3) return;
    Reading reading{.family = FamilyId::yolov3_zoo};
    reading.add(OutputRole::boxes, *boxes);
    reading.add(OutputRole::scores, *scores);
    reading.add(OutputRole::indices, *indices);
    if (!scores->extent(1) || reading.count_classes(facts, *scores->extent(1), 0))
        reading.judge(Verdict::certain, "input for the picture's shape; boxes, scores and indices of the chosen");
    readings.push_back(std::move(reading));
}

}  // namespace

void judge_suppressed(const ModelFacts& facts, Readings& readings) {
    judge_four(facts, readings);
    judge_mmdeploy(facts, readings);
    judge_zoo(facts, readings);
}

}  // namespace yolozu
