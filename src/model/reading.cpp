// SPDX-License-Identifier: Apache-2.0
#include "model/reading.hpp"

#include <fmt/format.h>

#include "base/file.hpp"

namespace yolozu {

void Reading::judge(Verdict new_verdict, std::string why, Certainty how) {
    verdict = new_verdict;
    reason = std::move(why);
    certainty = how;
}

void Reading::add(OutputRole role, const OutputFacts& output) {
    layout.outputs.push_back({role, output.index(), output.name()});
}

bool Reading::count_classes(const ModelFacts& facts, std::int64_t numbers, std::int64_t others) {
    const std::int64_t classes = numbers - others;
    if (classes < 1 || classes > max_classes) {
        judge(Verdict::impossible,
              others == 0 ? fmt::format("{} is no sensible number of classes", numbers)
                          : fmt::format("{} numbers, less {}, leave no sensible number of classes", numbers, others));
        return false;
    }
    class_count = classes;
    names_disagree = facts.class_count && *facts.class_count != classes;
    return true;
}

void Reading::compare_names() {
    if (!names_disagree) return;
    names_disagree = verdict >= Verdict::possible;
    judge(Verdict::impossible, "the number of class names is another");
}

namespace {

/// Whether models of a family have an input beside the picture.
bool has_side_input(const Family& family, InputRole role) {
    switch (role) {
        case InputRole::original_size:
            return family.head == Head::rtdetr;
        case InputRole::original_shape:
            return family.head == Head::yolov3_zoo;
        default:
            return family.head == Head::paddle || family.id == FamilyId::ppyoloe_boxes ||
                   family.id == FamilyId::ppyoloe_plus_boxes;
    }
}

/// A side input that the family does not have speaks against the reading: its outputs may be in other units.
void compare_inputs(const ModelFacts& facts, Reading& reading) {
    for (const InputBinding& input : facts.input.inputs) {
        if (input.role == InputRole::image || has_side_input(family(reading.family), input.role)) continue;
        reading.judge(Verdict::impossible, fmt::format("its models have no input '{}'", printable(input.name)));
        reading.names_disagree = false;
    }
}

}  // namespace

Readings judge_readings(const ModelFacts& facts) {
    Readings readings;
    judge_ultralytics_rows(facts, readings);
    judge_objectness_rows(facts, readings);
    judge_other_rows(facts, readings);
    judge_selected_rows(facts, readings);
    judge_boxes_and_scores(facts, readings);
    judge_queries(facts, readings);
    judge_suppressed(facts, readings);
    judge_paddle(facts, readings);
    judge_maps(facts, readings);
    judge_without_boxes(facts, readings);
    for (Reading& reading : readings) {
        reading.compare_names();
        compare_inputs(facts, reading);
    }
    return readings;
}

std::string output_list(const ModelSignature& signature) {
    std::string text;
    for (const TensorSignature& output : signature.outputs) {
        if (text.size() > 1'000) return text + ", ...";
        text += fmt::format("{}'{}' {}", text.empty() ? "" : ", ", printable(output.name), output.to_string());
    }
    return text;
}

}  // namespace yolozu
