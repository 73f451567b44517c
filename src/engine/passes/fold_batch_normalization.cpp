// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "base/try.hpp"
#include "engine/passes/channel_affine.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

/// What the weights of a convolution are, one element after the other.
struct WeightLayout {
    std::size_t channels = 0;    ///< of the output
    std::size_t taps = 1;        ///< elements that lie together and belong to one output channel
    std::size_t transposed = 0;  ///< input channels of a group of a ConvTranspose, whose weights have them outermost

    /// The output channel that an element is for.
    std::size_t channel_of(std::size_t element, std::size_t groups) const {
        const std::size_t line = element / taps;
        if (transposed == 0) return line;
        const std::size_t of_group = channels / groups;
        return line / of_group / transposed * of_group + line % of_group;
    }
};

std::int64_t groups_of(const Op& op) {
    if (const auto* const conv = std::get_if<Conv>(&op)) return conv->groups;
    if (const auto* const conv = std::get_if<ConvTranspose>(&op)) return conv->groups;
    return 0;
}

bool has_bias(const Node& node) {
    return node.inputs.size() > 2 && node.inputs[2] != no_value;
}

/// A convolution that nothing but a bias has been added to yet, all of whose parameters are known.
bool can_take_more(const Graph& graph, const Node& node) {
    const Conv* const conv = std::get_if<Conv>(&node.op);
    const ConvTranspose* const transposed = std::get_if<ConvTranspose>(&node.op);
    if (conv == nullptr && transposed == nullptr) return false;
    if (conv != nullptr && (conv->channels_last || conv->tail.residual != Residual::none ||
                            conv->tail.activation.function != UnaryFunction::identity))
        return false;
    if (transposed != nullptr && transposed->channels_last) return false;
    return is_known_float(graph, node.outputs[0]) && constant_floats(graph, node.inputs[1]) &&
           (!has_bias(node) || constant_floats(graph, node.inputs[2])) &&
           graph.values[node.inputs[1]].shape->element_count() > 0;
}

WeightLayout layout_of(const Graph& graph, const Node& node) {
    const Shape& weights = *graph.values[node.inputs[1]].shape;
    WeightLayout layout;
    layout.channels = static_cast<std::size_t>((*graph.values[node.outputs[0]].shape)[1]);
    const bool transposed = std::holds_alternative<ConvTranspose>(node.op);
    for (std::size_t axis = transposed ? 2 : 1; axis < weights.rank(); ++axis)
        layout.taps *= static_cast<std::size_t>(weights[axis]);
    if (transposed) layout.transposed = static_cast<std::size_t>(weights[0] / groups_of(node.op));
    return layout;
}

/// A convolution's weights and bias with what follows it worked in.
Result<Node> folded(Graph& graph, const Node& conv, const ChannelAffine& affine) {
    const WeightLayout layout = layout_of(graph, conv);
    const auto groups = static_cast<std::size_t>(groups_of(conv.op));
    const std::span<const float> old = *constant_floats(graph, conv.inputs[1]);
    std::vector<double> weights(old.begin(), old.end()), bias = affine.shift;
    for (std::size_t element = 0; element < weights.size(); ++element)
        weights[element] *= affine.scale[layout.channel_of(element, groups)];
    if (has_bias(conv)) {
        const std::span<const float> before = *constant_floats(graph, conv.inputs[2]);
        for (std::size_t channel = 0; channel < bias.size(); ++channel)
            bias[channel] += affine.scale[channel] * static_cast<double>(before[channel]);
    }
    const Shape shape = *graph.values[conv.inputs[1]].shape;
    YOLOZU_ASSIGN(const ValueId new_weights, add_floats(graph, shape, weights));
    const Shape list{static_cast<std::int64_t>(bias.size())};
    YOLOZU_ASSIGN(const ValueId new_bias, add_floats(graph, list, bias));
    return Node{conv.name, conv.op, {conv.inputs[0], new_weights, new_bias}, {}};
}

/// Follows what is done to a convolution's result channel by channel. The last node of that becomes the convolution.
Status fold_into(Graph& graph, const Uses& uses, std::size_t conv) {
    ValueId result = graph.nodes[conv].outputs[0];
    const std::size_t rank = graph.values[result].shape->rank();
    const auto channels = static_cast<std::size_t>((*graph.values[result].shape)[1]);
    std::optional<ChannelAffine> all;
    std::size_t last = conv;
    for (std::optional<std::size_t> user = sole_user(uses, result); user; user = sole_user(uses, result)) {
        const Node& next = graph.nodes[*user];
        std::optional<ChannelAffine> affine = channel_affine(graph, next, result, channels, rank);
        if (!affine || !same_known_shape(graph, result, next.outputs[0])) break;
        if (all) affine->after(*all);
        all = std::move(affine);
        last = *user;
        result = next.outputs[0];
    }
    if (!all) return {};
    YOLOZU_ASSIGN(Node node, folded(graph, graph.nodes[conv], *all));
    node.outputs = {result};
    graph.nodes[last] = std::move(node);
    return graph.infer_node(graph.nodes[last]);
}

using Insertions = std::vector<std::pair<std::size_t, Node>>;

/// A normalisation that no convolution could take: a product, and a sum in its place.
Status split(Graph& graph, std::size_t index, Insertions& insertions) {
    Node& node = graph.nodes[index];
    if (!is_known_float(graph, node.inputs[0])) return {};
    const Shape x = *graph.values[node.inputs[0]].shape;
    if (x.rank() < 2) return {};
    const auto affine = channel_affine(graph, node, node.inputs[0], static_cast<std::size_t>(x[1]), x.rank());
    if (!affine) return {};
    std::vector<std::int64_t> extents(x.rank() - 1, 1);
    extents[0] = x[1];
    YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
    YOLOZU_ASSIGN(const ValueId scale, add_floats(graph, shape, affine->scale));
    YOLOZU_ASSIGN(const ValueId shift, add_floats(graph, shape, affine->shift));
    YOLOZU_ASSIGN(MadeNode product,
                  make_node(graph, node.name, Binary{BinaryFunction::multiply}, {node.inputs[0], scale}));
    node.op = Binary{BinaryFunction::add};
    node.inputs = {product.output, shift};
    insertions.emplace_back(index, std::move(product.node));
    return graph.infer_node(node);
}

}  // namespace

Status fold_batch_normalization(Graph& graph) {
    const Uses uses(graph);
    Insertions insertions;
    for (std::size_t index = 0; index < graph.nodes.size(); ++index) {
        if (can_take_more(graph, graph.nodes[index])) {
            YOLOZU_TRY(fold_into(graph, uses, index));
        } else if (std::holds_alternative<BatchNormalization>(graph.nodes[index].op)) {
            YOLOZU_TRY(split(graph, index, insertions));
        }
    }
    insert_before(graph, std::move(insertions));
    return {};
}

}  // namespace yolozu::engine
