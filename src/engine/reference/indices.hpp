// SPDX-License-Identifier: Apache-2.0
//
// Reading of indices that come from data, and walks over the elements that they name.
#pragma once

#include <fmt/format.h>

#include <array>

#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/reference/move.hpp"

namespace yolozu::engine {

/// Element `index` of an int32 or int64 tensor as a place along an axis; negative ones count from its end.
inline Result<std::size_t> index_at(const TensorView& indices, std::size_t index, std::int64_t extent) {
    const std::int64_t number = indices.type == DataType::int32 ? static_cast<const std::int32_t*>(indices.data)[index]
                                                                : static_cast<const std::int64_t*>(indices.data)[index];
    if (number < -extent || number >= extent)
        return Error(ErrorCode::malformed, fmt::format("index {} into an axis of {}", number, extent));
    return static_cast<std::size_t>(number < 0 ? number + extent : number);
}

inline Status check_indices(const TensorView& indices, std::int64_t extent) {
    for (std::size_t index = 0; index < static_cast<std::size_t>(indices.shape.element_count()); ++index) {
        YOLOZU_TRY(index_at(indices, index, extent));
    }
    return {};
}

/// Calls visit(index, place) for each element of `indices`: it stands for the element of x (shape) at the same
/// coordinates but along `axis`, where it says which. Indices are no larger than x along the other axes.
template <class Visit>
Status for_each_indexed_element(const TensorView& indices, const Shape& x, std::size_t axis, Visit&& visit) {
    const auto count = static_cast<std::size_t>(indices.shape.element_count());
    if (count == 0) return {};
    std::vector<std::int64_t> steps = element_steps(x);
    std::array<std::int64_t, Shape::max_rank> coordinates{};
    for (std::size_t index = 0; index < count; ++index) {
        YOLOZU_ASSIGN(const std::size_t chosen, index_at(indices, index, x[axis]));
        std::size_t place = chosen * static_cast<std::size_t>(steps[axis]);
        for (std::size_t other = 0; other < x.rank(); ++other)
            if (other != axis) place += static_cast<std::size_t>(coordinates[other] * steps[other]);
        visit(index, place);
        for (std::size_t other = x.rank(); other-- > 0;) {
            if (++coordinates[other] < indices.shape[other]) break;
            coordinates[other] = 0;
        }
    }
    return {};
}

/// Calls visit(tuple, first element, number of elements) for the block of x that each tuple of indices (along their
/// last axis) names, after `batch_axes` axes that both have.
template <class Visit>
Status for_each_indexed_block(const TensorView& indices, const Shape& x, std::size_t batch_axes, Visit&& visit) {
    const std::size_t last = indices.shape.rank() - 1;
    const auto length = static_cast<std::size_t>(indices.shape[last]);
    const std::int64_t tuples = extent_product(indices.shape, 0, last);
    const std::int64_t tuples_in_batch = extent_product(indices.shape, batch_axes, last);
    const std::int64_t block = extent_product(x, batch_axes + length, x.rank());
    const std::int64_t batch_elements = extent_product(x, batch_axes, x.rank());
    for (std::int64_t tuple = 0; tuple < tuples; ++tuple) {
        std::size_t place = 0;
        for (std::size_t part = 0; part < length; ++part) {
            const std::int64_t extent = x[batch_axes + part];
            YOLOZU_ASSIGN(const std::size_t chosen,
                          index_at(indices, static_cast<std::size_t>(tuple) * length + part, extent));
            place = place * static_cast<std::size_t>(extent) + chosen;
        }
        const std::int64_t batch = tuple / tuples_in_batch;
        visit(static_cast<std::size_t>(tuple),
              static_cast<std::size_t>(batch * batch_elements) + place * static_cast<std::size_t>(block),
              static_cast<std::size_t>(block));
    }
    return {};
}

}  // namespace yolozu::engine
