// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/ir/op.hpp"
#include "engine/ir/ops/convolution.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::engine {

/// An image tensor's extents by meaning instead of by place.
struct ImageExtents {
    std::int64_t batch = 0, channels = 0;
    std::vector<std::int64_t> spatial;
};
/// Fails below three dimensions.
Result<ImageExtents> image_extents(const Shape& shape, bool channels_last);
Result<Shape> image_shape(const ImageExtents& extents, bool channels_last);

/// A convolution with all that its inputs' shapes decide: who reads what, and how much comes out.
struct ResolvedConvolution {
    ImageExtents input, output;
    std::int64_t group_inputs = 0, group_outputs = 0;  ///< channels of one group
    ResolvedWindow window;
};
Result<ResolvedConvolution> resolve_convolution(const Window& window, std::int64_t groups, bool channels_last,
                                                const Shape& x, const Shape& weights);
Result<ResolvedConvolution> resolve_convolution(const ConvTranspose& op, const Shape& x, const Shape& weights);

/// A pool's window; `x` as for image_extents.
Result<ResolvedWindow> resolve_pool(const Pool& op, const ImageExtents& x);

}  // namespace yolozu::engine
