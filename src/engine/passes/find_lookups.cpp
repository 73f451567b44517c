// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <span>
#include <unordered_map>

#include "base/try.hpp"
#include "engine/ir/type_rules.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

constexpr std::int64_t byte_values = 256;

/// What a function gives for each byte.
using Table = std::shared_ptr<const Tensor>;

/// A float value that is a function of bytes, element by element.
struct Origin {
    ValueId bytes = no_value;
    Table table;
    Node maker;  ///< of the value from its bytes: a DequantizeLinear or Lookup
};

/// All bytes in their order as elements of a type.
Result<Tensor> all_bytes(DataType type) {
    YOLOZU_ASSIGN(Tensor tensor, Tensor::allocate(type, Shape{byte_values}));
    const std::span<std::uint8_t> bytes = tensor.mutable_view().as<std::uint8_t>();
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
    return tensor;
}

/// What a node makes of these numbers in the place of its first input. Its others are constants.
Result<Table> applied(const Graph& graph, const Node& node, const Tensor& numbers) {
    std::vector<TensorView> inputs{numbers.view()};
    for (std::size_t input = 1; input < node.inputs.size(); ++input)
        inputs.push_back(node.inputs[input] == no_value ? TensorView{} : graph.fact(node.inputs[input]).view());
    YOLOZU_ASSIGN(Tensor results, Tensor::allocate(graph.values[node.outputs[0]].type, numbers.view().shape));
    std::array outputs{results.mutable_view()};
    YOLOZU_TRY(evaluate(node.op, inputs, outputs));
    return std::make_shared<const Tensor>(std::move(results));
}

bool equal(const Tensor& a, const Tensor& b) {
    const TensorView left = a.view(), right = b.view();
    return left.type == right.type &&
           std::memcmp(left.data, right.data, static_cast<std::size_t>(byte_values) * element_size(left.type)) == 0;
}

/// Whether all that an operator gives are elements of its first input, and its step takes bytes as well as floats.
bool only_moves(const Op& op) {
    if (const Resize* const resize = std::get_if<Resize>(&op))
        return resize->mode == ResizeMode::nearest && resize->coordinates != ResizeCoordinates::tf_crop_and_resize;
    return std::holds_alternative<Reshape>(op) || std::holds_alternative<Transpose>(op) ||
           std::holds_alternative<Split>(op) || std::holds_alternative<Slice>(op);
}

/// Goes through the nodes once, in order, and remembers which values are functions of bytes. Each of these is made from
/// its bytes; values on the way are left without users, or with those only that need floats.
class Search {
public:
    explicit Search(Graph& graph) : graph_(graph), uses_(graph) {}

    Status run() {
        for (Node node : graph_.nodes) {
            replacements_.in_inputs(node);
            YOLOZU_TRY(node.inputs.empty() || node.outputs.empty() ? keep(node) : visit(node));
        }
        graph_.nodes = std::move(nodes_);
        replacements_.in_outputs(graph_);
        return {};
    }

private:
    Status visit(const Node& node) {
        if (has_one_constant_scale(graph_, node))
            return std::holds_alternative<DequantizeLinear>(node.op) ? dequantisation(node) : quantisation(node);
        if (std::holds_alternative<Unary>(node.op)) return activation(node);
        if (std::holds_alternative<Concat>(node.op) && all_of_one_function(node.inputs))
            return movement(node, node.inputs);
        if (only_moves(node.op) && origin_of(node.inputs[0]) != nullptr)
            return movement(node, std::span(node.inputs).first(1));
        return keep(node);
    }

    Status dequantisation(const Node& node) {
        YOLOZU_ASSIGN(const Tensor bytes, all_bytes(graph_.values[node.inputs[0]].type));
        YOLOZU_ASSIGN(Table table, applied(graph_, node, bytes));
        origins_[node.outputs[0]] = {node.inputs[0], std::move(table), node};
        return keep(node);
    }

    Status activation(const Node& node) {
        const Origin* const x = origin_of(node.inputs[0]);
        const ValueId y = node.outputs[0];
        if (x == nullptr || y == no_value || graph_.values[y].type != DataType::float32) return keep(node);
        YOLOZU_ASSIGN(Table table, applied(graph_, node, *x->table));
        origins_[y] = {x->bytes, table, lookup(node, x->bytes, table)};
        return keep(origins_[y].maker);
    }

