// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"

#include <cmath>
#include <cstring>
#include <random>

#include "engine/passes/rewriting.hpp"
#include "engine/reference/interpret.hpp"

namespace yolozu::engine::test {

namespace {

std::vector<float> random_floats(std::size_t count, std::uint32_t seed, float least, float most) {
    std::minstd_rand generator(seed);
    std::uniform_real_distribution<float> distribution(least, most);
    std::vector<float> floats(count);
    for (float& number : floats) number = distribution(generator);
    return floats;
}

template <class T>
void put(Tensor& tensor, std::size_t index, float element) {
    tensor.mutable_view().as<T>()[index] = static_cast<T>(element);
}

Tensor tensor_of(DataType type, const Shape& shape, const std::vector<float>& elements) {
    Tensor tensor = Tensor::allocate(type, shape).value();
    EXPECT_EQ(elements.size(), static_cast<std::size_t>(shape.element_count()));
    for (std::size_t index = 0; index < elements.size(); ++index) {
        if (type == DataType::float32) tensor.mutable_view().as<float>()[index] = elements[index];
        if (type == DataType::float16)
            tensor.mutable_view().as<std::uint16_t>()[index] = half_from_float(elements[index]);
        if (type == DataType::int64) put<std::int64_t>(tensor, index, elements[index]);
        if (type == DataType::int32) put<std::int32_t>(tensor, index, elements[index]);
        if (type == DataType::int8) put<std::int8_t>(tensor, index, elements[index]);
        if (type == DataType::uint8) put<std::uint8_t>(tensor, index, elements[index]);
    }
    return tensor;
}

double element(const TensorView& tensor, std::size_t index) {
    switch (tensor.type) {
        case DataType::float32:
            return static_cast<double>(tensor.as<float>()[index]);
        case DataType::float16:
            return static_cast<double>(float_from_half(tensor.as<std::uint16_t>()[index]));
        case DataType::int64:
            return static_cast<double>(tensor.as<std::int64_t>()[index]);
        case DataType::uint8:
            return static_cast<double>(tensor.as<std::uint8_t>()[index]);
        case DataType::int8:
            return static_cast<double>(tensor.as<std::int8_t>()[index]);
        default:
            ADD_FAILURE() << "no test has outputs of " << to_string(tensor.type);
            return 0.0;
    }
}

std::vector<Tensor> results_of(const Graph& graph) {
    std::vector<Tensor> inputs;
    std::vector<TensorView> views;
    for (const ValueId input : graph.inputs) {
        const Value& value = graph.values[input];
        const auto count = static_cast<std::size_t>(value.shape->element_count());
        const auto seed = static_cast<std::uint32_t>(100 + inputs.size());
        inputs.push_back(tensor_of(value.type, *value.shape, random_floats(count, seed, -3.0F, 3.0F)));
        views.push_back(inputs.back().view());
    }
    Result<std::vector<Tensor>> results = interpret(graph, views);
    EXPECT_TRUE(results.ok()) << results.error().to_string() << "\n" << dump(graph);
    return results ? std::move(results).value() : std::vector<Tensor>();
}

void expect_near(const TensorView& expected, const TensorView& actual, double bound) {
    ASSERT_EQ(expected.type, actual.type);
    ASSERT_EQ(expected.shape.to_string(), actual.shape.to_string());
    for (std::size_t index = 0; index < static_cast<std::size_t>(expected.shape.element_count()); ++index) {
        const double wanted = element(expected, index), found = element(actual, index);
        if (std::isnan(wanted) && std::isnan(found)) continue;
        ASSERT_NEAR(wanted, found, bound * std::max(1.0, std::abs(wanted))) << "element " << index;
    }
}

}  // namespace

ValueId GraphBuilder::input(const Shape& shape, DataType type) {
    graph.inputs.push_back(graph.add_value({"input" + std::to_string(graph.inputs.size()), type, shape, {}}));
    return graph.inputs.back();
}

ValueId GraphBuilder::constant(const Shape& shape, const std::vector<float>& elements) {
    return graph.add_constant({}, tensor_of(DataType::float32, shape, elements));
}

ValueId GraphBuilder::constant(DataType type, const Shape& shape, const std::vector<float>& elements) {
    return graph.add_constant({}, tensor_of(type, shape, elements));
}

ValueId GraphBuilder::halves(const Shape& shape, const std::vector<float>& elements) {
    return graph.add_constant({}, tensor_of(DataType::float16, shape, elements));
}

ValueId GraphBuilder::random(const Shape& shape) {
    return constant(shape, random_floats(static_cast<std::size_t>(shape.element_count()), seed_++, -1.0F, 1.0F));
}

ValueId GraphBuilder::positive(const Shape& shape) {
    return constant(shape, random_floats(static_cast<std::size_t>(shape.element_count()), seed_++, 0.5F, 1.5F));
}

ValueId GraphBuilder::random_bytes(DataType type, const Shape& shape) {
    const float least = type == DataType::uint8 ? 0.0F : -90.0F;
    return constant(type, shape,
                    random_floats(static_cast<std::size_t>(shape.element_count()), seed_++, least, least + 180.0F));
}

ValueId GraphBuilder::integers(const std::vector<std::int64_t>& elements) {
    return add_integers(graph, elements);
}

ValueId GraphBuilder::node(Op op, const std::vector<ValueId>& inputs) {
    return nodes(std::move(op), inputs, 1).front();
}

std::vector<ValueId> GraphBuilder::nodes(Op op, const std::vector<ValueId>& inputs, std::size_t outputs) {
    Node made{"node" + std::to_string(graph.nodes.size()), std::move(op), inputs, {}};
    for (std::size_t index = 0; index < outputs; ++index) made.outputs.push_back(graph.add_value({}));
    const Status inferred = graph.infer_node(made);
    EXPECT_TRUE(inferred.ok()) << inferred.error().to_string();
    graph.nodes.push_back(made);
    return made.outputs;
}

GraphBuilder& GraphBuilder::output(ValueId value, std::string name) {
    graph.values[value].name = std::move(name);
    graph.outputs.push_back(value);
    return *this;
}

Graph after(PassFunction pass, Graph graph) {
    const Status before = verify(graph);
    EXPECT_TRUE(before.ok()) << "before: " << before.error().to_string();
    const Status done = pass(graph);
    EXPECT_TRUE(done.ok()) << done.error().to_string();
    EXPECT_TRUE(remove_dead_nodes(graph).ok());
    const Status verified = verify(graph);
    EXPECT_TRUE(verified.ok()) << verified.error().to_string() << "\n" << dump(graph);
    return graph;
}

void expect_same_results(const Graph& expected, const Graph& actual, double bound) {
    const std::vector<Tensor> wanted = results_of(expected), found = results_of(actual);
    ASSERT_EQ(wanted.size(), expected.outputs.size());
    ASSERT_EQ(wanted.size(), found.size());
    for (std::size_t index = 0; index < wanted.size(); ++index) {
        SCOPED_TRACE("output " + std::to_string(index));
        expect_near(wanted[index].view(), found[index].view(), bound);
    }
}

Graph checked(PassFunction pass, const Graph& graph, double bound) {
    Graph result = after(pass, graph);
    expect_same_results(graph, result, bound);
    return result;
}

std::vector<UnaryFunction> unary_functions(const Graph& graph) {
    std::vector<UnaryFunction> functions;
    for (const Node& node : graph.nodes)
        if (const Unary* const op = std::get_if<Unary>(&node.op)) functions.push_back(op->function);
    return functions;
}

}  // namespace yolozu::engine::test
