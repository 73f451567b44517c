// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/reading.hpp"

namespace yolozu {

/// What shows that PaddlePaddle's exporter made the model, in words; empty when nothing does.
std::string paddle_evidence(const ModelFacts& facts);

}  // namespace yolozu
