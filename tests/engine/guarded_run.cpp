// SPDX-License-Identifier: Apache-2.0
#include "guarded_run.hpp"

#include <algorithm>

#include "base/isa.hpp"
#include "base/try.hpp"
#include "engine/reference/operations.hpp"
#include "engine/runtime/compiled_model.hpp"

namespace yolozu::test {

namespace {

constexpr std::uint64_t most_operations = 20'000'000;
constexpr std::size_t most_bytes = std::size_t{64} << 20;

Result<Shape> shape_of(const onnx::ValueInfo& input) {
    std::vector<std::int64_t> extents;
    if (input.shape)
        for (const onnx::Extent& extent : *input.shape) extents.push_back(extent.value.value_or(2));
    return Shape::from(extents);
}

/// The shapes of those inputs that are not initialisers, as far as the model says.
Result<std::vector<Shape>> input_shapes(const onnx::Graph& graph) {
    std::vector<Shape> shapes;
    for (const onnx::ValueInfo& input : graph.inputs) {
        if (std::ranges::find(graph.initializers, input.name, &onnx::TensorData::name) != graph.initializers.end())
            continue;
        YOLOZU_ASSIGN(const Shape shape, shape_of(input));
        shapes.push_back(shape);
    }
    return shapes;
}

/// Whether everything that is known before the run is little.
bool modest(const engine::Graph& graph, const engine::Plan& plan) {
    std::uint64_t operations = 0;
    for (const engine::Node& node : graph.nodes) {
        std::vector<engine::Fact> inputs, outputs(node.outputs.size());
        for (const engine::ValueId input : node.inputs) inputs.push_back(graph.fact(input));
        const auto unknown = [](const engine::Fact& fact) { return fact.present() && !fact.shape; };
        if (std::ranges::any_of(inputs, unknown)) continue;
        if (!engine::infer(node.op, inputs, outputs)) continue;
        const std::uint64_t more = engine::operations_of(node.op, inputs, outputs);
        if (more > most_operations || (operations += more) > most_operations) return false;
    }
    return plan.arena_bytes + plan.scratch_bytes + plan.shared_scratch_bytes <= most_bytes;
}

/// Ones everywhere, whatever the type.
Result<std::vector<Tensor>> make_inputs(const engine::Plan& plan) {
    std::vector<Tensor> inputs;
    for (const engine::Operand& operand : plan.inputs) {
        if (operand.count() * element_size(operand.type) > most_bytes)
            return Error(ErrorCode::limit_exceeded, "an input that a test need not try");
        YOLOZU_ASSIGN(Tensor input, Tensor::allocate(operand.type, operand.shape));
        std::ranges::fill(std::span(static_cast<char*>(input.mutable_view().data), input.size_bytes()), '\1');
        inputs.push_back(std::move(input));
    }
    return inputs;
}

}  // namespace

Status guarded_run(const std::shared_ptr<const engine::ModelFile>& file) {
    YOLOZU_ASSIGN(const std::vector<Shape> shapes, input_shapes(file->model.graph));
    YOLOZU_ASSIGN(const auto graph, engine::prepare_graph(file, shapes));
    YOLOZU_ASSIGN(const auto model, engine::CompiledModel::compile(graph, supported_isas().back()));
    if (!modest(*graph, model->plan())) return {};
    YOLOZU_ASSIGN(const std::vector<Tensor> inputs, make_inputs(model->plan()));
    YOLOZU_ASSIGN(const auto executor, engine::Executor::create(model, 1));
    std::vector<TensorView> views;
    for (const Tensor& input : inputs) views.push_back(input.view());
    YOLOZU_ASSIGN([[maybe_unused]] const auto outputs, executor->run(views));
    return {};
}

}  // namespace yolozu::test
