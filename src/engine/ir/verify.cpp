// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"
#include "engine/ir/graph.hpp"

namespace yolozu::engine {

namespace {

Error defect(std::string message) {
    return Error(ErrorCode::internal, std::move(message));
}

/// Whether a value may be used by the next node, and by whom it was made.
class Checker {
public:
    explicit Checker(const Graph& graph) : graph_(graph), ready_(graph.values.size(), false) {
        for (std::size_t id = 0; id < graph.values.size(); ++id) ready_[id] = graph.values[id].constant.has_value();
    }

    Status inputs_and_constants() {
        for (const ValueId input : graph_.inputs) {
            if (input >= graph_.values.size()) return defect("a graph input is out of range");
            ready_[input] = true;
        }
        for (const Value& value : graph_.values)
            if (value.constant && (!value.shape || value.type == DataType::undefined))
                return defect(fmt::format("constant '{}' has no shape or type", printable(value.name)));
        return {};
    }

    Status node(const Node& node) {
        std::vector<Fact> in, out(node.outputs.size());
        for (const ValueId input : node.inputs) {
            if (input != no_value && (input >= graph_.values.size() || !ready_[input]))
                return defect("it uses a value that nothing before it makes");
            in.push_back(graph_.fact(input));
        }
        YOLOZU_TRY(infer(node.op, in, out));
        for (std::size_t index = 0; index < out.size(); ++index) YOLOZU_TRY(output(node, index, out[index]));
        return {};
    }

    Status outputs() const {
        for (const ValueId output : graph_.outputs)
            if (output >= graph_.values.size() || !ready_[output]) return defect("nothing makes a graph output");
        return {};
    }

private:
    Status output(const Node& node, std::size_t index, const Fact& expected) {
        const ValueId id = node.outputs[index];
        if (id == no_value) return {};
        if (id >= graph_.values.size()) return defect("an output is out of range");
        if (ready_[id]) return defect(fmt::format("value '{}' is made twice", printable(graph_.values[id].name)));
        ready_[id] = true;
        const Value& value = graph_.values[id];
        const bool shape_fits = gives_data_dependent_shape(node.op) ? !value.shape : value.shape == expected.shape;
        if (value.type == expected.type && shape_fits) return {};
        return defect(fmt::format("value '{}' is noted as {} {}, its operator gives {} {}", printable(value.name),
                                  to_string(value.type), value.shape ? value.shape->to_string() : "?",
                                  to_string(expected.type), expected.shape ? expected.shape->to_string() : "?"));
    }

    const Graph& graph_;
    std::vector<bool> ready_;
};

}  // namespace

Status verify(const Graph& graph) {
    Checker checker(graph);
    YOLOZU_TRY(checker.inputs_and_constants());
    for (const Node& node : graph.nodes) {
        Status checked = checker.node(node);
        if (!checked)
            return std::move(checked).error().with_context(
                fmt::format("node '{}' ({})", printable(node.name), name_of(node.op)));
    }
    return checker.outputs();
}

}  // namespace yolozu::engine
