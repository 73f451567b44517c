// SPDX-License-Identifier: Apache-2.0
#include "engine/import/window.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"
#include "engine/import/helpers.hpp"

namespace yolozu::engine {

namespace {

Status read_pads(const NodeImport& node, Window& window) {
    YOLOZU_ASSIGN(const std::vector<std::int64_t> pads, node.integers("pads"));
    if (pads.size() % 2 != 0)
        return Error(ErrorCode::malformed, fmt::format("{} pads, two for each spatial axis are expected", pads.size()));
    const auto middle = pads.begin() + static_cast<std::ptrdiff_t>(pads.size() / 2);
    window.pads_begin.assign(pads.begin(), middle);
    window.pads_end.assign(middle, pads.end());
    return {};
}

template <class Convolution, std::size_t inputs>
Status import_convolution(NodeImport& node) {
    Convolution op;
    YOLOZU_ASSIGN(op.window, read_window(node));
    YOLOZU_ASSIGN(op.groups, node.integer("group", 1));
    return import_as(node, op, first_inputs(node, inputs));
}

Status import_conv_transpose(NodeImport& node) {
    ConvTranspose op;
    YOLOZU_ASSIGN(op.window, read_window(node));
    YOLOZU_ASSIGN(op.groups, node.integer("group", 1));
    YOLOZU_ASSIGN(op.output_padding, node.integers("output_padding"));
    YOLOZU_ASSIGN(op.output_shape, node.integers("output_shape"));
    return import_as(node, op, first_inputs(node, 3));
}

Status import_pool(NodeImport& node, PoolKind kind) {
    Pool op;
    op.kind = kind;
    YOLOZU_ASSIGN(op.window, read_window(node));
    YOLOZU_ASSIGN(op.ceil_mode, node.flag("ceil_mode", false));
    YOLOZU_ASSIGN(op.count_include_pad, node.flag("count_include_pad", false));
    YOLOZU_ASSIGN(op.column_major, node.flag("storage_order", false));
    YOLOZU_ASSIGN(const std::vector<ValueId> results, node.emit_many(op, {node.input(0)}, node.output_count()));
    for (std::size_t index = 0; index < results.size(); ++index) node.set_output(index, results[index]);
    return {};
}

Status import_max_pool(NodeImport& node) {
    return import_pool(node, PoolKind::maximum);
}
Status import_average_pool(NodeImport& node) {
    return import_pool(node, PoolKind::average);
}

/// A reduction over all spatial axes.
Status import_global_pool(NodeImport& node, ReduceFunction function) {
    const Fact x = node.fact(0);
    if (!x.shape)
        return Error(ErrorCode::unsupported, "a global pool of an input whose shape is not known before it runs");
    if (x.shape->rank() < 3)
        return Error(ErrorCode::malformed,
                     fmt::format("x has the shape {}, spatial axes are expected", x.shape->to_string()));
    std::vector<std::int64_t> axes;
    for (std::size_t axis = 2; axis < x.shape->rank(); ++axis) axes.push_back(static_cast<std::int64_t>(axis));
    return import_as(node, Reduce{function, true, false}, {node.input(0), node.constant(axes)});
}

Status import_global_average_pool(NodeImport& node) {
    return import_global_pool(node, ReduceFunction::mean);
}
Status import_global_max_pool(NodeImport& node) {
    return import_global_pool(node, ReduceFunction::maximum);
}

constexpr Importer importers[] = {
    {"", "Conv", 2, 3, 1, import_convolution<Conv, 3>},
    {"", "ConvTranspose", 2, 3, 1, import_conv_transpose},
    {"", "ConvInteger", 2, 4, 1, import_convolution<ConvInteger, 4>},
    {"", "QLinearConv", 8, 9, 1, import_convolution<QLinearConv, 9>},
    {"", "MaxPool", 1, 1, 2, import_max_pool},
    {"", "AveragePool", 1, 1, 1, import_average_pool},
    {"", "GlobalAveragePool", 1, 1, 1, import_global_average_pool},
    {"", "GlobalMaxPool", 1, 1, 1, import_global_max_pool},
};

}  // namespace

Result<Window> read_window(const NodeImport& node) {
    Window window;
    YOLOZU_ASSIGN(window.kernel, node.integers("kernel_shape"));
    YOLOZU_ASSIGN(window.strides, node.integers("strides"));
    YOLOZU_ASSIGN(window.dilations, node.integers("dilations"));
    YOLOZU_TRY(read_pads(node, window));
    YOLOZU_ASSIGN(const std::string_view padding, node.text("auto_pad", "NOTSET"));
    if (padding == "SAME_UPPER") {
        window.auto_pad = AutoPad::same_upper;
    } else if (padding == "SAME_LOWER") {
        window.auto_pad = AutoPad::same_lower;
    } else if (padding == "VALID") {
        window.auto_pad = AutoPad::valid;
    } else if (padding != "NOTSET" && !padding.empty()) {
        return Error(ErrorCode::malformed, fmt::format("auto_pad is '{}'", printable(padding)));
    }
    return window;
}

std::span<const Importer> window_importers() {
    return importers;
}

}  // namespace yolozu::engine
