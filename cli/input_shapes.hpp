// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::cli {

/// Shapes to run a model with: what its file fixes, `batch` for an open batch, `size` for every other open extent.
Result<std::vector<Shape>> input_shapes(std::span<const TensorSignature> inputs, std::int64_t size,
                                        std::int64_t batch = 1);

/// Inputs of these shapes with the same random numbers every time: from 0 to 1 for floats, small ones for integers.
Result<std::vector<Tensor>> random_inputs(std::span<const TensorSignature> inputs, std::span<const Shape> shapes);

}  // namespace yolozu::cli
