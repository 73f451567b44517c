// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include "engine/kernels/tasks/movement.hpp"

namespace yolozu::engine {
namespace {

struct Axis {
    std::size_t extent = 1, x_stride = 0, y_stride = 0;
};

/// Without axes of one element, and neighbours joined where both layouts walk them as one.
std::vector<Axis> simplified(std::span<const std::size_t> extents, std::span<const std::size_t> x_strides,
                             std::span<const std::size_t> y_strides) {
    std::vector<Axis> axes;
    for (std::size_t index = 0; index < extents.size(); ++index) {
        const Axis axis{extents[index], x_strides[index], y_strides[index]};
        if (axis.extent == 1) continue;
        if (!axes.empty() && axes.back().x_stride == axis.extent * axis.x_stride &&
            axes.back().y_stride == axis.extent * axis.y_stride)
            axes.back() = {axes.back().extent * axis.extent, axis.x_stride, axis.y_stride};
        else
            axes.push_back(axis);
    }
    if (axes.empty()) axes.push_back({1, 1, 1});
    return axes;
}

/// The axis that becomes the rows of the matrix: the one along which x is contiguous, else the last that is left.
std::size_t rows_axis(std::span<const Axis> axes) {
    for (std::size_t index = 0; index < axes.size(); ++index)
        if (axes[index].x_stride == 1) return index;
    return axes.size() - 1;
}

}  // namespace

Result<PermuteTask> permute_task(std::size_t element_bytes, std::span<const std::size_t> extents, const std::byte* x,
                                 std::span<const std::size_t> x_strides, std::byte* y,
                                 std::span<const std::size_t> y_strides) {
    if (element_bytes != 1 && element_bytes != 2 && element_bytes != 4 && element_bytes != 8)
        return Error(ErrorCode::unsupported,
                     "elements of " + std::to_string(element_bytes) + " bytes; 1, 2, 4 and 8 can be moved");
    if (extents.size() > PermuteTask::max_rank || x_strides.size() != extents.size() ||
        y_strides.size() != extents.size())
        return Error(ErrorCode::unsupported, std::to_string(extents.size()) + " axes with " +
                                                 std::to_string(x_strides.size()) + " and " +
                                                 std::to_string(y_strides.size()) + " strides; up to 8 of each");
    std::vector<Axis> axes = simplified(extents, x_strides, y_strides);
    // Where no elements of y are neighbours, each is a row of its own.
    if (axes.back().y_stride != 1) axes.push_back({1, 1, 1});
    const Axis columns = axes.back();
    axes.pop_back();
    PermuteTask task;
    task.element_bytes = element_bytes;
    task.x = x;
    task.y = y;
    task.columns = columns.extent;
    task.x_column_stride = columns.x_stride;
    if (!axes.empty()) {
        const std::size_t index = rows_axis(axes);
        task.rows = axes[index].extent;
        task.x_row_stride = axes[index].x_stride;
        task.y_row_stride = axes[index].y_stride;
        axes.erase(axes.begin() + static_cast<std::ptrdiff_t>(index));
    }
    if (task.x_row_stride == 1 && task.x_column_stride != 1 && task.columns > 16)
        task.item_rows = task.item_columns = 64;
    for (const Axis& axis : axes) {
        task.outer_extents[task.outer_rank] = axis.extent;
        task.x_outer_strides[task.outer_rank] = axis.x_stride;
        task.y_outer_strides[task.outer_rank++] = axis.y_stride;
    }
    return task;
}

}  // namespace yolozu::engine
