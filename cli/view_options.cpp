// SPDX-License-Identifier: Apache-2.0
#include "cli/view_options.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/file.hpp"
#include "base/try.hpp"
#include "cli/choice.hpp"
#include "cli/size_option.hpp"

namespace yolozu::cli {
namespace {

std::optional<MergeMethod> merge_method_from_string(std::string_view name) {
    for (const MergeMethod method : {MergeMethod::nms, MergeMethod::nmm, MergeMethod::greedy_nmm})
        if (name == to_string(method)) return method;
    return std::nullopt;
}

std::optional<OverlapMeasure> overlap_measure_from_string(std::string_view name) {
    for (const OverlapMeasure measure : {OverlapMeasure::iou, OverlapMeasure::ios})
        if (name == to_string(measure)) return measure;
    return std::nullopt;
}

std::optional<bool> switch_from_string(std::string_view name) {
    if (name == "on") return true;
    return name == "off" ? std::optional(false) : std::nullopt;
}

Result<TileRule> to_tile_rule(const ViewOptions& options) {
    TileRule rule;
    rule.overlap = options.tile_overlap;
    YOLOZU_ASSIGN(rule.full_picture,
                  chosen("--tile-full", options.tile_full, "on, off", switch_from_string(options.tile_full)));
    rule.width = rule.height = 0;
    if (options.tile == "auto") return rule;
    const std::optional<std::pair<int, int>> size = parse_size(options.tile);
    if (!size)
        return Error(ErrorCode::invalid_argument, fmt::format("--tile: '{}' is not a size; write 640, WIDTHxHEIGHT or "
                                                              "auto (the model's input size)",
                                                              printable(options.tile)));
    rule.width = size->first;
    rule.height = size->second;
    return rule;
}

}  // namespace

void add_view_options(CommandLine& line, ViewOptions& options) {
    OptionGroup group = line.group("How to look at an image");
    group.add_flag("--rect", options.rectangle,
                   "letterbox into the smallest rectangle of whole strides; for models that leave their size open");
    group.add_option("--tile", options.tile, "look at tiles of this size: 640, WIDTHxHEIGHT or auto");
    const auto tile_option = [&](std::string_view name, auto& value, std::string_view text) {
        return group.add_option(name, value, text).needs("--tile");
    };
    tile_option("--tile-overlap", options.tile_overlap, "share of a tile that its neighbour has as well")
        .within(0.0, 0.9);
    tile_option("--tile-full", options.tile_full, "look at the whole image as well: on or off");
    tile_option("--merge", options.merge, "how tiles' detections are joined: nms, nmm or greedy-nmm");
    tile_option("--merge-metric", options.merge_metric, "their overlap: iou, or ios (over the smaller one)");
    tile_option("--merge-threshold", options.merge_threshold, "join what overlaps by as much").within(0.0, 1.0);
    group.add_option("--tta", options.augmentation, "flip: also look at the mirror image and join both answers")
        .excludes("--tile");
}

Status apply_view_options(const ViewOptions& options, RunRequest& request) {
    request.minimum_rectangle = options.rectangle;
    if (!options.tile.empty()) {
        YOLOZU_ASSIGN(request.tiles, to_tile_rule(options));
    }
    YOLOZU_ASSIGN(request.merge.method,
                  chosen("--merge", options.merge, "nms, nmm, greedy-nmm", merge_method_from_string(options.merge)));
    YOLOZU_ASSIGN(request.merge.measure, chosen("--merge-metric", options.merge_metric, "iou, ios",
                                                overlap_measure_from_string(options.merge_metric)));
    request.merge.threshold = options.merge_threshold;
    request.flip = options.augmentation == "flip";
    if (!options.augmentation.empty() && !request.flip)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("--tta: '{}' is not understood; there is flip", printable(options.augmentation)));
    return {};
}

}  // namespace yolozu::cli
