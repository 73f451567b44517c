// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "engine/ir/graph.hpp"

namespace yolozu::engine {

/// What a node asks for, however it is done: by this steps are compared with the machine's limits.
struct Work {
    double operations = 0;  ///< multiplications and additions of convolutions and matrix products; of others none
    double bytes = 0;       ///< of all operands, each counted once
};

/// Shapes that are not known yet count as nothing.
Work work_of(const Node& node, std::span<const Fact> inputs, std::span<const Fact> outputs);

}  // namespace yolozu::engine
