// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/ir/op.hpp"

namespace yolozu::engine {

/// The operator with the parameters that are not at their defaults: "Conv 3x3 stride 2x2 pads 1x1+1x1 silu".
std::string describe(const Op& op);

}  // namespace yolozu::engine
