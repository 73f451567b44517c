// SPDX-License-Identifier: Apache-2.0
#include "pipeline/minimum_rectangle.hpp"

namespace yolozu {

Placement minimum_rectangle(const Placement& full, int stride) {
    Placement smallest = full;
    const int horizontal = (full.left + full.right) % stride, vertical = (full.top + full.bottom) % stride;
    smallest.left = horizontal / 2;
    smallest.right = horizontal - smallest.left;
    smallest.top = vertical / 2;
    smallest.bottom = vertical - smallest.top;
    smallest.input_width = full.resized_width + horizontal;
    smallest.input_height = full.resized_height + vertical;
    return smallest;
}

}  // namespace yolozu
