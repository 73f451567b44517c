// SPDX-License-Identifier: Apache-2.0
//
// What patterns ask of values and nodes, and the constants that rewrites make.
#pragma once

#include <optional>
#include <span>
#include <unordered_map>

#include "engine/passes/rewriting.hpp"
#include "yolozu/result.hpp"

namespace yolozu::engine {

/// An input of a node, no_value where it is left out.
inline ValueId input_of(const Node& node, std::size_t index) {
    return index < node.inputs.size() ? node.inputs[index] : no_value;
}

/// The one node that uses a value, once; nothing when there are more uses, or none, or it is a graph output.
std::optional<std::size_t> sole_user(const Uses& uses, ValueId value);

/// The node that makes a value with the op T, if nothing but one node uses that value.
template <class T>
Node* inner_node(Graph& graph, const Uses& uses, ValueId value) {
    return value != no_value && sole_user(uses, value) ? uses.producer_of<T>(graph, value) : nullptr;
}
/// The same for one function of Unary or Binary.
Node* inner_unary(Graph& graph, const Uses& uses, ValueId value, UnaryFunction function);
Node* inner_binary(Graph& graph, const Uses& uses, ValueId value, BinaryFunction function);

/// The input of the softmax that gives a value which only one node uses, if it is one along this axis; else no_value.
ValueId softmax_input(Graph& graph, const Uses& uses, ValueId value, std::size_t axis);

/// Whether two numbers are equal but for the rounding of float constants.
bool nearly_equal(double a, double b);

/// Whether a value is float32 and of known shape.
bool is_known_float(const Graph& graph, ValueId value);
/// Whether both shapes are known and equal.
bool same_known_shape(const Graph& graph, ValueId a, ValueId b);

/// Whether an operand that broadcasts to `result` (N x C x spatial...) has one number for each channel.
bool is_one_a_channel(const Shape& operand, const Shape& result);
/// Whether a QuantizeLinear or DequantizeLinear is between float32 and bytes, with one scale for all and a zero point
/// or none that never change.
bool has_one_constant_scale(const Graph& graph, const Node& node);

/// Whether a convolution does nothing beside its sums: one group, every place, no padding, no tail; not channels-last.
bool is_plain(const Conv& op);

/// The elements of a float32 constant.
std::optional<std::span<const float>> constant_floats(const Graph& graph, ValueId value);

/// The operand of a two-operand node that is a float constant with one element, and the other operand.
struct ConstantOperand {
    ValueId other = no_value;
    double number = 0.0;
};
/// Either order for functions where it does not matter; else the constant must come second.
std::optional<ConstantOperand> constant_operand(const Graph& graph, const Node& node);

/// A float32 constant; its elements come from numbers in double precision. As many as the shape has.
Result<ValueId> add_floats(Graph& graph, const Shape& shape, std::span<const double> numbers);
/// A constant with the elements of another one under a new shape with as many elements.
ValueId add_reshaped_constant(Graph& graph, ValueId constant, const Shape& shape);

/// Values that give way to others, carried out for the whole graph in one sweep.
class Replacements {
public:
    void replace(ValueId old, ValueId by) { replaced_[old] = current(by); }
    /// What a value has become.
    ValueId current(ValueId value) const {
        const auto found = replaced_.find(value);
        return found == replaced_.end() ? value : found->second;
    }
    void in_inputs(Node& node) const {
        for (ValueId& input : node.inputs) input = current(input);
    }
    /// A graph output that gives way leaves its name to a value without one.
    void in_outputs(Graph& graph) const;

private:
    std::unordered_map<ValueId, ValueId> replaced_;
};

}  // namespace yolozu::engine
