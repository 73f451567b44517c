// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/ops/convolution.hpp"
#include "engine/ir/rules.hpp"

namespace yolozu::engine {

namespace {

/// The list, or as many copies of the default when it is empty.
Result<std::vector<std::int64_t>> filled(const std::vector<std::int64_t>& list, std::size_t axes,
                                         std::int64_t otherwise, std::int64_t least, std::string_view what) {
    if (list.empty()) return std::vector<std::int64_t>(axes, otherwise);
    if (list.size() != axes)
        return Error(ErrorCode::malformed, fmt::format("{} {} for {} spatial axes", list.size(), what, axes));
    for (const std::int64_t number : list)
        if (number < least) return Error(ErrorCode::malformed, fmt::format("{} of {} are not possible", what, number));
    return list;
}

/// What does not depend on which way the window works; outputs are left to be filled in.
Result<ResolvedWindow> resolve_lists(const Window& window, std::span<const std::int64_t> input,
                                     std::span<const std::int64_t> kernel) {
    ResolvedWindow resolved;
    const std::size_t axes = input.size();
    resolved.input.assign(input.begin(), input.end());
    resolved.output.resize(axes);
    for (const std::int64_t extent : input)
        if (extent < 1) return Error(ErrorCode::malformed, fmt::format("a window over an extent of {}", extent));
    const std::vector<std::int64_t> own(kernel.begin(), kernel.end());
    YOLOZU_ASSIGN(resolved.kernel, filled(window.kernel.empty() ? own : window.kernel, axes, 0, 1, "kernel extents"));
    YOLOZU_ASSIGN(resolved.strides, filled(window.strides, axes, 1, 1, "strides"));
    YOLOZU_ASSIGN(resolved.dilations, filled(window.dilations, axes, 1, 1, "dilations"));
    const bool given = window.auto_pad == AutoPad::explicit_pads;
    YOLOZU_ASSIGN(resolved.pads_begin,
                  filled(given ? window.pads_begin : std::vector<std::int64_t>(), axes, 0, 0, "pads"));
    YOLOZU_ASSIGN(resolved.pads_end, filled(given ? window.pads_end : std::vector<std::int64_t>(), axes, 0, 0, "pads"));
    for (const std::int64_t extent : resolved.kernel)
        if (extent < 1) return Error(ErrorCode::malformed, "a window without a kernel");
    return resolved;
}

/// How many places of the input a kernel reaches over.
Result<std::int64_t> reach(const ResolvedWindow& window, std::size_t axis) {
    YOLOZU_ASSIGN(const std::int64_t span, checked_product(window.dilations[axis], window.kernel[axis] - 1));
    return checked_sum(span, 1);
}

void share_pads(ResolvedWindow& window, std::size_t axis, std::int64_t total, bool more_at_the_end) {
    window.pads_begin[axis] = more_at_the_end ? total / 2 : total - total / 2;
    window.pads_end[axis] = total - window.pads_begin[axis];
}

Status resolve_axis(ResolvedWindow& window, std::size_t axis, AutoPad auto_pad, bool ceil_mode) {
    const std::int64_t input = window.input[axis], stride = window.strides[axis];
    YOLOZU_ASSIGN(const std::int64_t kernel, reach(window, axis));
    if (auto_pad == AutoPad::same_upper || auto_pad == AutoPad::same_lower) {
        const std::int64_t output = (input - 1) / stride + 1;
        YOLOZU_ASSIGN(const std::int64_t needed, checked_sum((output - 1) * stride, kernel));
        share_pads(window, axis, std::max<std::int64_t>(needed - input, 0), auto_pad == AutoPad::same_upper);
        window.output[axis] = output;
        return {};
    }
    YOLOZU_ASSIGN(const std::int64_t begun, checked_sum(input, window.pads_begin[axis]));
    YOLOZU_ASSIGN(const std::int64_t padded, checked_sum(begun, window.pads_end[axis]));
    if (kernel > padded)
        return Error(ErrorCode::malformed,
                     fmt::format("a kernel over {} places on {} places of input", kernel, padded));
    const std::int64_t room = padded - kernel;
    std::int64_t output = room / stride + 1;
    // A further window where places are left over, unless it would begin in the padding at the end.
    if (ceil_mode && room % stride != 0 && stride <= (begun - 1) / output) ++output;
    window.output[axis] = output;
    return {};
}

Status resolve_transposed_axis(ResolvedWindow& window, std::size_t axis, AutoPad auto_pad, std::int64_t output_padding,
                               std::int64_t output_shape) {
    YOLOZU_ASSIGN(const std::int64_t kernel, reach(window, axis));
    YOLOZU_ASSIGN(const std::int64_t strided, checked_product(window.strides[axis], window.input[axis] - 1));
    YOLOZU_ASSIGN(const std::int64_t spread, checked_sum(strided, kernel));
    YOLOZU_ASSIGN(const std::int64_t full, checked_sum(spread, output_padding));
    const bool same = auto_pad == AutoPad::same_upper || auto_pad == AutoPad::same_lower;
    if (output_shape > 0 || same) {
        std::int64_t output = output_shape;
        if (output == 0) {
            YOLOZU_ASSIGN(output, checked_product(window.strides[axis], window.input[axis]));
        }
        share_pads(window, axis, std::max<std::int64_t>(full - output, 0), auto_pad == AutoPad::same_upper);
        window.output[axis] = output;
        return {};
    }
    YOLOZU_ASSIGN(const std::int64_t pads, checked_sum(window.pads_begin[axis], window.pads_end[axis]));
    if (pads >= full)
        return Error(ErrorCode::malformed, fmt::format("pads of {} on an extent of {} leave nothing", pads, full));
    window.output[axis] = full - pads;
    return {};
}

}  // namespace

Result<ResolvedWindow> resolve_window(const Window& window, std::span<const std::int64_t> input,
                                      std::span<const std::int64_t> kernel, bool ceil_mode) {
    YOLOZU_ASSIGN(ResolvedWindow resolved, resolve_lists(window, input, kernel));
    for (std::size_t axis = 0; axis < input.size(); ++axis)
        YOLOZU_TRY(resolve_axis(resolved, axis, window.auto_pad, ceil_mode));
    return resolved;
}

Result<ResolvedWindow> resolve_transposed_window(const ConvTranspose& op, std::span<const std::int64_t> input,
                                                 std::span<const std::int64_t> kernel) {
    YOLOZU_ASSIGN(ResolvedWindow resolved, resolve_lists(op.window, input, kernel));
    YOLOZU_ASSIGN(const auto padding, filled(op.output_padding, input.size(), 0, 0, "output paddings"));
    YOLOZU_ASSIGN(const auto shape, filled(op.output_shape, input.size(), 0, 1, "output extents"));
    for (std::size_t axis = 0; axis < input.size(); ++axis)
        YOLOZU_TRY(resolve_transposed_axis(resolved, axis, op.window.auto_pad, padding[axis], shape[axis]));
    return resolved;
}

}  // namespace yolozu::engine