    Status quantisation(const Node& node) {
        YOLOZU_ASSIGN(const std::optional<Node> whole, quantised(node, node.inputs[0]));
        if (!whole) {
            replacements_.replace(node.outputs[0], origin_of(node.inputs[0])->bytes);
            return {};
        }
        const Node* const parts = inner_node<Concat>(graph_, uses_, node.inputs[0]);
        const auto has_origin = [&](ValueId part) { return origin_of(part) != nullptr; };
        const bool in_parts =
            origin_of(node.inputs[0]) == nullptr && parts != nullptr && std::ranges::any_of(parts->inputs, has_origin);
        return in_parts ? quantisation_of_parts(node, *parts) : keep(*whole);
    }

    /// Joins bytes in the place of floats, some of which are made of bytes already.
    Status quantisation_of_parts(const Node& node, const Node& parts) {
        Node joined{parts.name, parts.op, {}, node.outputs};
        for (const ValueId part : parts.inputs) {
            YOLOZU_ASSIGN(std::optional<Node> made, quantised(node, part));
            if (made) {
                made->outputs = {graph_.add_value({})};
                YOLOZU_TRY(keep(*made));
            }
            joined.inputs.push_back(made ? made->outputs[0] : origin_of(part)->bytes);
        }
        return keep(std::move(joined));
    }

    /// A node that quantises a value as another one does its own: a lookup where there are bytes to look up, and none
    /// at all where these stay as they are.
    Result<std::optional<Node>> quantised(const Node& node, ValueId value) {
        Node made = node;
        made.inputs[0] = value;
        const Origin* const origin = origin_of(value);
        if (origin == nullptr) return std::optional(std::move(made));
        YOLOZU_ASSIGN(const Table table, applied(graph_, node, *origin->table));
        YOLOZU_ASSIGN(const Tensor bytes, all_bytes(graph_.values[origin->bytes].type));
        if (equal(*table, bytes)) return std::optional<Node>();
        return std::optional(lookup(node, origin->bytes, table));
    }

    bool all_of_one_function(std::span<const ValueId> values) const {
        const Origin* const first = origin_of(values[0]);
        return first != nullptr && std::ranges::all_of(values, [&](ValueId value) {
                   const Origin* const origin = origin_of(value);
                   return origin != nullptr && equal(*origin->table, *first->table) &&
                          graph_.values[origin->bytes].type == graph_.values[first->bytes].type;
               });
    }

    /// Moves bytes in the place of a node's first inputs, which are one function of theirs, and makes its results of
    /// what comes out.
    Status movement(const Node& node, std::span<const ValueId> moved) {
        const Origin origin = *origin_of(moved[0]);
        Node bytes = node;
        for (std::size_t input = 0; input < moved.size(); ++input) bytes.inputs[input] = origin_of(moved[input])->bytes;
        for (ValueId& output : bytes.outputs)
            if (output != no_value) output = graph_.add_value({});
        YOLOZU_TRY(keep(bytes));
        for (std::size_t output = 0; output < node.outputs.size(); ++output) {
            if (node.outputs[output] == no_value) continue;
            Origin made{bytes.outputs[output], origin.table, origin.maker};
            made.maker.inputs[0] = made.bytes;
            made.maker.outputs = {node.outputs[output]};
            YOLOZU_TRY(keep(made.maker));
            origins_[node.outputs[output]] = std::move(made);
        }
        return {};
    }

    /// A Lookup in the place of a node with one output.
    Node lookup(const Node& node, ValueId bytes, const Table& table) {
        const TensorView view = table->view();
        const ValueId constant = graph_.add_value({{}, view.type, view.shape, Constant{view.data, table}});
        return {node.name, Lookup{}, {bytes, constant}, node.outputs};
    }

    const Origin* origin_of(ValueId value) const {
        const auto found = origins_.find(value);
        return found == origins_.end() ? nullptr : &found->second;
    }

    Status keep(Node node) {
        nodes_.push_back(std::move(node));
        return graph_.infer_node(nodes_.back());
    }

    Graph& graph_;
    const Uses uses_;
    std::vector<Node> nodes_;
    std::unordered_map<ValueId, Origin> origins_;
    Replacements replacements_;
};

}  // namespace

Status find_lookups(Graph& graph) {
    return Search(graph).run();
}

}  // namespace yolozu::engine
