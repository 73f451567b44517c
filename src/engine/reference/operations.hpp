// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "engine/ir/facts.hpp"

namespace yolozu::engine {

/// About how many elementary operations an evaluation takes, for deciding whether to begin it. All shapes are known;
/// beyond 64 bits it is UINT64_MAX.
std::uint64_t operations_of(const Op& op, std::span<const Fact> inputs, std::span<const Fact> outputs);

}  // namespace yolozu::engine
