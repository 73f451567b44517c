// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/window_rules.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

using Insertions = std::vector<std::pair<std::size_t, Node>>;

/// A transposed convolution whose windows lie side by side: every place of x makes a tile of the result of its own.
bool tiles(const Graph& graph, const Node& node) {
    const ConvTranspose* const op = std::get_if<ConvTranspose>(&node.op);
    if (op == nullptr || op->channels_last || op->groups != 1 || node.outputs[0] == no_value) return false;
    if (!is_known_float(graph, node.inputs[0]) || !constant_floats(graph, node.inputs[1])) return false;
    const bool has_bias = node.inputs.size() > 2 && node.inputs[2] != no_value;
    if (has_bias && !constant_floats(graph, node.inputs[2])) return false;
    const Shape &x = *graph.values[node.inputs[0]].shape, &weights = *graph.values[node.inputs[1]].shape;
    if (x.rank() != 4 || x.element_count() == 0 || weights.element_count() == 0) return false;
    const Result<ResolvedConvolution> resolved = resolve_convolution(*op, x, weights);
    if (!resolved) return false;
    const ResolvedWindow& window = resolved->window;
    return window.kernel == window.strides && all_are(window.dilations, 1) && all_are(window.pads_begin, 0) &&
           all_are(window.pads_end, 0) && window.output[0] == window.input[0] * window.kernel[0] &&
           window.output[1] == window.input[1] * window.kernel[1];
}

/// Weights C x M x kernel as (kernel M) x C x 1 x 1.
Result<ValueId> pointwise_weights(Graph& graph, ValueId weights, const Shape& shape) {
    const auto inputs = static_cast<std::size_t>(shape[0]), outputs = static_cast<std::size_t>(shape[1]);
    const auto taps = static_cast<std::size_t>(shape[2] * shape[3]);
    const std::span<const float> from = *constant_floats(graph, weights);
    std::vector<double> to(from.size());
    for (std::size_t input = 0; input < inputs; ++input)
        for (std::size_t output = 0; output < outputs; ++output)
            for (std::size_t tap = 0; tap < taps; ++tap)
                to[(tap * outputs + output) * inputs + input] =
                    static_cast<double>(from[(input * outputs + output) * taps + tap]);
    return add_floats(graph, Shape{shape[1] * shape[2] * shape[3], shape[0], 1, 1}, to);
}

/// The bias once for each tap of the kernel.
Result<ValueId> repeated_bias(Graph& graph, ValueId bias, std::size_t taps) {
    const std::span<const float> once = *constant_floats(graph, bias);
    std::vector<double> repeated;
    for (std::size_t tap = 0; tap < taps; ++tap) repeated.insert(repeated.end(), once.begin(), once.end());
    return add_floats(graph, Shape{static_cast<std::int64_t>(repeated.size())}, repeated);
}

/// Every tap of the kernel becomes channels of its own; what is then N x (kh kw M) x H x W is laid out as an image. The
/// tiles are put side by side with the channels last, and only the last Transpose, which can sink, brings them forward.
Status decompose(Graph& graph, std::size_t index, Insertions& insertions) {
    Node& node = graph.nodes[index];
    const Shape x = *graph.values[node.inputs[0]].shape, weights = *graph.values[node.inputs[1]].shape;
    std::vector<ValueId> inputs{node.inputs[0]};
    YOLOZU_ASSIGN(inputs.emplace_back(), pointwise_weights(graph, node.inputs[1], weights));
    if (node.inputs.size() > 2 && node.inputs[2] != no_value) {
        const auto taps = static_cast<std::size_t>(weights[2] * weights[3]);
        YOLOZU_ASSIGN(inputs.emplace_back(), repeated_bias(graph, node.inputs[2], taps));
    }
    const auto add = [&](Op op, std::vector<ValueId> operands) -> Result<ValueId> {
        YOLOZU_ASSIGN(MadeNode made, make_node(graph, node.name, std::move(op), std::move(operands)));
        insertions.emplace_back(index, std::move(made.node));
        return made.output;
    };
    YOLOZU_ASSIGN(const ValueId taps, add(Conv{}, inputs));
    const ValueId apart = add_integers(graph, std::vector{x[0], weights[2], weights[3], weights[1], x[2], x[3]});
    YOLOZU_ASSIGN(const ValueId split, add(Reshape{true}, {taps, apart}));
    YOLOZU_ASSIGN(const ValueId shuffled, add(Transpose{{0, 4, 1, 5, 2, 3}}, {split}));
    const ValueId image = add_integers(graph, std::vector{x[0], x[2] * weights[2], x[3] * weights[3], weights[1]});
    YOLOZU_ASSIGN(const ValueId joined, add(Reshape{true}, {shuffled, image}));
    node.op = Transpose{{0, 3, 1, 2}};
    node.inputs = {joined};
    return graph.infer_node(node);
}

}  // namespace

Status transposed_convolution(Graph& graph) {
    Insertions insertions;
    for (std::size_t index = 0; index < graph.nodes.size(); ++index) {
        if (!tiles(graph, graph.nodes[index])) continue;
        YOLOZU_TRY(decompose(graph, index, insertions));
    }
    insert_before(graph, std::move(insertions));
    return {};
}

}  // namespace yolozu::engine
