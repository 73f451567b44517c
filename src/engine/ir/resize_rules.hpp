// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/ir/op.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::engine {

/// How one axis is resized. The scale is numerator / denominator: whole extents where sizes are given, so that x /
/// scale is exact where it can be.
struct ResizedAxis {
    std::int64_t input = 1, output = 1;
    double numerator = 1, denominator = 1;
    double region_begin = 0, region_end = 1;  ///< of the input, where a region of interest is cropped

    double scale() const { return numerator / denominator; }
    bool unchanged() const { return input == output && numerator == denominator; }
};

/// One entry for each axis of x. Parameters without elements count as left out.
Result<std::vector<ResizedAxis>> resolve_resize(const Resize& op, const Shape& x, const TensorView& region,
                                                const TensorView& scales, const TensorView& sizes);

}  // namespace yolozu::engine
