// SPDX-License-Identifier: Apache-2.0
//
// Small graphs for tests of passes, and what is asked of them before and after.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/ir/graph.hpp"

namespace yolozu::engine::test {

/// Makes a graph node by node. Nodes, inputs and outputs are named after their order.
class GraphBuilder {
public:
    ValueId input(const Shape& shape, DataType type = DataType::float32);
    ValueId constant(const Shape& shape, const std::vector<float>& elements);
    /// Of float32, float16, or integers.
    ValueId constant(DataType type, const Shape& shape, const std::vector<float>& elements);
    ValueId halves(const Shape& shape, const std::vector<float>& elements);
    ValueId scalar(float number) { return constant({}, {number}); }
    /// Elements between -1 and 1, other ones for every call.
    ValueId random(const Shape& shape);
    /// Elements between 0.5 and 1.5.
    ValueId positive(const Shape& shape);
    ValueId integers(const std::vector<std::int64_t>& elements);
    /// Bytes between -90 and 90 as weights have them, or 90 more for uint8; other ones for every call.
    ValueId random_bytes(DataType type, const Shape& shape);
    /// One zero point.
    ValueId zero_point(DataType type, float number) { return constant(type, {}, {number}); }
    ValueId node(Op op, const std::vector<ValueId>& inputs);
    std::vector<ValueId> nodes(Op op, const std::vector<ValueId>& inputs, std::size_t outputs);
    ValueId unary(UnaryFunction function, ValueId x) { return node(Unary{function}, {x}); }
    ValueId binary(BinaryFunction function, ValueId a, ValueId b) { return node(Binary{function}, {a, b}); }
    /// Names the value and makes it an output.
    GraphBuilder& output(ValueId value, std::string name = "y");

    Graph graph;

private:
    std::uint32_t seed_ = 1;
};

using PassFunction = Status (*)(Graph&);

/// The graph after the pass and the removal of dead nodes; it is verified.
Graph after(PassFunction pass, Graph graph);

/// Runs both graphs on the same random inputs and compares their outputs element by element: they may differ by `bound`
/// times the larger of 1 and the expected magnitude.
void expect_same_results(const Graph& expected, const Graph& actual, double bound = 1e-5);

/// Runs the pass, expects the same results, and returns the new graph.
Graph checked(PassFunction pass, const Graph& graph, double bound = 1e-5);

template <class T>
std::size_t count_of(const Graph& graph) {
    const auto is = [](const Node& node) { return std::holds_alternative<T>(node.op); };
    return static_cast<std::size_t>(std::ranges::count_if(graph.nodes, is));
}

/// The only node with this op.
template <class T>
const Node& only(const Graph& graph) {
    const auto is = [](const Node& node) { return std::holds_alternative<T>(node.op); };
    EXPECT_EQ(count_of<T>(graph), 1U) << dump(graph);
    return *std::ranges::find_if(graph.nodes, is);
}

/// The functions of the graph's Unary nodes in order.
std::vector<UnaryFunction> unary_functions(const Graph& graph);

}  // namespace yolozu::engine::test
