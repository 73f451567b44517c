// SPDX-License-Identifier: Apache-2.0
//
// Outputs that are maps of the network's strides: raw YOLOv3 to v7, PicoDet's and DAMO-YOLO's levels, FastestDet.
#include <fmt/format.h>

#include <algorithm>

#include "model/published_anchors.hpp"
#include "model/reading.hpp"

namespace yolozu {
namespace {

constexpr int anchors_a_cell = 3;
constexpr int box_and_objectness = 5;
constexpr std::int64_t max_stride = 256;
constexpr std::size_t max_levels = 8;

/// The stride of a level with so many rows of cells in an input of this height; nothing when it is none.
std::optional<int> stride_of(std::int64_t input_side, std::optional<std::int64_t> cells) {
    if (!cells || *cells < 1 || *cells > input_side) return std::nullopt;
    for (std::int64_t stride = 4; stride <= max_stride; stride *= 2)
        if ((input_side + stride - 1) / stride == *cells) return static_cast<int>(stride);
    return std::nullopt;
}

struct Level {
    int stride;
    const OutputFacts* output;
};

/// The outputs by increasing stride, whose axes from `axis` are height and width; empty when one is no level or two are
/// of one stride.
std::vector<Level> sorted_levels(const ModelFacts& facts, std::span<const OutputFacts* const> outputs,
                                 std::size_t axis) {
    std::vector<Level> levels;
    for (const OutputFacts* const output : outputs) {
        const std::optional<int> stride = stride_of(facts.input_height(), output->extent(axis));
        if (!stride || stride_of(facts.input_width(), output->extent(axis + 1)) != stride) return {};
        levels.push_back({*stride, output});
    }
    std::ranges::sort(levels, {}, &Level::stride);
    const bool twice = std::ranges::adjacent_find(levels, {}, &Level::stride) != levels.end();
    return twice ? std::vector<Level>{} : levels;
}

std::vector<const OutputFacts*> all_outputs(const ModelFacts& facts) {
    std::vector<const OutputFacts*> outputs;
    for (const OutputFacts& output : facts.outputs) outputs.push_back(&output);
    return outputs;
}

/// Raw maps of anchors. `numbers` is what one map has for a cell and anchor.
void judge_anchor_maps(const ModelFacts& facts, std::span<const Level> levels, std::int64_t numbers, FamilyId id,
                       Anchors published, std::string_view whose, Readings& readings) {
    Reading reading{.family = id};
    reading.layout.activation = Activation::sigmoid;
    for (const Level& level : levels) {
        reading.add(OutputRole::level, *level.output);
        reading.layout.strides.push_back(level.stride);
    }
    reading.largest_stride = levels.back().stride;
    if (reading.count_classes(facts, numbers, box_and_objectness)) {
        reading.judge(Verdict::certain, fmt::format("{} maps of anchors", levels.size()));
        if (std::ranges::any_of(levels, [](const Level& level) { return level.output->tail().activates(); }))
            reading.judge(Verdict::contradicted, "the maps are activated already (Sigmoid), expected raw ones");
        take_anchors(facts, published, whose, reading);
    }
    readings.push_back(std::move(reading));
}

/// [B, 3, H, W, 5+nc].
void judge_yolov7_maps(const ModelFacts& facts, Readings& readings) {
    const auto is_map = [&](const OutputFacts& output) {
        return output.rank() == 5 && output.extent(1) == anchors_a_cell && output.last() &&
               output.last() == facts.outputs[0].last();
    };
    if (facts.outputs.size() < 2 || facts.outputs.size() > 4 || !std::ranges::all_of(facts.outputs, is_map)) return;
    const std::vector<Level> levels = sorted_levels(facts, all_outputs(facts), 2);
    if (levels.empty()) return;
    judge_anchor_maps(facts, levels, *facts.outputs[0].last(), FamilyId::yolov7_maps, yolov7_anchors(), "YOLOv7",
                      readings);
}

/// [B, 3*(5+nc), H, W].
void judge_yolov3_maps(const ModelFacts& facts, Readings& readings) {
    const auto is_map = [&](const OutputFacts& output) {
        return output.rank() == 4 && output.extent(1) && output.extent(1) == facts.outputs[0].extent(1);
    };
    if (facts.outputs.size() < 2 || facts.outputs.size() > 4 || !std::ranges::all_of(facts.outputs, is_map)) return;
    const std::int64_t channels = *facts.outputs[0].extent(1);
    const std::vector<Level> levels = sorted_levels(facts, all_outputs(facts), 2);
    if (levels.empty() || channels % anchors_a_cell != 0) return;
    judge_anchor_maps(facts, levels, channels / anchors_a_cell, FamilyId::yolov3_maps, yolov3_anchors(), "YOLOv3",
                      readings);
}

/// Scores and boxes of each level, all scores first.
void add_levels(std::span<const Level> scores, std::span<const Level> boxes, Reading& reading) {
    for (const Level& level : scores) {
        reading.add(OutputRole::scores, *level.output);
        reading.layout.strides.push_back(level.stride);
    }
    for (const Level& level : boxes) reading.add(OutputRole::boxes, *level.output);
    reading.largest_stride = scores.back().stride;
}

bool same_strides(std::span<const Level> scores, std::span<const Level> boxes) {
    return !scores.empty() && std::ranges::equal(scores, boxes, {}, &Level::stride, &Level::stride);
}

/// Four [B, n, nc] and four [B, n, 4*8]; n is the number of cells of a stride from 8 to 64.
void judge_picodet_maps(const ModelFacts& facts, Readings& readings) {
    constexpr std::array strides{8, 16, 32, 64};
    constexpr std::int64_t distributions = 4 * 8;
    if (facts.outputs.size() != 2 * strides.size()) return;
    std::vector<Level> scores, boxes;
    for (const int stride : strides) {
        const std::int64_t cells =
            std::int64_t{(facts.input_height() + stride - 1) / stride} * ((facts.input_width() + stride - 1) / stride);
        std::vector<const OutputFacts*> found;
        for (const OutputFacts& output : facts.outputs)
            if (output.rank() == 3 && output.extent(1) == cells) found.push_back(&output);
        // Scores come before boxes, so 32 classes are told from distributions.
        if (found.size() != 2) return;
        if (!found[1]->ends_in(distributions)) std::swap(found[0], found[1]);
        if (!found[1]->ends_in(distributions) || found[0]->last() == std::nullopt) return;
        scores.push_back({stride, found[0]});
        boxes.push_back({stride, found[1]});
    }
    Reading reading{.family = FamilyId::picodet_maps};
    add_levels(scores, boxes, reading);
    reading.layout.activation = scores[0].output->activation_left(Activation::sigmoid, Activation::none);
    if (reading.count_classes(facts, *scores[0].output->last(), 0))
        reading.judge(Verdict::certain, "scores and distributions of the four strides 8 to 64, each an output");
    readings.push_back(std::move(reading));
}

/// [B, nc, H, W] and [B, 4*17, H, W] of each of three levels.
void judge_damo_maps(const ModelFacts& facts, Readings& readings) {
    constexpr std::int64_t distributions = 4 * 17;
    if (facts.outputs.size() != 6) return;
    std::vector<const OutputFacts*> score_maps, box_maps;
    for (const OutputFacts& output : facts.outputs) {
        if (output.rank() != 4 || !output.extent(1)) return;
        (output.extent(1) == distributions ? box_maps : score_maps).push_back(&output);
    }
    const std::vector<Level> scores = sorted_levels(facts, score_maps, 2), boxes = sorted_levels(facts, box_maps, 2);
    if (!same_strides(scores, boxes)) return;
    const std::int64_t classes = *scores[0].output->extent(1);
    if (std::ranges::any_of(scores, [&](const Level& level) { return level.output->extent(1) != classes; })) return;
    Reading reading{.family = FamilyId::damo_maps};
    add_levels(scores, boxes, reading);
    reading.layout.activation = scores[0].output->activation_left(Activation::sigmoid, Activation::sigmoid);
    if (reading.count_classes(facts, classes, 0))
        reading.judge(Verdict::certain, "scores and distributions over 17 distances of three strides, each an output");
    readings.push_back(std::move(reading));
}

/// [B, 5+nc, H, W], H and W a sixteenth of the input's.
void judge_fastestdet(const ModelFacts& facts, Readings& readings) {
    constexpr int only_stride = 16;
    if (facts.outputs.size() != 1 || facts.outputs[0].rank() != 4 || facts.outputs[0].is_integer()) return;
    const OutputFacts& map = facts.outputs[0];
    const std::vector<Level> levels = sorted_levels(facts, all_outputs(facts), 2);
    if (levels.empty() || levels[0].stride != only_stride || !map.extent(1)) return;
    Reading reading{.family = FamilyId::fastestdet, .largest_stride = only_stride};
    reading.add(OutputRole::detections, map);
    reading.layout.strides = {only_stride};
    if (reading.count_classes(facts, *map.extent(1), box_and_objectness)) {
        const std::vector<std::string>& columns = map.tail().columns();
        const bool joined = map.tail().joins(3) && columns[0] == "Sigmoid" && columns[2] == "Softmax";
        if (joined || reading.agrees(facts))
            reading.judge(Verdict::certain, joined ? "a map of stride 16 joined from Sigmoid, raw numbers and Softmax"
                                                   : "a map of stride 16 with 5 more channels than class names");
        else
            reading.judge(
                map.tail().columns().empty() && map.tail().reaches_layers() ? Verdict::contradicted : Verdict::possible,
                "a map of stride 16");
    }
    readings.push_back(std::move(reading));
}

}  // namespace

void judge_maps(const ModelFacts& facts, Readings& readings) {
    if (facts.outputs.size() > 2 * max_levels) return;
    judge_yolov7_maps(facts, readings);
    judge_yolov3_maps(facts, readings);
    judge_picodet_maps(facts, readings);
    judge_damo_maps(facts, readings);
    judge_fastestdet(facts, readings);
}

}  // namespace yolozu
