// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

Result<WindowTask> window_task(const Window& op, const Shape& x, const Shape& weights) {
    const bool flat = x.rank() == 3;
    const std::span<const std::int64_t> spatial = x.extents().subspan(1, x.rank() - 2);
    YOLOZU_ASSIGN(const ResolvedWindow resolved, resolve_window(op, spatial, weights.extents().subspan(2), false));
    const auto vertical = [&](const std::vector<std::int64_t>& list, std::int64_t otherwise) {
        return size(flat ? otherwise : list[0]);
    };
    WindowTask window;
    window.batch = size(x[0]);
    window.height = vertical(resolved.input, 1);
    window.width = size(resolved.input.back());
    window.output_height = vertical(resolved.output, 1);
    window.output_width = size(resolved.output.back());
    window.kernel_height = vertical(resolved.kernel, 1);
    window.kernel_width = size(resolved.kernel.back());
    window.stride_y = vertical(resolved.strides, 1);
    window.stride_x = size(resolved.strides.back());
    window.dilation_y = vertical(resolved.dilations, 1);
    window.dilation_x = size(resolved.dilations.back());
    window.pad_top = vertical(resolved.pads_begin, 0);
    window.pad_left = size(resolved.pads_begin.back());
    return window;
}

}  // namespace yolozu::engine
