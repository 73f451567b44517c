// SPDX-License-Identifier: Apache-2.0
//
// [B, N, 5+nc+E]: boxes, objectness, class scores. The families differ in how the graph's end decodes boxes and, where
// that cannot be seen (behind a matrix product neither), in the values of a test picture.
#include <fmt/format.h>

#include "model/rows.hpp"

namespace yolozu {
namespace {

constexpr int box_and_objectness = 5;
constexpr float most_cells = 32.0F;  // YOLOX's raw numbers count cells; pixels of a picture's boxes reach its far side

/// One of the families, with the facts that each judgement below goes by.
struct Judged {
    const ModelFacts& facts;
    const RowsForm& form;
    const TailFacts& tail;
    CountFit fit;
    Reading reading;

    bool certain(std::string why, Certainty how = Certainty::shown) {
        reading.judge(Verdict::certain, std::move(why), how);
        return true;
    }
    bool contradicted(std::string why, Certainty how = Certainty::shown) {
        reading.judge(Verdict::contradicted, std::move(why), how);
        return true;
    }
};

/// Counts, and judges what excludes every family alike. False when that decides.
bool begin(Judged& judged, int anchors_per_cell) {
    const OutputFacts& rows = *judged.form.rows;
    if (!begin_rows(judged.facts, judged.form, rows.extent(2), box_and_objectness, judged.reading)) return false;
    judged.fit = fit_count(judged.facts, rows.extent(1), anchors_per_cell);
    if (judged.fit.layout) judged.reading.largest_stride = judged.fit.layout->strides.back();
    if (judged.tail.selects()) return !judged.contradicted("the graph selects detections itself");
    if (judged.fit.misfits())
        return !judged.contradicted(
            fmt::format("{} is no number of rows with {} a cell at this input size", *rows.extent(1),
                        anchors_per_cell == 1 ? "1 anchor" : fmt::format("{} anchors", anchors_per_cell)));
    return true;
}

/// Whether a test picture shows a column of ones where the objectness is; nothing without one.
std::optional<bool> probed_constant_objectness(const OutputFacts& rows) {
    const auto column = rows.column(4);
    if (!column) return std::nullopt;
    return column->least == 1.0F && column->greatest == 1.0F;
}

/// Whether a test picture's boxes are in pixels; nothing when it does not show.
std::optional<bool> probed_pixels(const ModelFacts& facts, const OutputFacts& rows) {
    const std::optional<float> greatest = rows.magnitude(0, 2);
    if (!greatest) return std::nullopt;
    if (*greatest > static_cast<float>(std::max(facts.input_width(), facts.input_height())) / 2) return true;
    return *greatest < most_cells ? std::optional(false) : std::nullopt;
}

void judge_anchor_based(Judged& judged) {
    const ModelFacts& facts = judged.facts;
    const TailFacts& tail = judged.tail;
    if (!begin(judged, 3)) return;
    Reading& reading = judged.reading;
    // With one class the class column is not trained (YOLOv7's rule, see ModelInfo::objectness).
    reading.layout.objectness = reading.class_count != 1;
    const std::optional<std::int64_t> count = judged.form.rows->extent(1);
    if (tail.reaches_convolutions() && !tail.computes()) {
        judged.contradicted("the graph does not decode the boxes");
        return;
    }
    const bool joined = tail.joins(3) || (reading.task == Task::segment && tail.joins(4));
    const std::string task = task_proof(facts, judged.form, reading.task);
    const bool proved = reading.agrees(facts) || joined || (reading.task != Task::detect && !task.empty());
    if (judged.fit.layout && proved) {
        judged.certain(fmt::format(
            "{} rows are {}, {}", *count, judged.fit.layout->to_string(),
            reading.agrees(facts)
                ? agreement(reading.task == Task::segment ? "columns are 5+nc+mask coefficients" : "columns are 5+nc",
                            facts)
                : (joined ? "columns are joined from position, size and scores" : task)));
    } else if (!judged.fit.known && tail.has("Pow") && judged.form.rows->extent(2) && proved) {
        judged.certain("the graph squares the box sizes (Pow), as anchor-based heads do");
    } else {
        reading.judge(Verdict::possible, "columns can be 5+nc");
    }
}

void judge_yolov6(Judged& judged) {
    if (!begin(judged, 1)) return;
    const TailFacts& tail = judged.tail;
    const bool constant = tail.joins(3) && tail.columns()[1] == "constant";
    const std::optional<bool> probed = probed_constant_objectness(*judged.form.rows);
    if (constant && tail.has("Sub"))
        judged.certain("the graph joins boxes, a constant objectness and classes");
    else if (tail.reaches_convolutions() && (!tail.columns().empty() || tail.has("Exp") || !tail.has("Sub")))
        judged.contradicted("the graph joins no constant objectness");
    else if (probed == true && judged.fit.known)
        judged.certain("one anchor a cell, the objectness is 1 everywhere on a test picture", Certainty::probed);
    else if (probed == false)
        judged.contradicted("the objectness is not constant on a test picture", Certainty::probed);
    else
        judged.reading.judge(Verdict::possible, "columns can be 5+nc");
}

/// What a test picture says of a YOLOX reading, decoded or not. True when it decides.
bool judge_yolox_by_picture(Judged& judged, bool decoded) {
    const std::optional<bool> pixels = probed_pixels(judged.facts, *judged.form.rows);
    const std::optional<bool> constant = probed_constant_objectness(*judged.form.rows);
    if (constant == true)
        return judged.contradicted("the objectness is 1 everywhere on a test picture", Certainty::probed);
    if (!pixels || !constant || !judged.fit.known) return false;
    if (*pixels != decoded)
        return judged.contradicted(
            *pixels ? "boxes are in pixels on a test picture" : "boxes are no pixels on a test picture",
            Certainty::probed);
    return judged.certain(decoded ? "one anchor a cell, boxes in pixels and an objectness that varies on a test picture"
                                  : "one anchor a cell, boxes of a few units on a test picture",
                          Certainty::probed);
}

void judge_yolox_decoded(Judged& judged) {
    if (!begin(judged, 1)) return;
    const TailFacts& tail = judged.tail;
    if (tail.reaches_convolutions() && (!tail.has("Exp") || tail.has("Sub")))
        judged.contradicted("the graph does not decode boxes with Exp alone");
    else if (tail.reaches_convolutions() && judged.fit.known)
        judged.certain("one anchor a cell, and the graph decodes box sizes with Exp, as YOLOX does");
    else if (!judge_yolox_by_picture(judged, true))
        judged.reading.judge(Verdict::possible, "columns can be 5+nc");
}

void judge_yolox_raw(Judged& judged) {
    judged.reading.layout.strides = {8, 16, 32};
    if (!begin(judged, 1)) return;
    // Other strides exist in other families: NanoDet-Plus has raw boxes at 8/16/32/64.
    if (judged.fit.layout && judged.fit.layout->strides != judged.reading.layout.strides) {
        judged.contradicted("the number of rows is not that of the strides 8/16/32");
        return;
    }
    const TailFacts& tail = judged.tail;
    const std::vector<std::string>& columns = tail.columns();
    const bool box_then_scores =
        tail.joins(3) && columns[0] != "Sigmoid" && columns[1] == "Sigmoid" && columns[2] == "Sigmoid";
    for (const std::string_view decoding : {"Exp", "Sub", "Pow", "Div", "Softmax"}) {
        if (!tail.has(decoding)) continue;
        judged.contradicted(fmt::format("the graph decodes boxes ({})", decoding));
        return;
    }
    if (box_then_scores && (judged.fit.layout || judged.reading.agrees(judged.facts)))
        judged.certain(
            "one anchor a cell, and the graph joins boxes as the convolution makes them (no Exp) with activated "
            "objectness and classes");
    else if (tail.reaches_convolutions() && !columns.empty() && !box_then_scores)
        judged.contradicted("the columns are not joined as in YOLOX");
    else if (!judge_yolox_by_picture(judged, false))
        judged.reading.judge(Verdict::possible, "columns can be 5+nc");
}

}  // namespace

void judge_objectness_rows(const ModelFacts& facts, Readings& readings) {
    const std::optional<RowsForm> form = find_rows(facts);
    if (!form || form->dual) return;
    const auto add = [&](FamilyId id, Task task, void (*judge)(Judged&)) {
        Judged judged{facts, *form, form->rows->tail(), {}, {.family = id, .task = task}};
        judge(judged);
        readings.push_back(std::move(judged.reading));
    };
    add(FamilyId::yolov5, Task::detect, judge_anchor_based);
    add(form->prototypes != nullptr && form->raw_maps > 0 ? FamilyId::yolov7_masks : FamilyId::yolov5, Task::segment,
        judge_anchor_based);
    if (form->raw_maps > 0) return;
    add(FamilyId::yolov6, Task::detect, judge_yolov6);
    add(FamilyId::yolox_decoded, Task::detect, judge_yolox_decoded);
    add(FamilyId::yolox_raw, Task::detect, judge_yolox_raw);
}

}  // namespace yolozu
