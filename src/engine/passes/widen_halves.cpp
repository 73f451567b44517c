// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "base/try.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

bool is_half(const Graph& graph, ValueId value) {
    return value != no_value && graph.values[value].type == DataType::float16;
}

/// What names float16 as the type of its result names float32 instead.
struct WidenOp {
    void operator()(Cast& op) const { widen(op.to); }
    void operator()(EyeLike& op) const { widen(op.type); }
    void operator()(ConstantOfShape& op) const {
        if (op.type != DataType::float16) return;
        std::uint16_t half = 0;
        std::memcpy(&half, op.value.data(), sizeof(half));
        const float number = float_from_half(half);
        std::memcpy(op.value.data(), &number, sizeof(number));
        widen(op.type);
    }
    template <class Other>
    void operator()(Other&) const {}

private:
    static void widen(DataType& type) {
        if (type == DataType::float16) type = DataType::float32;
    }
};

class Widening {
public:
    explicit Widening(Graph& graph) : graph_(graph) {}

    Status run() {
        for (ValueId output : graph_.outputs) half_outputs_.push_back(is_half(graph_, output));
        std::vector<Node> nodes = std::move(graph_.nodes);
        graph_.nodes.clear();
        for (const ValueId input : graph_.inputs) {
            if (!is_half(graph_, input)) continue;
            YOLOZU_TRY(cast(input));
        }
        for (Node& node : nodes) {
            YOLOZU_TRY(widen_constants(node));
            replacements_.in_inputs(node);
            std::visit(WidenOp(), node.op);
            YOLOZU_TRY(graph_.infer_node(node));
            graph_.nodes.push_back(std::move(node));
        }
        return narrow_outputs();
    }

private:
    /// A float32 twin of an input of the graph.
    Status cast(ValueId input) {
        const std::string name = graph_.values[input].name;
        YOLOZU_ASSIGN(MadeNode made, make_node(graph_, name, Cast{DataType::float32}, {input}));
        graph_.nodes.push_back(std::move(made.node));
        replacements_.replace(input, made.output);
        return {};
    }

    Status widen_constants(const Node& node) {
        for (const ValueId input : node.inputs) {
            if (!is_half(graph_, input) || !graph_.values[input].constant) continue;
            if (replacements_.current(input) != input) continue;
            const TensorView halves = graph_.fact(input).view();
            YOLOZU_ASSIGN(Tensor floats, Tensor::allocate(DataType::float32, halves.shape));
            std::ranges::transform(halves.as<std::uint16_t>(), floats.mutable_view().as<float>().begin(),
                                   float_from_half);
            const std::string name = graph_.values[input].name;
            replacements_.replace(input, graph_.add_constant(name, std::move(floats)));
        }
        return {};
    }

    /// Outputs that were float16 and are not any more.
    Status narrow_outputs() {
        Replacements narrowed;
        for (std::size_t index = 0; index < graph_.outputs.size(); ++index) {
            const ValueId output = graph_.outputs[index];
            if (!half_outputs_[index] || is_half(graph_, output)) continue;
            if (narrowed.current(output) == output) {
                const std::string name = graph_.values[output].name;
                YOLOZU_ASSIGN(MadeNode made, make_node(graph_, name, Cast{DataType::float16}, {output}));
                graph_.nodes.push_back(std::move(made.node));
                narrowed.replace(output, made.output);
            }
        }
        narrowed.in_outputs(graph_);
        return {};
    }

    Graph& graph_;
    std::vector<bool> half_outputs_;
    Replacements replacements_;
};

}  // namespace

Status widen_halves(Graph& graph) {
    return Widening(graph).run();
}

}  // namespace yolozu::engine
