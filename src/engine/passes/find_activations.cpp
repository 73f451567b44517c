// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <numbers>

#include "base/try.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

/// Values and a number multiplied, however multiplications and divisions by constants spell it.
struct Product {
    double factor = 1.0;
    std::vector<ValueId> values;
};

/// An activation and what it is of.
struct Found {
    Unary op;
    ValueId x = no_value;
};

/// Looks for activations that end in one node.
class Search {
public:
    Search(Graph& graph, const Uses& uses) : graph_(graph), uses_(uses) {}

    std::optional<Found> at(const Node& node) {
        std::optional<Found> found = limits(node);
        if (!found) found = gated(node);
        // Constants with further axes would add them to the result.
        if (!found || !same_known_shape(graph_, found->x, node.outputs[0])) return std::nullopt;
        return found;
    }

private:
    /// x times a gate that x itself opens, in either order; or a gate alone.
    std::optional<Found> gated(const Node& node) {
        Product product;
        if (!is_product(node)) return std::nullopt;
        collect(node, product, deepest);
        const std::vector<ValueId>& values = product.values;
        if (values.size() == 1) return hard_sigmoid(values[0], product.factor);
        if (values.size() != 2) return std::nullopt;
        std::optional<Found> found = gated(values[0], values[1], product.factor);
        return found ? found : gated(values[1], values[0], product.factor);
    }

    std::optional<Found> gated(ValueId x, ValueId gate, double factor) {
        if (nearly_equal(factor, 1.0)) {
            if (is_unary_of(gate, Unary{UnaryFunction::sigmoid}, x)) return Found{{UnaryFunction::silu}, x};
            if (is_hard_sigmoid(gate, x)) return Found{{UnaryFunction::hard_swish}, x};
            const Node* const tanh = inner_unary(graph_, uses_, gate, UnaryFunction::hyperbolic_tangent);
            if (tanh != nullptr && is_unary_of(tanh->inputs[0], Unary{UnaryFunction::softplus}, x))
                return Found{{UnaryFunction::mish}, x};
        }
        if (nearly_equal(factor, 1.0 / 6.0) && clipped_after_three(gate) == x)
            return Found{{UnaryFunction::hard_swish}, x};
        if (nearly_equal(factor, 0.5) && is_one_and_error_function(gate, x)) return Found{{UnaryFunction::gelu}, x};
        return std::nullopt;
    }

    /// clip(x + 3, 0, 6) / 6.
    std::optional<Found> hard_sigmoid(ValueId gate, double factor) {
        if (!nearly_equal(factor, 1.0 / 6.0)) return std::nullopt;
        const ValueId x = clipped_after_three(gate);
        if (x == no_value) return std::nullopt;
        return Found{{UnaryFunction::hard_sigmoid, 1.0F / 6.0F, 0.5F}, x};
    }

    bool is_unary_of(ValueId value, const Unary& op, ValueId x) {
        const Node* const node = inner_unary(graph_, uses_, value, op.function);
        return node != nullptr && node->inputs[0] == x;
    }

    bool is_hard_sigmoid(ValueId value, ValueId x) {
        const Node* const node = inner_unary(graph_, uses_, value, UnaryFunction::hard_sigmoid);
        if (node == nullptr || node->inputs[0] != x) return false;
        const Unary& op = std::get<Unary>(node->op);
        return nearly_equal(static_cast<double>(op.alpha), 1.0 / 6.0) && op.beta == 0.5F;
    }

    /// The x of clip(x + 3, 0, 6).
    ValueId clipped_after_three(ValueId value) {
        const Node* const clip = inner_unary(graph_, uses_, value, UnaryFunction::clip);
        if (clip == nullptr) return no_value;
        const Unary& op = std::get<Unary>(clip->op);
        if (op.alpha != 0.0F || op.beta != 6.0F) return no_value;
        return other_of(clip->inputs[0], BinaryFunction::add, 3.0);
    }

    /// erf(x / sqrt 2) + 1.
    bool is_one_and_error_function(ValueId value, ValueId x) {
        const Node* const erf =
            inner_unary(graph_, uses_, other_of(value, BinaryFunction::add, 1.0), UnaryFunction::error_function);
        const Node* const scaled = erf == nullptr ? nullptr : inner_node<Binary>(graph_, uses_, erf->inputs[0]);
        if (scaled == nullptr || !is_product(*scaled)) return false;
        Product product;
        collect(*scaled, product, deepest);
        return product.values == std::vector{x} && nearly_equal(product.factor, std::numbers::sqrt2 / 2.0);
    }

