// SPDX-License-Identifier: Apache-2.0
#include "model/graph_walk.hpp"

#include <algorithm>
#include <array>

namespace yolozu {
namespace {

template <std::size_t count>
bool contains(const std::array<std::string_view, count>& list, std::string_view op_type) {
    return std::ranges::find(list, op_type) != list.end();
}

constexpr std::array<std::string_view, 6> convolutions{"Conv",        "ConvTranspose", "ConvInteger",
                                                       "QLinearConv", "FusedConv",     "DeformConv"};
constexpr std::array<std::string_view, 8> products{"MatMul", "MatMulInteger", "QLinearMatMul", "FusedMatMul",
                                                   "Gemm",   "QGemm",         "Einsum",        "DynamicQuantizeMatMul"};
constexpr std::array<std::string_view, 9> arrangements{"Reshape",        "Transpose",        "Squeeze",
                                                       "Unsqueeze",      "Flatten",          "Cast",
                                                       "QuantizeLinear", "DequantizeLinear", "Identity"};
constexpr std::array<std::string_view, 13> first_input_only{
    "Reshape", "Expand", "Tile",  "Squeeze",        "Unsqueeze",        "Pad",     "Slice",
    "Resize",  "TopK",   "Split", "QuantizeLinear", "DequantizeLinear", "Upsample"};
constexpr std::array<std::string_view, 4> no_input{"Shape", "Size", "ConstantOfShape", "Range"};

}  // namespace

bool is_convolution(std::string_view op_type) {
    return contains(convolutions, op_type);
}
bool is_layer(std::string_view op_type) {
    return is_convolution(op_type) || contains(products, op_type);
}
bool only_arranges(std::string_view op_type) {
    return contains(arrangements, op_type);
}

std::span<const std::string_view> value_inputs(const onnx::Node& node) {
    const std::span<const std::string_view> inputs = node.inputs;
    const auto first = [&](std::size_t count) { return inputs.first(std::min(count, inputs.size())); };
    if (contains(no_input, node.op_type)) return first(0);
    if (contains(first_input_only, node.op_type) || node.op_type.starts_with("Reduce")) return first(1);
    if (node.op_type == "NonMaxSuppression") return first(2);
    return inputs;
}

GraphIndex::GraphIndex(const onnx::Graph& graph) : graph_(graph), depends_(graph.nodes.size()) {
    for (const onnx::ValueInfo& input : graph.inputs) inputs_.insert(input.name);
    for (const onnx::TensorData& tensor : graph.initializers) {
        inputs_.erase(tensor.name);
        initialisers_.emplace(tensor.name, &tensor);
    }
    for (const std::string_view name : graph.sparse_initializers) inputs_.erase(name);
    for (std::uint32_t position = 0; position < graph.nodes.size(); ++position) {
        const onnx::Node& node = graph.nodes[position];
        // A subgraph may use any outer value: such a node is taken to depend on the inputs.
        bool depends = std::ranges::any_of(node.attributes, [](const onnx::Attribute& a) { return !a.graphs.empty(); });
        for (const std::string_view input : value_inputs(node)) depends = depends || depends_on_input(input);
        depends_[position] = depends;
        for (const std::string_view output : node.outputs)
            if (!output.empty()) producers_.emplace(output, position);
    }
}

std::optional<std::uint32_t> GraphIndex::producer(std::string_view value) const {
    const auto found = producers_.find(value);
    return found == producers_.end() ? std::nullopt : std::optional(found->second);
}

bool GraphIndex::depends_on_input(std::string_view value) const {
    const auto found = producers_.find(value);
    return found == producers_.end() ? is_input(value) : depends_[found->second];
}

const onnx::TensorData* GraphIndex::constant(std::string_view name) const {
    if (const auto found = initialisers_.find(name); found != initialisers_.end()) return found->second;
    const std::optional<std::uint32_t> position = producer(name);
    if (!position || graph_.nodes[*position].op_type != "Constant") return nullptr;
    const onnx::Attribute* const value = graph_.nodes[*position].find_attribute("value");
    return value != nullptr && value->tensors.size() == 1 ? &value->tensors.front() : nullptr;
}

}  // namespace yolozu
