// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ir/ops/elementwise.hpp"

namespace yolozu::engine {

/// One result of a function that gives floats.
float apply_unary(const Unary& unary, float x);

}  // namespace yolozu::engine
