// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/import/choice.hpp"
#include "engine/import/helpers.hpp"

namespace yolozu::engine {

namespace {

Status import_non_max_suppression(NodeImport& node) {
    YOLOZU_ASSIGN(const bool center_point_box, node.flag("center_point_box", false));
    return import_as(node, NonMaxSuppression{center_point_box}, first_inputs(node, 5));
}

Status import_grid_sample(NodeImport& node) {
    GridSample op;
    // Opset 20 renamed the modes.
    YOLOZU_ASSIGN(op.mode, choice<ResizeMode>(node, "mode",
                                              {{"linear", ResizeMode::linear},
                                               {"bilinear", ResizeMode::linear},
                                               {"nearest", ResizeMode::nearest},
                                               {"cubic", ResizeMode::cubic},
                                               {"bicubic", ResizeMode::cubic}}));
    YOLOZU_ASSIGN(op.padding, choice<GridPadding>(node, "padding_mode",
                                                  {{"zeros", GridPadding::zeros},
                                                   {"border", GridPadding::border},
                                                   {"reflection", GridPadding::reflection}}));
    YOLOZU_ASSIGN(op.align_corners, node.flag("align_corners", false));
    return import_as(node, op, first_inputs(node, 2));
}

constexpr Importer importers[] = {
    {"", "NonMaxSuppression", 2, 5, 1, import_non_max_suppression},
    {"", "GridSample", 2, 2, 1, import_grid_sample},
};

}  // namespace

std::span<const Importer> detection_importers() {
    return importers;
}

}  // namespace yolozu::engine
