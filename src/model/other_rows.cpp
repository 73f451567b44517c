// SPDX-License-Identifier: Apache-2.0
//
// Rows without objectness: NanoDet [B, N, nc+32], PP-YOLOE [B, N, 4+nc], YOLO-FastestV2 [B, N, 15+nc].
#include <fmt/format.h>

#include "model/paddle.hpp"
#include "model/published_anchors.hpp"
#include "model/rows.hpp"

namespace yolozu {
namespace {

constexpr int distributions = 4 * 8;             // four sides, distances 0 to 7
constexpr int shared_boxes_and_objectness = 15;  // three boxes, three objectnesses

/// A reading of rows with one anchor a cell at these strides; nothing when their number says otherwise.
std::optional<Reading> begin(const ModelFacts& facts, const RowsForm& form, FamilyId id, int others,
                             const std::vector<int>& strides) {
    const CountFit fit = fit_count(facts, form.rows->extent(1), 1);
    if (!fit.layout || fit.layout->strides != strides) return std::nullopt;
    Reading reading{.family = id};
    reading.largest_stride = strides.back();
    if (begin_rows(facts, form, form.rows->extent(2), others, reading) && form.rows->tail().selects())
        reading.judge(Verdict::contradicted, "the graph selects detections itself");
    return reading;
}

void judge_nanodet(const ModelFacts& facts, const RowsForm& form, FamilyId id, const std::vector<int>& strides,
                   Readings& readings) {
    std::optional<Reading> reading = begin(facts, form, id, distributions, strides);
    if (!reading) return;
    reading->layout.strides = strides;
    const TailFacts& tail = form.rows->tail();
    const std::string count =
        fmt::format("{} rows are one anchor a cell of {} strides", *form.rows->extent(1), strides.size());
    const bool scores_then_raw = tail.joins(2) && tail.columns()[0] == "Sigmoid" && tail.columns()[1] != "Sigmoid" &&
                                 !tail.has("Softmax") && !tail.has("Exp");
    if (!reading->reason.empty()) {
        // judged already
    } else if (scores_then_raw) {
        reading->judge(Verdict::certain, count + ", activated class scores are joined with raw distributions");
    } else if (tail.reaches_layers() && !tail.columns().empty()) {
        reading->judge(Verdict::contradicted, "the graph does not join scores and raw distributions");
    } else if (reading->agrees(facts)) {
        reading->judge(Verdict::certain, agreement(count + ", columns are nc+32", facts));
    } else {
        reading->judge(Verdict::possible, "columns can be nc+32");
    }
    readings.push_back(std::move(*reading));
}

void judge_ppyoloe(const ModelFacts& facts, const RowsForm& form, FamilyId id, Readings& readings) {
    std::optional<Reading> reading = begin(facts, form, id, 4, {8, 16, 32});
    if (!reading) return;
    const std::string paddle = paddle_evidence(facts);
    if (!reading->reason.empty()) {
        // judged already
    } else if (paddle.empty()) {
        reading->judge(Verdict::contradicted, "nothing says that PaddlePaddle exported it");
    } else {
        reading->judge(Verdict::certain, paddle + ", one anchor a cell, columns are 4+nc");
    }
    readings.push_back(std::move(*reading));
}

void judge_yolo_fastestv2(const ModelFacts& facts, const RowsForm& form, Readings& readings) {
    std::optional<Reading> reading =
        begin(facts, form, FamilyId::yolo_fastestv2, shared_boxes_and_objectness, {16, 32});
    if (!reading) return;
    reading->layout.strides = {16, 32};
    if (reading->reason.empty()) {
        reading->judge(Verdict::certain, fmt::format("{} rows are one cell each of the strides 16/32, columns are "
                                                     "12+3+nc",
                                                     *form.rows->extent(1)));
        take_anchors(facts, yolo_fastestv2_anchors(), "YOLO-FastestV2 for COCO", *reading);
    }
    readings.push_back(std::move(*reading));
}

}  // namespace

void judge_other_rows(const ModelFacts& facts, Readings& readings) {
    const std::optional<RowsForm> form = find_rows(facts);
    if (!form || form->dual || form->prototypes != nullptr || form->raw_maps > 0) return;
    judge_nanodet(facts, *form, FamilyId::nanodet_plus, {8, 16, 32, 64}, readings);
    judge_nanodet(facts, *form, FamilyId::nanodet, {8, 16, 32}, readings);
    judge_ppyoloe(facts, *form, FamilyId::ppyoloe_rows, readings);
    judge_ppyoloe(facts, *form, FamilyId::ppyoloe_plus_rows, readings);
    judge_yolo_fastestv2(facts, *form, readings);
}

}  // namespace yolozu
