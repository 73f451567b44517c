// SPDX-License-Identifier: Apache-2.0
#include "model/output_tail.hpp"

#include <algorithm>
#include <unordered_set>

namespace yolozu {
namespace {

constexpr std::size_t max_columns = 64;          // operands of one Concat that are looked at
constexpr int max_arrangements = 64;             // arranging operators in a row that are looked through
constexpr int max_stride_joins = 4;              // Concats over strides inside each other
constexpr std::int64_t most_distances = 32;      // of a distribution; families have 8, 16 or 17
constexpr std::size_t least_strides_joined = 3;  // with two operands a Concat is taken to join columns

/// The node behind a value when arranging operators are looked through; null for inputs and constants.
const onnx::Node* maker(const GraphIndex& index, std::string_view value) {
    for (int step = 0; step < max_arrangements; ++step) {
        const std::optional<std::uint32_t> position = index.producer(value);
        if (!position) return nullptr;
        const onnx::Node& node = index.graph().nodes[*position];
        if (!only_arranges(node.op_type) || node.inputs.empty()) return &node;
        value = node.inputs.front();
    }
    return nullptr;
}

/// The walk back from one output.
class TailWalk {
public:
    TailWalk(const GraphIndex& index, OutputTail& tail)
        : index_(index), tail_(tail), seen_(index.graph().nodes.size()) {}

    void run(std::string_view output) {
        reach(output);
        while (!open_.empty()) {
            const onnx::Node& node = index_.graph().nodes[open_.back()];
            open_.pop_back();
            if (is_layer(node.op_type) && !converts_boxes(node) && !projects_distribution(node)) {
                tail_.ends.emplace(node.op_type);
                continue;
            }
            tail_.operators.emplace(node.op_type);
            for (const std::string_view input : value_inputs(node)) reach(input);
            for (const onnx::Attribute& attribute : node.attributes)
                for (const onnx::Graph& subgraph : attribute.graphs) reach_from(subgraph);
        }
    }

private:
    void reach(std::string_view value) {
        if (index_.is_input(value)) tail_.ends.emplace("input");
        const std::optional<std::uint32_t> position = index_.producer(value);
        if (!position || seen_[*position] || is_range(value, index_.graph().nodes[*position])) return;
        seen_[*position] = true;
        open_.push_back(*position);
    }

    /// A product with a constant of 4x4 numbers turns centres and sizes into corners (YOLOv6 and v7): no layer.
    bool converts_boxes(const onnx::Node& node) const {
        if (node.op_type != "MatMul" || node.inputs.size() != 2) return false;
        const onnx::TensorData* const matrix = index_.constant(node.inputs[1]);
        return matrix != nullptr && matrix->shape == Shape{4, 4};
    }

    /// A product of a distribution (Softmax) with its few distances is what it means, no layer: the end of DFL.
    bool projects_distribution(const onnx::Node& node) const {
        if ((node.op_type != "Conv" && node.op_type != "MatMul") || node.inputs.size() < 2) return false;
        const onnx::TensorData* const distances = index_.constant(node.inputs[1]);
        if (distances == nullptr || distances->shape.element_count() > most_distances) return false;
        const onnx::Node* const source = maker(index_, node.inputs[0]);
        return source != nullptr && source->op_type == "Softmax";
    }

    /// DynamicQuantizeLinear's other outputs (scale, zero point) come back where a convolution's result becomes float
    /// again; they are not what the result is made of.
    static bool is_range(std::string_view value, const onnx::Node& producer) {
        return producer.op_type == "DynamicQuantizeLinear" && value != producer.outputs.front();
    }

