// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yolozu/result.hpp"

namespace yolozu::test {

/// Opens and, if it is not too much work, runs what may be a model. Expects a result or an error that blames the model,
/// soon, and memory within bounds.
Status use_hostile(const std::string& bytes);

}  // namespace yolozu::test
