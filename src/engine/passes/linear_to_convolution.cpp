// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <tuple>

#include "base/try.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

using Insertions = std::vector<std::pair<std::size_t, Node>>;

/// A product of rows with a constant matrix.
struct Linear {
    ValueId x = no_value, matrix = no_value, bias = no_value;
    bool transposed = false;  ///< the matrix is outputs x inputs already
    double scale = 1.0;       ///< of the product
    double bias_scale = 1.0;
    std::int64_t inputs = 0, outputs = 0;
};

std::optional<Linear> linear_of(const Graph& graph, const Node& node) {
    Linear linear;
    if (const Gemm* const gemm = std::get_if<Gemm>(&node.op)) {
        if (gemm->transpose_a) return std::nullopt;
        linear.transposed = gemm->transpose_b;
        linear.scale = static_cast<double>(gemm->alpha);
        linear.bias_scale = static_cast<double>(gemm->beta);
        if (node.inputs.size() > 2) linear.bias = node.inputs[2];
    } else if (!std::holds_alternative<MatMul>(node.op)) {
        return std::nullopt;
    }
    linear.x = node.inputs[0];
    linear.matrix = node.inputs[1];
    if (!is_known_float(graph, linear.x) || !constant_floats(graph, linear.matrix)) return std::nullopt;
    const Shape &x = *graph.values[linear.x].shape, &matrix = *graph.values[linear.matrix].shape;
    if (x.rank() < 2 || matrix.rank() != 2 || x.element_count() == 0 || matrix.element_count() == 0)
        return std::nullopt;
    linear.inputs = matrix[linear.transposed ? 1 : 0];
    linear.outputs = matrix[linear.transposed ? 0 : 1];
    return linear;
}

/// Whether a constant is one number for all outputs or one for each.
bool is_bias(const Graph& graph, ValueId value, std::int64_t outputs) {
    const auto floats = constant_floats(graph, value);
    if (!floats) return false;
    if (floats->size() == 1) return true;
    const Shape& shape = *graph.values[value].shape;
    return shape.element_count() == outputs && shape[shape.rank() - 1] == outputs;
}

class Conversion {
public:
    explicit Conversion(Graph& graph) : graph_(graph), uses_(graph) {}

    Status run() {
        for (std::size_t index = 0; index < graph_.nodes.size(); ++index) {
            const std::optional<Linear> linear = linear_of(graph_, graph_.nodes[index]);
            if (!linear || graph_.nodes[index].outputs[0] == no_value) continue;
            if (linear->bias == no_value) {
                YOLOZU_TRY(convert_with_sum(index, *linear));
            } else if (is_bias(graph_, linear->bias, linear->outputs)) {
                YOLOZU_TRY(convert(index, *linear));
            }
        }
        insert_before(graph_, std::move(insertions_));
        return {};
    }

private:
    /// With what is added to the product, if that is a bias: then the sum's node is replaced.
    Status convert_with_sum(std::size_t index, Linear linear) {
        const ValueId result = graph_.nodes[index].outputs[0];
        const std::optional<std::size_t> user = sole_user(uses_, result);
        if (!user) return convert(index, linear);
        const Node& next = graph_.nodes[*user];
        const Binary* const op = std::get_if<Binary>(&next.op);
        const bool adds = op != nullptr && op->function == BinaryFunction::add && next.outputs[0] != no_value &&
                          same_known_shape(graph_, result, next.outputs[0]);
        if (!adds) return convert(index, linear);
        const ValueId other = next.inputs[next.inputs[0] == result ? 1 : 0];
        if (!is_bias(graph_, other, linear.outputs)) return convert(index, linear);
        linear.bias = other;
        return convert(*user, linear);
    }

    /// Puts the convolution, between two reshapes where the rows do not lie along one or two axes, in a node's place.
    Status convert(std::size_t index, const Linear& linear) {
        Node& node = graph_.nodes[index];
        const Shape x = *graph_.values[linear.x].shape, y = *graph_.values[node.outputs[0]].shape;
        const bool reshapes = x.rank() != 3 && x.rank() != 4;
        const std::size_t rank = reshapes ? 3 : x.rank();
        YOLOZU_ASSIGN(const ValueId weights, weights_of(linear, rank));
        YOLOZU_ASSIGN(const ValueId bias, bias_of(linear));
        Conv conv;
        conv.window.kernel.assign(rank - 2, 1);
        conv.channels_last = true;
        if (!reshapes) {
            node.op = conv;
            node.inputs = {linear.x, weights, bias};
            return graph_.infer_node(node);
        }
        const ValueId rows =
            add_integers(graph_, std::vector{std::int64_t{1}, x.element_count() / linear.inputs, linear.inputs});
        YOLOZU_ASSIGN(const ValueId flat, add(index, Reshape{true}, {linear.x, rows}));
        YOLOZU_ASSIGN(const ValueId product, add(index, conv, {flat, weights, bias}));
        node.op = Reshape{true};
        node.inputs = {product, add_integers(graph_, y.extents())};
        return graph_.infer_node(node);
    }

    Result<ValueId> add(std::size_t index, Op op, std::vector<ValueId> inputs) {
        YOLOZU_ASSIGN(MadeNode made, make_node(graph_, graph_.nodes[index].name, std::move(op), std::move(inputs)));
        insertions_.emplace_back(index, std::move(made.node));
        return made.output;
    }

    /// Outputs x inputs x 1..., scaled. Products that share a matrix share this too.
    Result<ValueId> weights_of(const Linear& linear, std::size_t rank) {
        const auto key = std::tuple(linear.matrix, linear.transposed, linear.scale, rank);
        if (const auto found = weights_.find(key); found != weights_.end()) return found->second;
        std::vector<std::int64_t> extents(rank, 1);
        extents[0] = linear.outputs;
        extents[1] = linear.inputs;
        YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
        const auto inputs = static_cast<std::size_t>(linear.inputs), outputs = static_cast<std::size_t>(linear.outputs);
        const std::span<const float> matrix = *constant_floats(graph_, linear.matrix);
        std::vector<double> numbers(matrix.size());
        for (std::size_t input = 0; input < inputs; ++input)
            for (std::size_t output = 0; output < outputs; ++output) {
                const std::size_t from = linear.transposed ? output * inputs + input : input * outputs + output;
                numbers[output * inputs + input] = linear.scale * static_cast<double>(matrix[from]);
            }
        YOLOZU_ASSIGN(const ValueId weights, add_floats(graph_, shape, numbers));
        weights_.emplace(key, weights);
        return weights;
    }

    Result<ValueId> bias_of(const Linear& linear) {
        if (linear.bias == no_value) return no_value;
        const std::span<const float> floats = *constant_floats(graph_, linear.bias);
        std::vector<double> numbers(static_cast<std::size_t>(linear.outputs));
        for (std::size_t output = 0; output < numbers.size(); ++output)
            numbers[output] = linear.bias_scale * static_cast<double>(floats[floats.size() == 1 ? 0 : output]);
        return add_floats(graph_, Shape{linear.outputs}, numbers);
    }

    Graph& graph_;
    const Uses uses_;
    Insertions insertions_;
    std::map<std::tuple<ValueId, bool, double, std::size_t>, ValueId> weights_;
};

}  // namespace

Status linear_to_convolution(Graph& graph) {
    return Conversion(graph).run();
}

}  // namespace yolozu::engine