    /// A subgraph belongs to the tail with all its operators; the outer values it uses are reached by name. The reader
    /// has limited how deep subgraphs lie inside each other.
    void reach_from(const onnx::Graph& subgraph) {
        for (const onnx::Node& node : subgraph.nodes) {
            tail_.operators.emplace(node.op_type);
            for (const std::string_view input : node.inputs) reach(input);
            for (const onnx::Attribute& attribute : node.attributes)
                for (const onnx::Graph& inner : attribute.graphs) reach_from(inner);
        }
        for (const onnx::ValueInfo& output : subgraph.outputs) reach(output.name);
    }

    const GraphIndex& index_;
    OutputTail& tail_;
    std::vector<bool> seen_;
    std::vector<std::uint32_t> open_;
};

bool is_concat(const onnx::Node* node) {
    return node != nullptr && (node->op_type == "Concat" || node->op_type == "QLinearConcat");
}

std::string maker_name(const GraphIndex& index, std::string_view value) {
    if (!index.depends_on_input(value)) return "constant";
    const onnx::Node* const node = maker(index, value);
    return node != nullptr ? std::string(node->op_type) : "input";
}

std::vector<std::string> operand_makers(const GraphIndex& index, const onnx::Node& concat) {
    std::vector<std::string> names;
    for (const std::string_view operand : concat.inputs) {
        // Scales and zero points lie between QLinearConcat's operands.
        if (names.size() == max_columns || (concat.op_type == "QLinearConcat" && !index.depends_on_input(operand)))
            continue;
        names.push_back(maker_name(index, operand));
    }
    return names;
}

/// When a Concat joins one part for each stride, the Concat that makes the first part; otherwise null. The parts are
/// made alike, which is how they are told from columns.
const onnx::Node* stride_part(const GraphIndex& index, const onnx::Node& concat) {
    if (concat.inputs.size() < least_strides_joined || concat.inputs.size() > max_columns) return nullptr;
    const onnx::Node* const first = maker(index, concat.inputs.front());
    if (!is_concat(first)) return nullptr;
    const std::vector<std::string> makers = operand_makers(index, *first);
    const bool alike = std::ranges::all_of(concat.inputs, [&](std::string_view operand) {
        const onnx::Node* const part = maker(index, operand);
        return is_concat(part) && operand_makers(index, *part) == makers;
    });
    return alike ? first : nullptr;
}

std::vector<std::string> find_columns(const GraphIndex& index, std::string_view output) {
    const onnx::Node* join = maker(index, output);
    if (!is_concat(join)) return {};
    for (int step = 0; step < max_stride_joins; ++step) {
        const onnx::Node* const part = stride_part(index, *join);
        if (part == nullptr) break;
        join = part;
    }
    return operand_makers(index, *join);
}

}  // namespace

OutputTail find_output_tail(const GraphIndex& index, std::string_view output) {
    OutputTail tail;
    if (const std::optional<std::uint32_t> position = index.producer(output))
        tail.producer = index.graph().nodes[*position].op_type;
    tail.maker = maker_name(index, output);
    TailWalk(index, tail).run(output);
    tail.columns = find_columns(index, output);
    return tail;
}

std::set<std::string, std::less<>> find_operators_before_layers(const GraphIndex& index,
                                                                std::span<const std::string_view> values) {
    std::set<std::string, std::less<>> operators;
    std::unordered_set<std::string_view> reached(values.begin(), values.end());
    bool meets_layer = false;
    for (const onnx::Node& node : index.graph().nodes) {
        const bool is_reached =
            std::ranges::any_of(value_inputs(node), [&](std::string_view input) { return reached.contains(input); });
        if (!is_reached || node.outputs.empty()) continue;
        if (is_layer(node.op_type)) {
            meets_layer = true;
            continue;
        }
        operators.emplace(node.op_type);
        // DynamicQuantizeLinear's other outputs are the picture's range, not the picture.
        const std::size_t count = node.op_type == "DynamicQuantizeLinear" ? 1 : node.outputs.size();
        reached.insert(node.outputs.begin(), node.outputs.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return meets_layer ? operators : std::set<std::string, std::less<>>{};
}

}  // namespace yolozu
