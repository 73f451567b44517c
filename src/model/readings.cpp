// SPDX-License-Identifier: Apache-2.0
#include "model/readings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/anchors.hpp"

namespace yolozu {
namespace {

constexpr PreprocessSpec letterboxed{};  // Ultralytics' and most others': centred, RGB, 0 to 1

constexpr PreprocessSpec yolox_style() {
    PreprocessSpec spec;
    spec.resize = ResizeMode::top_left;
    spec.order = ChannelOrder::bgr;
    spec.divisor = 1.0F;
    return spec;
}

constexpr std::string_view letterbox_flag = "letterbox", yolox_flag = "top-left,bgr,0-255";

constexpr Family channel_major{"YOLOv8 and later", Head::yolov8, letterboxed, letterbox_flag, false};
constexpr Family anchor_based{"YOLOv5 or YOLOv7", Head::yolov5, letterboxed, letterbox_flag, true};
constexpr Family yolov6{"YOLOv6", Head::yolov5, letterboxed, letterbox_flag, false};
constexpr Family yolox_decoded{"YOLOX with decoding in the graph", Head::yolov5, yolox_style(), yolox_flag, false};
constexpr Family yolox_raw{"YOLOX without decoding", Head::yolox, yolox_style(), yolox_flag, false};
constexpr Family end_to_end{"end-to-end (YOLOv10, YOLO26 or nms=True)", Head::end_to_end, letterboxed, letterbox_flag,
                            false};

constexpr std::int64_t max_classes = 1'000'000;
constexpr std::int64_t max_selected_rows = 1'000;  // exports keep 100 to 300 best; raw rows are thousands

Reading verdict(Reading reading, Verdict verdict, std::string reason) {
    reading.verdict = verdict;
    reading.reason = std::move(reason);
    return reading;
}

/// Whether a count of anchors is one of the layouts with so many anchors a cell; nothing when the count is open.
struct CountFit {
    bool known = false;
    std::optional<AnchorLayout> layout;

