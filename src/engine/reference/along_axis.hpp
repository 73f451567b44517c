// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "engine/ir/rules.hpp"

namespace yolozu::engine {

/// A tensor seen as outer x length x inner, for operators that work along one axis or a run of them.
struct AxisView {
    std::size_t outer = 1, length = 1, inner = 1;

    /// Calls visit(first element, number of the line) for each line along the axis; its elements lie `inner` apart.
    template <class Visit>
    void for_each_line(Visit&& visit) const {
        for (std::size_t from = 0; from < outer; ++from)
            for (std::size_t in = 0; in < inner; ++in) visit(from * length * inner + in, from * inner + in);
    }
};

/// The axes from `first` up to but not including `last` taken together. A tensor without elements has no lines.
inline AxisView axis_view(const Shape& shape, std::size_t first, std::size_t last) {
    if (shape.element_count() == 0) return {0, 1, 1};
    return {static_cast<std::size_t>(extent_product(shape, 0, first)),
            static_cast<std::size_t>(extent_product(shape, first, last)),
            static_cast<std::size_t>(extent_product(shape, last, shape.rank()))};
}

}  // namespace yolozu::engine
