// SPDX-License-Identifier: Apache-2.0
#include "engine/import/node_import.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/file.hpp"
#include "base/try.hpp"
#include "engine/import/constants.hpp"
#include "engine/ir/type_rules.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

Error wrong_kind(std::string_view name) {
    return Error(ErrorCode::malformed, fmt::format("attribute '{}' is of another kind than expected", printable(name)));
}

template <class T>
ValueId add_small_constant(Graph& graph, DataType type, const Shape& shape, std::span<const T> values) {
    // A handful of numbers: allocation fails only where nothing else could go on either.
    Tensor tensor = std::move(Tensor::allocate(type, shape)).value();
    if (!values.empty()) std::memcpy(tensor.mutable_view().data, values.data(), values.size_bytes());
    return graph.add_constant({}, std::move(tensor));
}

/// Whether a node is left for the passes although its inputs are constants: they look for convolutions that can take
/// quantised weights as they are, and fold what is left.
bool waits_for_passes(const Graph& graph, const Node& node) {
    const DequantizeLinear* const op = std::get_if<DequantizeLinear>(&node.op);
    if (op == nullptr || op->block_size != 0) return false;
    constexpr std::size_t least_rank = 3;  // of a convolution's weights
    const Value& x = graph.values[node.inputs[0]];
    return x.constant && is_byte(x.type) && x.shape->rank() >= least_rank;
}

}  // namespace

NodeImport::NodeImport(Graph& graph, const onnx::Node& node, std::int64_t opset, std::vector<ValueId> inputs)
    : graph_(graph), node_(node), opset_(opset), inputs_(std::move(inputs)), outputs_(node.outputs.size(), no_value) {}

Result<std::int64_t> NodeImport::integer(std::string_view name, std::int64_t otherwise) const {
    const onnx::Attribute* const attribute = node_.find_attribute(name);
    if (attribute == nullptr) return otherwise;
    if (attribute->kind != onnx::AttributeKind::integer) return wrong_kind(name);
    return attribute->integer;
}

Result<bool> NodeImport::flag(std::string_view name, bool otherwise) const {
    YOLOZU_ASSIGN(const std::int64_t number, integer(name, otherwise ? 1 : 0));
    return number != 0;
}

Result<float> NodeImport::real(std::string_view name, float otherwise) const {
    const onnx::Attribute* const attribute = node_.find_attribute(name);
    if (attribute == nullptr) return otherwise;
    if (attribute->kind != onnx::AttributeKind::real) return wrong_kind(name);
    return attribute->real;
}

Result<std::string_view> NodeImport::text(std::string_view name, std::string_view otherwise) const {
    const onnx::Attribute* const attribute = node_.find_attribute(name);
    if (attribute == nullptr) return otherwise;
    if (attribute->kind != onnx::AttributeKind::text) return wrong_kind(name);
    return attribute->text;
}

Result<std::vector<std::int64_t>> NodeImport::integers(std::string_view name) const {
    const onnx::Attribute* const attribute = node_.find_attribute(name);
    if (attribute == nullptr) return std::vector<std::int64_t>();
    if (attribute->kind != onnx::AttributeKind::integers) return wrong_kind(name);
    return attribute->integers;
}

Result<std::vector<float>> NodeImport::reals(std::string_view name) const {
    const onnx::Attribute* const attribute = node_.find_attribute(name);
    if (attribute == nullptr) return std::vector<float>();
    if (attribute->kind != onnx::AttributeKind::reals) return wrong_kind(name);
    return attribute->reals;
}

Result<ValueId> NodeImport::tensor(std::string_view name) {
    const onnx::Attribute* const attribute = node_.find_attribute(name);
    if (attribute == nullptr || attribute->kind != onnx::AttributeKind::tensor || attribute->tensors.empty())
        return wrong_kind(name);
    YOLOZU_ASSIGN(Tensor copy, copy_constant(attribute->tensors.front()));
    return graph_.add_constant({}, std::move(copy));
}

Result<ValueId> NodeImport::emit(Op op, std::vector<ValueId> inputs) {
    YOLOZU_ASSIGN(const std::vector<ValueId> outputs, emit_many(std::move(op), std::move(inputs), 1));
    return outputs.front();
}

Result<std::vector<ValueId>> NodeImport::emit_many(Op op, std::vector<ValueId> inputs, std::size_t outputs) {
    Node made{std::string(node_.name), std::move(op), std::move(inputs), {}};
    if (made.name.empty() && !node_.outputs.empty()) made.name = node_.outputs.front();
    for (std::size_t index = 0; index < outputs; ++index) made.outputs.push_back(graph_.add_value({}));
    YOLOZU_TRY(graph_.infer_node(made));
    std::vector<ValueId> results = made.outputs;
    if (!waits_for_passes(graph_, made)) {
        YOLOZU_ASSIGN(const bool folded, fold(graph_, made));
        if (folded) return results;
    }
    graph_.nodes.push_back(std::move(made));
    return results;
}

ValueId NodeImport::constant(std::span<const std::int64_t> values) {
    return add_small_constant(graph_, DataType::int64, Shape{static_cast<std::int64_t>(values.size())}, values);
}

ValueId NodeImport::constant(std::span<const float> values) {
    return add_small_constant(graph_, DataType::float32, Shape{static_cast<std::int64_t>(values.size())}, values);
}

ValueId NodeImport::scalar(std::int64_t value) {
    return add_small_constant(graph_, DataType::int64, Shape{}, std::span<const std::int64_t>(&value, 1));
}

ValueId NodeImport::scalar(float value) {
    return add_small_constant(graph_, DataType::float32, Shape{}, std::span<const float>(&value, 1));
}

Result<ValueId> NodeImport::scalar_of_type(DataType type, double value) {
    const ValueId number = add_small_constant(graph_, DataType::float64, Shape{}, std::span<const double>(&value, 1));
    if (type == DataType::float64) return number;
    return emit(Cast{type}, {number});
}

void NodeImport::set_output(std::size_t index, ValueId value) {
    if (index < outputs_.size()) outputs_[index] = value;
}

}  // namespace yolozu::engine
