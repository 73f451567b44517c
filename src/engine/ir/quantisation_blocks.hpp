// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ir/rules.hpp"

namespace yolozu::engine {

/// Which scale and zero point an element has: the only one, that of its slice along an axis, or that of its block of
/// neighbours along the axis.
struct QuantisationBlocks {
    std::size_t extent = 1;  ///< of the axis
    std::size_t block = 1;   ///< how many neighbours along it share a scale
    std::size_t inner = 1;   ///< how far they lie apart
    bool whole_slices = true;

    std::size_t parameter_of(std::size_t element) const {
        const std::size_t along = element / inner % extent / block;
        if (whole_slices) return along;
        const std::size_t blocks = (extent - 1) / block + 1;
        return (element / inner / extent * blocks + along) * inner + element % inner;
    }
};

/// Checks that scales of this shape fit x.
Result<QuantisationBlocks> quantisation_blocks(const Shape& x, const Shape& scale, std::int64_t axis,
                                               std::int64_t block_size);

}  // namespace yolozu::engine
