// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::engine {

/// How many numbers start, start + step, ... there are before `limit`.
Result<std::int64_t> range_length(const TensorView& start, const TensorView& limit, const TensorView& step);

}  // namespace yolozu::engine
