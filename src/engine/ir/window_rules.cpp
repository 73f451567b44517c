// SPDX-License-Identifier: Apache-2.0
#include "engine/ir/window_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/rules.hpp"

namespace yolozu::engine {

namespace {

/// Checks that a kernel given as an attribute is the weights' own.
Status expect_kernel(const Window& window, std::span<const std::int64_t> kernel) {
    if (window.kernel.empty() || std::ranges::equal(window.kernel, kernel)) return {};
    return Error(ErrorCode::malformed, "the kernel's extents differ from those of the weights");
}

Result<ResolvedConvolution> resolve_channels(const Shape& x, const Shape& weights, std::int64_t groups,
                                             bool channels_last) {
    ResolvedConvolution resolved;
    YOLOZU_ASSIGN(resolved.input, image_extents(x, channels_last));
    const std::int64_t channels = resolved.input.channels;
    if (weights.rank() != x.rank() || groups < 1 || channels % groups != 0 || weights[0] % groups != 0)
        return Error(ErrorCode::malformed, fmt::format("weights of shape {} for x of shape {} in {} groups",
                                                       weights.to_string(), x.to_string(), groups));
    resolved.group_inputs = channels / groups;
    resolved.output.batch = resolved.input.batch;
    return resolved;
}

Error wrong_channels(const Shape& x, const Shape& weights) {
    return Error(ErrorCode::malformed, fmt::format("weights of shape {} are for another number of channels than x ({})",
                                                   weights.to_string(), x.to_string()));
}

}  // namespace

Result<ImageExtents> image_extents(const Shape& shape, bool channels_last) {
    const std::span<const std::int64_t> extents = shape.extents();
    if (extents.size() < 3)
        return Error(
            ErrorCode::malformed,
            fmt::format("x has the shape {}, batch, channels and spatial axes are expected", shape.to_string()));
    const std::span<const std::int64_t> spatial = extents.subspan(channels_last ? 1 : 2, extents.size() - 2);
    return ImageExtents{extents[0], channels_last ? extents.back() : extents[1], {spatial.begin(), spatial.end()}};
}

Result<Shape> image_shape(const ImageExtents& extents, bool channels_last) {
    std::vector<std::int64_t> ordered{extents.batch};
    if (!channels_last) ordered.push_back(extents.channels);
    ordered.insert(ordered.end(), extents.spatial.begin(), extents.spatial.end());
    if (channels_last) ordered.push_back(extents.channels);
    return Shape::from(ordered);
}

Result<ResolvedConvolution> resolve_convolution(const Window& window, std::int64_t groups, bool channels_last,
                                                const Shape& x, const Shape& weights) {
    YOLOZU_ASSIGN(ResolvedConvolution resolved, resolve_channels(x, weights, groups, channels_last));
    if (weights[1] != resolved.group_inputs) return wrong_channels(x, weights);
    const std::span<const std::int64_t> kernel = weights.extents().subspan(2);
    YOLOZU_TRY(expect_kernel(window, kernel));
    YOLOZU_ASSIGN(resolved.window, resolve_window(window, resolved.input.spatial, kernel, false));
    resolved.group_outputs = weights[0] / groups;
    resolved.output.channels = weights[0];
    resolved.output.spatial = resolved.window.output;
    return resolved;
}

Result<ResolvedConvolution> resolve_convolution(const ConvTranspose& op, const Shape& x, const Shape& weights) {
    YOLOZU_ASSIGN(ResolvedConvolution resolved, resolve_channels(x, weights, op.groups, op.channels_last));
    if (weights[0] != resolved.input.channels) return wrong_channels(x, weights);
    const std::span<const std::int64_t> kernel = weights.extents().subspan(2);
    YOLOZU_TRY(expect_kernel(op.window, kernel));
    YOLOZU_ASSIGN(resolved.window, resolve_transposed_window(op, resolved.input.spatial, kernel));
    resolved.group_outputs = weights[1];
    YOLOZU_ASSIGN(resolved.output.channels, checked_product(weights[1], op.groups));
    resolved.output.spatial = resolved.window.output;
    return resolved;
}

Result<ResolvedWindow> resolve_pool(const Pool& op, const ImageExtents& x) {
    if (op.window.kernel.empty()) return Error(ErrorCode::malformed, "a pool without a kernel");
    return resolve_window(op.window, x.spatial, {}, op.ceil_mode);
}

}  // namespace yolozu::engine
