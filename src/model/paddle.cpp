// SPDX-License-Identifier: Apache-2.0
//
// PaddleDetection's exports with suppression inside. PP-YOLOE, PP-YOLOE+ and PicoDet look alike and are fed
// differently; infer_cfg.yml, which lies beside Paddle's own model, says it.
#include "model/paddle.hpp"

#include <fmt/format.h>


#include "base/file.hpp"
#include "base/lower_case.hpp"

namespace yolozu {
namespace {

struct Detections {
    const OutputFacts* rows;
    const OutputFacts* count;
};

/// [M, 6] and the count [B], in any order.
std::optional<Detections> find_detections(const ModelFacts& facts) {
    if (facts.outputs.size() != 2) return std::nullopt;
    const bool in_order = facts.outputs[0].rank() == 2 && facts.outputs[0].ends_in(6);
    const Detections found{&facts.outputs[in_order ? 0 : 1], &facts.outputs[in_order ? 1 : 0]};
    if (found.rows->rank() != 2 || !found.rows->ends_in(6) || found.count->rank() > 1 || !found.count->is_integer())
        return std::nullopt;
    return found;
}

/// What the name of the architecture says of each family; nothing without a name.
std::optional<bool> named(const ModelFacts& facts, FamilyId id) {
    if (facts.asked.architecture.empty()) return std::nullopt;
    const bool detr = facts.architecture_has("DETR"), picodet = facts.architecture_has("Pico");
    switch (id) {
        case FamilyId::rtdetr_paddle:
            return detr;
        case FamilyId::picodet:
            return picodet;
        default:
            return !detr && !picodet && facts.architecture_has("YOLO");
    }
}

void judge_family(const ModelFacts& facts, const Detections& detections, FamilyId id, Readings& readings) {
    Reading reading{.family = id};
    reading.add(OutputRole::detections, *detections.rows);
    reading.add(OutputRole::count, *detections.count);
    if (facts.class_count) reading.class_count = *facts.class_count;
    const TailFacts& tail = detections.rows->tail();
    const std::string form = "input scale_factor, rows of class, score and box with their count";
    const std::optional<bool> by_name = named(facts, id);
    // RT-DETR takes the best queries; the others suppress.
    const bool chooses = tail.has("TopK") && !tail.has("NonMaxSuppression");
    const bool transformer = id == FamilyId::rtdetr_paddle;
    if (by_name)
        reading.judge(*by_name ? Verdict::certain : Verdict::contradicted,
                      fmt::format("{} names {}", facts.asked.architecture_source, printable(facts.asked.architecture)),
                      Certainty::asked);
    else if (tail.has("NonMaxSuppression"))
        reading.judge(transformer ? Verdict::contradicted : Verdict::certain,
                      transformer ? "the graph suppresses (NonMaxSuppression)" : form + ", suppression in the graph");
    else if (facts.has_input(InputRole::network_shape) && chooses)
        reading.judge(transformer ? Verdict::certain : Verdict::contradicted,
                      transformer ? form + ", an input im_shape, the best chosen without suppression"
                                  : "the graph chooses the best without suppression");
    else
        reading.judge(Verdict::certain, form);
    readings.push_back(std::move(reading));
}

}  // namespace

std::string paddle_evidence(const ModelFacts& facts) {
    const std::string& producer = facts.signature.producer_name;
    const std::string text = lower_case(producer.substr(0, 100));
    if (facts.has_input(InputRole::scale_factor)) return "input scale_factor";
    if (text.find("paddle") != std::string::npos)
        return fmt::format("producer '{}'", printable(producer.substr(0, 100)));
    // PaddleDetection calls all of its YOLO models "YOLO" in infer_cfg.yml.
    if (facts.asked.architecture == "YOLO" || facts.architecture_has("PPYOLO") || facts.architecture_has("PicoDet"))
        return fmt::format("{} names {}", facts.asked.architecture_source, printable(facts.asked.architecture));
    return facts.input.input_name == "image" ? "an input called 'image'" : "";
}

void judge_paddle(const ModelFacts& facts, Readings& readings) {
    const std::optional<Detections> detections = find_detections(facts);
    if (!detections || !facts.has_input(InputRole::scale_factor)) return;
    for (const FamilyId id : {FamilyId::ppyoloe, FamilyId::ppyoloe_plus, FamilyId::picodet, FamilyId::rtdetr_paddle})
        judge_family(facts, *detections, id, readings);
}

}  // namespace yolozu
