// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/isa.hpp"
#include "engine/runtime/compiled_model.hpp"
#include "models.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {

/// The graph as imported, so that a test knows which nodes there are. A test fails where it cannot be imported.
std::shared_ptr<const engine::Graph> graph_of(const OnnxBuilder& model, std::span<const Tensor> inputs);

std::shared_ptr<const engine::CompiledModel> compile(const std::shared_ptr<const engine::Graph>& graph, Isa isa);

/// Holds two runs of a plan for every vector level, of the graph as imported and as optimised, against the reference
/// operators, bit for bit; models that only move elements give the same bits everywhere.
void expect_exact(const OnnxBuilder& model, std::span<const Tensor> inputs);

/// How many steps the plan for the strongest vector level has.
std::size_t steps_of(const OnnxBuilder& model, std::span<const Tensor> inputs);

}  // namespace yolozu::test
