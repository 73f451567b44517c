// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace yolozu::engine {

/// A matrix product's batch: up to eight extents outermost first, with the step of an operand along each (0 where it is
/// broadcast).
struct BatchTask {
    std::size_t rank = 0;
    std::size_t extents[8] = {};
    std::size_t steps[8] = {};

    constexpr std::size_t count() const {
        std::size_t product = 1;
        for (std::size_t axis = 0; axis < rank; ++axis) product *= extents[axis];
        return product;
    }
};

}  // namespace yolozu::engine
