// SPDX-License-Identifier: Apache-2.0
//
// Rows of detections that the graph selected itself, and DETR's rows, one for each query.
#include <fmt/format.h>

#include <cmath>

#include "model/rows.hpp"

namespace yolozu {
namespace {

constexpr std::int64_t max_selected_rows = 1'000;  // exports keep 100 to 300 best; raw rows are thousands
constexpr int box_score_class = 6;
constexpr float most_of_a_fraction = 1.5F;  // boxes may reach a little beyond the picture
constexpr float least_of_pixels = 2.0F;

/// Whether a test picture's boxes are fractions; nothing when it does not show.
std::optional<bool> probed_fractions(const OutputFacts& rows) {
    const std::optional<float> greatest = rows.magnitude(0, 4);
    if (!greatest || *greatest == 0.0F) return std::nullopt;
    if (*greatest <= most_of_a_fraction) return true;
    return *greatest >= least_of_pixels ? std::optional(false) : std::nullopt;
}

/// Scores and classes where the columns say so: fractions, then whole numbers.
bool probed_score_then_class(const OutputFacts& rows) {
    const auto is_class = [](float number) {
        return number >= 0.0F && number <= static_cast<float>(max_classes) && number == std::floor(number);
    };
    const auto score = rows.column(4), class_number = rows.column(5);
    return score && class_number && score->least >= 0.0F && score->greatest <= 1.0F && is_class(class_number->least) &&
           is_class(class_number->greatest);
}

bool names_transformer(const ModelFacts& facts) {
    return facts.metadata.head.value_or("").find("RTDETR") != std::string::npos;
}

bool from_products(const OutputFacts& rows) {
    return rows.tail().reaches_layers() && !rows.tail().reaches_convolutions();
}

/// What tells that the graph's own selection gives boxes by corners, then score and class.
std::optional<std::string> selection_proof(const ModelFacts& facts, const OutputFacts& rows) {
    const TailFacts& tail = rows.tail();
    if (facts.metadata.end_to_end.value_or(false)) return "metadata end2end=True";
    if (facts.metadata.nms.value_or(false)) return "metadata args nms=True";
    if (!tail.selects()) return std::nullopt;
    const std::string_view op_type = tail.has("NonMaxSuppression") ? "NonMaxSuppression" : "TopK";
    if (facts.metadata.task) return fmt::format("metadata name a task, the graph selects detections ({})", op_type);
    // The class is the index modulo nc: the ranking over anchors x classes of YOLOv10 and YOLO26.
    if (tail.columns().size() >= 3 && tail.columns()[2] == "Mod")
        return fmt::format("the graph ranks anchors x classes itself ({}, Mod)", op_type);
    return std::nullopt;
}

/// Metadata that say so are surer than what is seen.
Certainty certainty_of_proof(const ModelFacts& facts) {
    return facts.metadata.end_to_end.value_or(false) || facts.metadata.nms.value_or(false) ? Certainty::stated
                                                                                           : Certainty::shown;
}

/// Rows of 6+E numbers. False when the reading is judged already.
bool begin_selected(const ModelFacts& facts, const RowsForm& form, Reading& reading) {
    const std::optional<std::int64_t> columns = form.rows->extent(2);
    // Classes are a column here: with one "class" the numbers of box, score, class and task must make up the row.
    if (columns && reading.task == Task::pose && !facts.keypoint_shape()) {
        const std::int64_t rest = *columns - box_score_class;
        if (rest < 2 || (rest % 2 == 0) == (rest % 3 == 0) || rest > 3 * max_keypoints) {
            reading.judge(Verdict::impossible, "nothing says how many keypoints there are (--kpt-shape K,D)");
            return false;
        }
        reading.layout.keypoint_dimensions = rest % 2 == 0 ? 2 : 3;
        reading.layout.keypoint_count = static_cast<int>(rest / reading.layout.keypoint_dimensions);
        reading.add(OutputRole::detections, *form.rows);
        return true;
    }
    if (!begin_rows(facts, form, std::nullopt, box_score_class, reading)) return false;
    const std::int64_t expected = box_score_class + (reading.task == Task::obb ? 1 : 0) +
                                  reading.layout.mask_coefficients +
                                  std::int64_t{reading.layout.keypoint_count} * reading.layout.keypoint_dimensions;
    if (!columns || *columns == expected) return true;
    reading.judge(Verdict::impossible, fmt::format("its rows have {} numbers, not {}", expected, *columns));
    return false;
}

void judge_end_to_end(const ModelFacts& facts, const RowsForm& form, Reading& reading) {
    const OutputFacts& rows = *form.rows;
    const std::optional<std::int64_t> count = rows.extent(1);
    if (!begin_selected(facts, form, reading)) return;
    if (facts.class_count) reading.class_count = *facts.class_count;
    const std::optional<bool> fractions = probed_fractions(rows);
    if (names_transformer(facts) || from_products(rows)) {
        reading.judge(Verdict::contradicted,
                      names_transformer(facts) ? "metadata head names RT-DETR, whose boxes are fractions of the picture"
                                               : "the rows come from matrix products, as in DETR's decoders");
    } else if (fractions == true) {
        reading.judge(Verdict::contradicted, "boxes are fractions on a test picture", Certainty::probed);
    } else if (reading.task == Task::detect && rows.tail().rotates()) {
        reading.judge(Verdict::contradicted, "the graph turns boxes by an angle (Cos and Sin)");
    } else if (const std::optional<std::string> proof = selection_proof(facts, rows);
               proof && (reading.task == Task::detect || !task_proof(facts, form, reading.task).empty())) {
        reading.judge(
            Verdict::certain,
            fmt::format("{}{}", *proof, rows.extent(2) ? fmt::format(", rows of {} numbers", *rows.extent(2)) : ""),
            certainty_of_proof(facts));
    } else if (rows.tail().reaches_layers() && !rows.tail().selects()) {
        reading.judge(Verdict::contradicted, "the graph selects no detections (no TopK, no NonMaxSuppression)");
    } else if (count && *count > max_selected_rows) {
        reading.judge(Verdict::contradicted, fmt::format("{} rows are too many selected ones", *count));
    } else if (fractions == false && probed_score_then_class(rows) && reading.task == Task::detect) {
        reading.judge(Verdict::certain, "boxes in pixels, then scores and whole numbers on a test picture",
                      Certainty::probed);
    } else {
        reading.judge(Verdict::possible, rows.extent(2) ? fmt::format("rows have {} numbers", *rows.extent(2))
                                                        : "rows can be selected ones");
    }
}

/// [B, K, 6] of Ultralytics' RT-DETR since 2026.
void judge_fractions(const ModelFacts& facts, const RowsForm& form, Reading& reading) {
    const OutputFacts& rows = *form.rows;
    if (!begin_selected(facts, form, reading)) return;
    if (facts.class_count) reading.class_count = *facts.class_count;
    const std::optional<bool> fractions = probed_fractions(rows);
    if (names_transformer(facts))
        reading.judge(Verdict::certain, "metadata head names RT-DETR, rows of 6 numbers", Certainty::stated);
    else if (fractions == false || facts.metadata.end_to_end.value_or(false) || facts.metadata.nms.value_or(false))
        reading.judge(Verdict::contradicted, "boxes are pixels",
                      fractions == false ? Certainty::probed : Certainty::stated);
    else if (rows.tail().reaches_convolutions() || (rows.extent(1) && *rows.extent(1) > max_selected_rows))
        reading.judge(Verdict::contradicted, "the rows are no selection of a transformer's queries");
    else if (from_products(rows) && (facts.metadata.task || fractions == true))
        reading.judge(Verdict::certain, "the rows come from matrix products, as in DETR's decoders, in 6 numbers",
                      fractions == true ? Certainty::probed : Certainty::shown);
    else if (fractions == true && probed_score_then_class(rows))
        reading.judge(Verdict::certain, "boxes are fractions, then scores and whole numbers on a test picture",
                      Certainty::probed);
    else
        reading.judge(Verdict::possible, "rows have 6 numbers");
}

/// [B, Q, 4+nc] of Ultralytics' RT-DETR before 2026.
void judge_rtdetr_rows(const ModelFacts& facts, const RowsForm& form, Reading& reading) {
    const OutputFacts& rows = *form.rows;
    if (!begin_rows(facts, form, rows.extent(2), 4, reading)) return;
    const bool both_activated =
        rows.tail().joins(2) && rows.tail().columns()[0] == "Sigmoid" && rows.tail().columns()[1] == "Sigmoid";
    const std::optional<bool> fractions = probed_fractions(rows);
    if (rows.extent(1) && *rows.extent(1) > max_selected_rows)
        reading.judge(Verdict::contradicted, fmt::format("{} rows are too many queries", *rows.extent(1)));
    else if (fit_count(facts, rows.extent(2), 1).layout)
        reading.judge(Verdict::contradicted, fmt::format("{} is a number of anchors", *rows.extent(2)));
    else if (rows.tail().reaches_convolutions() || fractions == false)
        reading.judge(Verdict::contradicted,
                      fractions == false ? "boxes are pixels on a test picture" : "the rows come from convolutions");
    else if (names_transformer(facts) && rows.extent(2) == box_score_class)
        reading.judge(Verdict::contradicted, "metadata name a head, as since 2026, when rows have 6 numbers",
                      Certainty::stated);
    else if (names_transformer(facts))
        reading.judge(Verdict::certain, "metadata head names RT-DETR, columns are 4+nc", Certainty::stated);
    else if (from_products(rows) && (both_activated || reading.agrees(facts)))
        reading.judge(Verdict::certain,
                      "boxes and activated scores of matrix products are joined, as in DETR's decoders");
    else if (fractions == true && reading.agrees(facts))
        reading.judge(Verdict::certain, agreement("boxes are fractions on a test picture, columns are 4+nc", facts),
                      Certainty::probed);
    else
        reading.judge(Verdict::possible, "columns can be 4+nc");
}

/// [M, 7]: the families differ in the order of the last two columns.
void judge_nms_rows(const ModelFacts& facts, const OutputFacts& rows, FamilyId id, Readings& readings) {
    Reading reading{.family = id};
    reading.add(OutputRole::detections, rows);
    if (facts.class_count) reading.class_count = *facts.class_count;
    const bool nas = id == FamilyId::yolo_nas_flat;
    const bool bytes = facts.input.input_type == DataType::uint8;
    const bool flat_name = rows.name().find("flat") != std::string::npos;
    const auto class_column = rows.column(nas ? 6 : 5), score_column = rows.column(nas ? 5 : 6);
    if (rows.tail().reaches_layers() && !rows.tail().selects())
        reading.judge(Verdict::contradicted, "the graph selects no detections (no TopK, no NonMaxSuppression)");
    else if (nas ? bytes || flat_name : !bytes && rows.name() == "output")
        reading.judge(Verdict::certain, nas ? "seven columns, and YOLO-NAS's uint8 input or output name"
                                            : "seven columns in an output named 'output', as YOLOv7's exporter does");
    else if ((nas ? rows.name() == "output" : bytes || flat_name) || (score_column && score_column->greatest > 1.0F))
        reading.judge(Verdict::contradicted, "the last two columns are the other way round");
    else if (class_column && class_column->greatest > 1.0F)
        reading.judge(Verdict::certain,
                      fmt::format("column {} exceeds 1 on a test picture, so it is the class", nas ? 7 : 6),
                      Certainty::probed);
    else
        reading.judge(Verdict::possible, "rows have 7 numbers");
    readings.push_back(std::move(reading));
}

}  // namespace

void judge_selected_rows(const ModelFacts& facts, Readings& readings) {
    if (facts.outputs.size() == 1 && facts.outputs[0].rank() == 2 && facts.outputs[0].ends_in(7)) {
        judge_nms_rows(facts, facts.outputs[0], FamilyId::yolov7_nms_rows, readings);
        judge_nms_rows(facts, facts.outputs[0], FamilyId::yolo_nas_flat, readings);
    }
    const std::optional<RowsForm> form = find_rows(facts);
    if (!form || form->dual || form->raw_maps > 0) return;
    const auto add = [&](FamilyId id, Task task, void (*judge)(const ModelFacts&, const RowsForm&, Reading&)) {
        Reading reading{.family = id, .task = task};
        judge(facts, *form, reading);
        readings.push_back(std::move(reading));
    };
    for (const Task task : family(FamilyId::end_to_end).tasks) add(FamilyId::end_to_end, task, judge_end_to_end);
    add(FamilyId::end_to_end_obb, Task::obb, judge_end_to_end);
    add(FamilyId::rtdetr_fractions, Task::detect, judge_fractions);
    add(FamilyId::rtdetr_rows, Task::detect, judge_rtdetr_rows);
}

}  // namespace yolozu