    bool misfits() const { return known && !layout; }
};

CountFit fit_count(const OutputFacts& facts, std::optional<std::int64_t> count, int anchors_per_cell) {
    CountFit fit;
    if (!count) return fit;
    fit.known = true;
    for (AnchorLayout& layout : layouts_with(*count, facts.input_height, facts.input_width))
        if (!fit.layout && layout.anchors_per_cell == anchors_per_cell) fit.layout = std::move(layout);
    return fit;
}

/// A reading by its counts: `features` numbers for each of `anchors`, of which `extra` are no classes.
struct Counted {
    Reading reading;
    CountFit fit;
    bool agree = false;       ///< the number of names is known and is what the shape says
    bool is_possible = true;  ///< there is room for a class
};

Counted count(const Family& family, const OutputFacts& facts, std::optional<std::int64_t> features,
              std::optional<std::int64_t> anchors, int extra, int anchors_per_cell) {
    Counted counted{.reading = {.family = &family}, .fit = fit_count(facts, anchors, anchors_per_cell)};
    if (counted.fit.layout) counted.reading.largest_stride = counted.fit.layout->strides.back();
    if (!features) return counted;
    const std::int64_t classes = *features - extra;
    counted.is_possible = classes >= 1 && classes <= max_classes;
    if (!counted.is_possible) {
        counted.reading.reason =
            fmt::format("{} numbers, less {}, leave no sensible number of classes", *features, extra);
        return counted;
    }
    counted.reading.class_count = classes;
    counted.agree = facts.class_count && *facts.class_count == classes;
    counted.reading.names_disagree = facts.class_count && !counted.agree;
    return counted;
}

/// Rows of box, objectness and classes: [B, N, 5+nc].
Counted count_rows(const Family& family, const OutputFacts& facts, int anchors_per_cell) {
    return count(family, facts, facts.second, facts.first, 5, anchors_per_cell);
}

/// What speaks against any head whose rows are all anchors.
std::optional<std::string> objection_to_rows(const OutputFacts& facts, const CountFit& fit, int anchors_per_cell) {
    if (facts.tail.selects()) return "the graph selects detections itself";
    if (!fit.misfits()) return std::nullopt;
    return fmt::format("{} is no number of rows with {} a cell at this input size", *facts.first,
                       anchors_per_cell == 1 ? "1 anchor" : fmt::format("{} anchors", anchors_per_cell));
}

/// The last step of judging: a reading that the names contradict is impossible, but it is remembered what it was.
Reading with_names(Reading reading) {
    if (!reading.names_disagree) return reading;
    reading.names_disagree = reading.verdict >= Verdict::possible;
    return verdict(std::move(reading), Verdict::impossible, "the number of class names is another");
}

std::string agreement(std::string_view formula, const OutputFacts& facts) {
    return fmt::format("{} with the {} class {}", formula, *facts.class_count,
                       *facts.class_count == 1 ? "name" : "names");
}

// The `judge` functions, one for each family, go from what excludes it to what proves it.

Reading judge_channel_major(const OutputFacts& facts) {
    auto [reading, fit, agree, is_possible] = count(channel_major, facts, facts.first, facts.second, 4, 1);
    if (!is_possible) return reading;
    const std::vector<std::string>& columns = facts.tail.columns();
    const bool boxes_then_classes =
        facts.tail.joins(2) && columns[0] != "Sigmoid" && columns[0] != "Concat" && columns[1] == "Sigmoid";

    if (facts.tail.selects()) return verdict(reading, Verdict::contradicted, "the graph selects detections itself");
    if (fit.misfits() && !agree)
        return verdict(reading, Verdict::contradicted,
                       fmt::format("{} is no number of anchors for this input size", *facts.second));
    if (agree && !fit.misfits()) return verdict(reading, Verdict::certain, agreement("dimension 1 is 4+nc", facts));
    if (boxes_then_classes && (fit.layout || facts.class_count))
        return verdict(
            reading, Verdict::certain,
            fmt::format("the graph joins boxes and activated class scores{}",
                        fit.layout ? fmt::format(", dimension 2 is the anchors of {}", fit.layout->to_string()) : ""));
    return verdict(reading, Verdict::possible, "dimension 1 can be 4+nc");
}

Reading judge_anchor_based(const OutputFacts& facts) {
    auto [reading, fit, agree, is_possible] = count_rows(anchor_based, facts, 3);
    if (!is_possible) return reading;
    if (const std::optional<std::string> objection = objection_to_rows(facts, fit, 3))
        return verdict(reading, Verdict::contradicted, *objection);

    if (facts.tail.reaches_layers() && !facts.tail.computes())
        return verdict(reading, Verdict::contradicted, "the graph does not decode the boxes");
    const bool three_columns = facts.tail.joins(3);
    if (fit.layout && (agree || three_columns))
        return verdict(reading, Verdict::certain,
                       fmt::format("{} rows are {}, {}", *facts.first, fit.layout->to_string(),
                                   agree ? agreement("columns are 5+nc", facts)
                                         : "columns are joined from position, size and scores"));
    if (!fit.known && facts.second && facts.tail.has("Pow") && (agree || three_columns))
        return verdict(reading, Verdict::certain, "the graph squares the box sizes (Pow), as anchor-based heads do");
    return verdict(reading, Verdict::possible, "columns can be 5+nc");
}

Reading judge_yolov6(const OutputFacts& facts) {
    auto [reading, fit, agree, is_possible] = count_rows(yolov6, facts, 1);
    if (!is_possible) return reading;
    if (const std::optional<std::string> objection = objection_to_rows(facts, fit, 1))
        return verdict(reading, Verdict::contradicted, *objection);
    const std::vector<std::string>& columns = facts.tail.columns();
    const bool constant_objectness = facts.tail.joins(3) && columns[1] == "constant";

    if (constant_objectness && facts.tail.has("Sub"))
        return verdict(reading, Verdict::certain, "the graph joins boxes, a constant objectness and classes");
    if (facts.tail.reaches_layers() && (!columns.empty() || facts.tail.has("Exp") || !facts.tail.has("Sub")))
        return verdict(reading, Verdict::contradicted, "the graph joins no constant objectness");
    return verdict(reading, Verdict::possible, "columns can be 5+nc");
}

Reading judge_yolox_decoded(const OutputFacts& facts) {
    auto [reading, fit, agree, is_possible] = count_rows(yolox_decoded, facts, 1);
    if (!is_possible) return reading;
    if (const std::optional<std::string> objection = objection_to_rows(facts, fit, 1))
        return verdict(reading, Verdict::contradicted, *objection);
    if (facts.tail.reaches_layers() && (!facts.tail.has("Exp") || facts.tail.has("Sub")))
        return verdict(reading, Verdict::contradicted, "the graph does not decode boxes with Exp alone");
    if (facts.tail.reaches_layers() && fit.known)
        return verdict(reading, Verdict::certain,
                       "one anchor a cell, and the graph decodes box sizes with Exp, as YOLOX does");
    return verdict(reading, Verdict::possible, "columns can be 5+nc");
}

Reading judge_yolox_raw(const OutputFacts& facts) {
    auto [reading, fit, agree, is_possible] = count_rows(yolox_raw, facts, 1);
    if (!is_possible) return reading;
    // Other strides exist in other families: NanoDet-Plus has raw boxes at 8/16/32/64.
    if (fit.layout && fit.layout->strides != std::vector<int>{8, 16, 32}) fit.layout.reset();
    if (const std::optional<std::string> objection = objection_to_rows(facts, fit, 1))
        return verdict(reading, Verdict::contradicted, *objection);
    const std::vector<std::string>& columns = facts.tail.columns();
    const bool box_then_scores =
        facts.tail.joins(3) && columns[0] != "Sigmoid" && columns[1] == "Sigmoid" && columns[2] == "Sigmoid";

    for (const std::string_view decoding : {"Exp", "Sub", "Pow", "Div", "Softmax"})
        if (facts.tail.has(decoding))
            return verdict(reading, Verdict::contradicted, fmt::format("the graph decodes boxes ({})", decoding));
    if (box_then_scores && (fit.layout || agree))
        return verdict(reading, Verdict::certain,
                       "one anchor a cell, and the graph joins boxes as the convolution makes them (no Exp) with "
                       "activated objectness and classes");
    if (facts.tail.reaches_layers() && !facts.tail.columns().empty() && !box_then_scores)
        return verdict(reading, Verdict::contradicted, "the columns are not joined as in YOLOX");
    return verdict(reading, Verdict::possible, "columns can be 5+nc");
}

/// What tells that the graph's own selection gives boxes by corners, then score and class.
std::optional<std::string> end_to_end_proof(const OutputFacts& facts) {
    if (facts.metadata.end_to_end.value_or(false)) return "metadata end2end=True";
    if (facts.metadata.nms.value_or(false)) return "metadata args nms=True";
    if (!facts.tail.selects()) return std::nullopt;
    const std::string_view op_type = facts.tail.has("NonMaxSuppression") ? "NonMaxSuppression" : "TopK";
    if (facts.metadata.task) return fmt::format("metadata name a task, the graph selects detections ({})", op_type);
    // The class is the index modulo nc: the ranking over anchors x classes of YOLOv10 and YOLO26.
    if (facts.tail.joins(3) && facts.tail.columns()[2] == "Mod")
        return fmt::format("the graph ranks anchors x classes itself ({}, Mod)", op_type);
    return std::nullopt;
}

Reading judge_end_to_end(const OutputFacts& facts) {
    Reading reading{.family = &end_to_end};
    if (facts.second && *facts.second != 6) {
        reading.reason = fmt::format("its rows have 6 numbers, not {}", *facts.second);
        return reading;
    }
    if (facts.class_count) reading.class_count = *facts.class_count;
    const bool transformer = facts.metadata.head.value_or("").find("RTDETR") != std::string::npos;
    if (transformer || (facts.tail.reaches_layers() && !facts.tail.reaches_convolutions()))
        return verdict(reading, Verdict::contradicted,
                       transformer ? "metadata head names RT-DETR, whose boxes are fractions of the picture"
                                   : "the rows come from matrix products, as in DETR's decoders");
    if (const std::optional<std::string> proof = end_to_end_proof(facts))
        return verdict(reading, Verdict::certain, *proof + (facts.second ? ", rows of 6 numbers" : ""));
    if (facts.tail.reaches_layers() && !facts.tail.selects())
        return verdict(reading, Verdict::contradicted,
                       "the graph selects no detections (no TopK, no NonMaxSuppression)");
    if (facts.first && *facts.first > max_selected_rows)
        return verdict(reading, Verdict::contradicted, fmt::format("{} rows are too many selected ones", *facts.first));
    return verdict(reading, Verdict::possible, "rows have 6 numbers");
}

}  // namespace

std::vector<Reading> judge_readings(const OutputFacts& facts) {
    std::vector<Reading> readings{judge_channel_major(facts), judge_anchor_based(facts), judge_yolov6(facts),
                                  judge_yolox_decoded(facts), judge_yolox_raw(facts),    judge_end_to_end(facts)};
    for (Reading& reading : readings) reading = with_names(std::move(reading));
    return readings;
}

}  // namespace yolozu