    /// The other operand of a node that has this number as one.
    ValueId other_of(ValueId value, BinaryFunction function, double number) {
        const Node* const node = inner_binary(graph_, uses_, value, function);
        const auto operand = node == nullptr ? std::nullopt : constant_operand(graph_, *node);
        return operand && operand->number == number ? operand->other : no_value;
    }

    bool is_product(const Node& node) const {
        const Binary* const op = std::get_if<Binary>(&node.op);
        if (op == nullptr) return false;
        if (op->function == BinaryFunction::multiply) return true;
        const auto divisor = op->function == BinaryFunction::divide ? constant_operand(graph_, node) : std::nullopt;
        return divisor && divisor->number != 0.0;
    }

    void collect(const Node& node, Product& product, int depth) {
        if (const auto operand = constant_operand(graph_, node)) {
            const bool divides = std::get<Binary>(node.op).function == BinaryFunction::divide;
            product.factor *= divides ? 1.0 / operand->number : operand->number;
            return collect(operand->other, product, depth);
        }
        for (const ValueId input : node.inputs) collect(input, product, depth);
    }
    void collect(ValueId value, Product& product, int depth) {
        const Node* const node = depth > 0 ? inner_node<Binary>(graph_, uses_, value) : nullptr;
        if (node != nullptr && is_product(*node)) return collect(*node, product, depth - 1);
        product.values.push_back(value);
    }

    struct Limits {
        ValueId x = no_value;
        float low = -std::numeric_limits<float>::infinity(), high = std::numeric_limits<float>::infinity();

        float clipped(float number) const { return std::fmin(std::fmax(number, low), high); }
    };

    /// What a node limits its input to: relu, clip, or the larger or smaller of it and a number.
    std::optional<Limits> limits_of(const Node& node) const {
        Limits found;
        if (const Unary* const op = std::get_if<Unary>(&node.op)) {
            found.x = node.inputs[0];
            if (op->function == UnaryFunction::clip) {
                found.low = op->alpha;
                found.high = op->beta;
            } else if (op->function == UnaryFunction::relu) {
                found.low = 0.0F;
            } else {
                return std::nullopt;
            }
        } else {
            const auto operand = constant_operand(graph_, node);
            if (!operand || std::isnan(operand->number)) return std::nullopt;
            const BinaryFunction function = std::get<Binary>(node.op).function;
            if (function != BinaryFunction::maximum && function != BinaryFunction::minimum) return std::nullopt;
            found.x = operand->other;
            (function == BinaryFunction::maximum ? found.low : found.high) = static_cast<float>(operand->number);
        }
        return found.low <= found.high && is_known_float(graph_, found.x) ? std::optional(found) : std::nullopt;
    }

    /// The node's limits and those before it as one.
    std::optional<Found> limits(const Node& node) {
        std::optional<Limits> found = limits_of(node);
        if (!found) return std::nullopt;
        const Node* const before = sole_user(uses_, found->x) ? uses_.producer(graph_, found->x) : nullptr;
        const auto first = before == nullptr ? std::nullopt : limits_of(*before);
        if (first && same_known_shape(graph_, first->x, found->x))
            found = Limits{first->x, found->clipped(first->low), found->clipped(first->high)};
        const bool is_relu = found->low == 0.0F && found->high == std::numeric_limits<float>::infinity();
        if (is_relu) return Found{{UnaryFunction::relu}, found->x};
        return Found{{UnaryFunction::clip, found->low, found->high}, found->x};
    }

    static constexpr int deepest = 3;
    Graph& graph_;
    const Uses& uses_;
};

}  // namespace

Status find_activations(Graph& graph) {
    const Uses uses(graph);
    Search search(graph, uses);
    for (Node& node : graph.nodes) {
        const bool can_end = std::holds_alternative<Unary>(node.op) || std::holds_alternative<Binary>(node.op);
        if (!can_end || node.outputs[0] == no_value) continue;
        const std::optional<Found> found = search.at(node);
        if (!found) continue;
        node.op = found->op;
        node.inputs = {found->x};
        YOLOZU_TRY(graph.infer_node(node));
    }
    return {};
}

}  // namespace yolozu::engine
