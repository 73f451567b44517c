// SPDX-License-Identifier: Apache-2.0
//
// Two outputs, boxes [B, N, 4] by corners and scores of N anchors: raw YOLO-NAS, DAMO-YOLO, YOLO-World, PP-YOLOE
// without suppression and YOLOv7 --include-nms. They differ in their names, their order and how they are fed.
#include <fmt/format.h>

#include "model/paddle.hpp"
#include "model/rows.hpp"

namespace yolozu {
namespace {

struct Pair {
    const OutputFacts* boxes;
    const OutputFacts* scores;
    bool channel_major;

    bool boxes_first() const { return boxes->index() < scores->index(); }
};

/// Scores are [B, N, nc] when the axis of N says so, [B, nc, N] when the other one does.
std::optional<Pair> pair_of(const ModelFacts& facts, const OutputFacts& boxes, const OutputFacts& scores) {
    if (!boxes.ends_in(4)) return std::nullopt;
    const std::optional<std::int64_t> anchors = boxes.extent(1);
    if (anchors && scores.extent(1) == anchors) return Pair{&boxes, &scores, false};
    if (anchors && scores.extent(2) == anchors) return Pair{&boxes, &scores, true};
    // Open counts of anchors: the number of names finds the axis of the classes.
    if (!facts.class_count || (anchors && scores.extent(1) && scores.extent(2))) return std::nullopt;
    if (scores.extent(2) == *facts.class_count) return Pair{&boxes, &scores, false};
    if (scores.extent(1) == *facts.class_count) return Pair{&boxes, &scores, true};
    return std::nullopt;
}

std::optional<Pair> find_pair(const ModelFacts& facts) {
    if (facts.outputs.size() != 2) return std::nullopt;
    const OutputFacts& first = facts.outputs[0];
    const OutputFacts& second = facts.outputs[1];
    if (first.rank() != 3 || second.rank() != 3 || first.is_integer() || second.is_integer()) return std::nullopt;
    const std::optional<Pair> in_order = pair_of(facts, first, second);
    const std::optional<Pair> swapped = pair_of(facts, second, first);
    if (!in_order || !swapped) return in_order ? in_order : swapped;
    // Four classes: both outputs end in 4, the activated one holds the scores.
    const auto activated = [](const OutputFacts& output) { return output.tail().maker() == "Sigmoid"; };
    if (activated(first) != activated(second)) return activated(second) ? in_order : swapped;
    return std::nullopt;
}

bool named(const ModelFacts& facts, std::string_view first, std::string_view second) {
    return facts.outputs[0].name() == first && facts.outputs[1].name() == second;
}

/// The families that have the pair's names and order. The form is certain; two of them are fed differently.
struct Sign {
    FamilyId family;
    std::string reason;
};

std::vector<Sign> signs(const ModelFacts& facts, const Pair& pair) {
    if (pair.channel_major || facts.has_input(InputRole::scale_factor)) {
        const std::string paddle = paddle_evidence(facts);
        const std::string reason =
            fmt::format("boxes by corners, then scores{}{}", pair.channel_major ? " channel by channel" : "",
                        paddle.empty() ? "" : ", " + paddle);
        return {{FamilyId::ppyoloe_boxes, reason}, {FamilyId::ppyoloe_plus_boxes, reason}};
    }
    if (named(facts, "classes", "boxes")) return {{FamilyId::yolov7_pair, "outputs called 'classes' and 'boxes'"}};
    if (pair.boxes_first()) return {{FamilyId::yolo_nas, "boxes [., N, 4] come before scores [., N, nc]"}};
    if (named(facts, "scores", "boxes"))
        return {{FamilyId::yolo_world, "outputs called 'scores' and 'boxes', in this order"}};
    if (facts.outputs[0].name() == "output")
        return {{FamilyId::damo, "scores come before boxes, and only they are called 'output'"}};
    return {{FamilyId::damo, "scores come before boxes"}, {FamilyId::yolo_world, "scores come before boxes"}};
}

}  // namespace

void judge_boxes_and_scores(const ModelFacts& facts, Readings& readings) {
    const std::optional<Pair> pair = find_pair(facts);
    if (!pair) return;
    // DETR's queries are hundreds and come from matrix products; anchors are thousands.
    const bool anchors = fit_count(facts, pair->boxes->extent(1), 1).layout.has_value() ||
                         fit_count(facts, pair->boxes->extent(1), 3).layout.has_value();
    const bool queries =
        pair->boxes->tail().reaches_layers() && !pair->boxes->tail().reaches_convolutions() && !anchors;
    const bool query_names = facts.find("pred_boxes") != nullptr || facts.find("dets") != nullptr;
    for (const Sign& sign : signs(facts, *pair)) {
        Reading reading{.family = sign.family};
        reading.add(OutputRole::boxes, *pair->boxes);
        reading.add(OutputRole::scores, *pair->scores);
        reading.layout.scores_channel_major = pair->channel_major;
        reading.layout.activation = pair->scores->activation_left(Activation::sigmoid, Activation::none);
        const std::optional<std::int64_t> classes = pair->scores->extent(pair->channel_major ? 1 : 2);
        if (!classes || reading.count_classes(facts, *classes, 0)) {
            if (queries || query_names)
                reading.judge(Verdict::contradicted, "the outputs are those of queries, not of anchors");
            else if (pair->boxes->tail().selects())
                reading.judge(Verdict::contradicted, "the graph selects detections itself");
            else
                reading.judge(Verdict::certain, sign.reason);
        }
        if (const CountFit fit = fit_count(facts, pair->boxes->extent(1), 1); fit.layout)
            reading.largest_stride = fit.layout->strides.back();
        readings.push_back(std::move(reading));
    }
}

}  // namespace yolozu
