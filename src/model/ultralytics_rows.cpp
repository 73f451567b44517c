// SPDX-License-Identifier: Apache-2.0
//
// [B, 4+nc+E, N]: boxes, class scores and what the task adds, channel by channel.
#include <fmt/format.h>

#include "model/rows.hpp"

namespace yolozu {
namespace {

/// What each task adds to 4+nc, in words.
std::string_view formula(Task task) {
    switch (task) {
        case Task::segment:
            return "dimension 1 is 4+nc+mask coefficients";
        case Task::pose:
            return "dimension 1 is 4+nc+keypoints";
        case Task::obb:
            return "dimension 1 is 4+nc+angle";
        default:
            return "dimension 1 is 4+nc";
    }
}

/// Detection has no output or operator of its own: the columns of its last Concat show that nothing is added.
void judge_detection(const ModelFacts& facts, const RowsForm& form, const CountFit& fit, Reading& reading) {
    const TailFacts& tail = form.rows->tail();
    const bool boxes_then_classes = tail.joins(2) && tail.columns()[0] != "Sigmoid" && tail.columns()[0] != "Concat" &&
                                    tail.columns()[1] == "Sigmoid";
    if (tail.reaches_layers() && tail.rotates()) {
        reading.judge(Verdict::contradicted, "the graph turns boxes by an angle (Cos and Sin)");
    } else if (reading.agrees(facts) && !fit.misfits()) {
        reading.judge(Verdict::certain, agreement(formula(Task::detect), facts));
    } else if (boxes_then_classes && (fit.layout || facts.class_count)) {
        reading.judge(
            Verdict::certain,
            fmt::format("the graph joins boxes and activated class scores{}",
                        fit.layout ? fmt::format(", dimension 2 is the anchors of {}", fit.layout->to_string()) : ""));
    } else {
        reading.judge(Verdict::possible, "dimension 1 can be 4+nc");
    }
}

void judge_other_task(const ModelFacts& facts, const RowsForm& form, const CountFit& fit, Reading& reading) {
    const std::string proof = task_proof(facts, form, reading.task);
    if (!proof.empty() && (fit.layout || reading.agrees(facts) || !fit.known))
        reading.judge(Verdict::certain, reading.agrees(facts)
                                            ? fmt::format("{}, {}", proof, agreement(formula(reading.task), facts))
                                            : proof);
    else if (reading.agrees(facts))
        reading.judge(Verdict::possible, agreement(formula(reading.task), facts));
    else
        reading.judge(Verdict::possible, fmt::format("the task can be {}", to_string(reading.task)));
}

/// Rows of other tasks than detection have nothing to be known by but what is said, the names, or their graph.
bool is_out_of_question(const ModelFacts& facts, const RowsForm& form, const Reading& reading) {
    if (reading.task == Task::detect || !task_proof(facts, form, reading.task).empty()) return false;
    const bool seen_not_to_turn = reading.task == Task::obb && form.rows->tail().reaches_layers();
    return seen_not_to_turn || !reading.agrees(facts);
}

Reading judge_task(const ModelFacts& facts, const RowsForm& form, Task task) {
    Reading reading{.family = form.dual ? FamilyId::yolov9_dual : FamilyId::ultralytics, .task = task};
    if (!begin_rows(facts, form, form.rows->extent(1), 4, reading)) return reading;
    const CountFit fit = fit_count(facts, form.rows->extent(2), 1);
    if (fit.layout) reading.largest_stride = fit.layout->strides.back();
    if (is_out_of_question(facts, form, reading))
        reading.judge(Verdict::impossible, fmt::format("nothing says that the task is {}", to_string(task)));
    else if (form.rows->tail().selects())
        reading.judge(Verdict::contradicted, "the graph selects detections itself");
    else if (fit.misfits() && !reading.agrees(facts))
        reading.judge(Verdict::contradicted,
                      fmt::format("{} is no number of anchors for this input size", *form.rows->extent(2)));
    else if (task == Task::detect)
        judge_detection(facts, form, fit, reading);
    else
        judge_other_task(facts, form, fit, reading);
    return reading;
}

}  // namespace

void judge_ultralytics_rows(const ModelFacts& facts, Readings& readings) {
    const std::optional<RowsForm> form = find_rows(facts);
    if (!form || form->raw_maps > 0) return;
    for (const Task task : family(FamilyId::ultralytics).tasks) readings.push_back(judge_task(facts, *form, task));
}

}  // namespace yolozu
