// SPDX-License-Identifier: Apache-2.0
#include "engine/reference/move.hpp"

#include <algorithm>
#include <array>

#include "engine/reference/dispatch.hpp"

namespace yolozu::engine {

namespace {

/// Sums the origins of all axes but the last, row by row.
class Rows {
public:
    explicit Rows(const Origins& origins) : origins_(origins) {}

    /// Where the current row begins in the input, or `outside`.
    std::int64_t origin() const {
        std::int64_t sum = 0;
        for (std::size_t axis = 0; axis + 1 < origins_.size(); ++axis) {
            const std::int64_t part = origins_[axis][places_[axis]];
            if (part == outside) return outside;
            sum += part;
        }
        return sum;
    }

    void advance() {
        for (std::size_t axis = origins_.size() - 1; axis-- > 0;) {
            if (++places_[axis] < origins_[axis].size()) return;
            places_[axis] = 0;
        }
    }

private:
    const Origins& origins_;
    std::array<std::size_t, Shape::max_rank> places_{};
};

}  // namespace

std::vector<std::int64_t> regular_origins(std::int64_t start, std::int64_t step, std::int64_t count) {
    std::vector<std::int64_t> origins(static_cast<std::size_t>(count));
    std::int64_t place = start;
    for (std::size_t index = 0; index < origins.size(); ++index) {
        origins[index] = place;
        if (index + 1 < origins.size()) place += step;
    }
    return origins;
}

std::vector<std::int64_t> element_steps(const Shape& shape) {
    std::vector<std::int64_t> steps(shape.rank(), 1);
    for (std::size_t axis = shape.rank(); axis-- > 1;) steps[axis - 1] = steps[axis] * shape[axis];
    return steps;
}

Status move_elements(const Origins& origins, const TensorView& input, const MutableTensorView& output,
                     const void* fill) {
    const auto count = static_cast<std::size_t>(output.shape.element_count());
    if (count == 0) return {};
    static const std::vector<std::int64_t> single{0};
    const std::vector<std::int64_t>& row = origins.empty() ? single : origins.back();
    return dispatch_width(input.type, [&](auto element) -> Status {
        using Element = decltype(element);
        if (fill != nullptr) std::memcpy(&element, fill, sizeof(Element));
        const auto* const from = static_cast<const Element*>(input.data);
        auto* to = static_cast<Element*>(output.data);
        Rows rows(origins);
        for (std::size_t done = 0; done < count; done += row.size()) {
            const std::int64_t origin = rows.origin();
            for (const std::int64_t place : row)
                *to++ = origin == outside || place == outside ? element : from[origin + place];
            if (!origins.empty()) rows.advance();
        }
        return {};
    });
}

}  // namespace yolozu::engine
