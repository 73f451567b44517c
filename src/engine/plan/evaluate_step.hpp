// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/step.hpp"

namespace yolozu::engine {

/// A node done by its reference operator. Outputs whose place is dynamic get their shape and memory while it runs.
Result<std::unique_ptr<Step>> make_evaluate_step(const Node& node, std::vector<Operand> inputs,
                                                 std::vector<Operand> outputs);

}  // namespace yolozu::engine
