// SPDX-License-Identifier: Apache-2.0
//
// The small checks and formulas that shape rules and reference operators share.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/ir/facts.hpp"

namespace yolozu::engine {

/// A few integers without a heap: extents, axes, pads of up to 2 x Shape::max_rank.
class Integers {
public:
    static constexpr std::size_t capacity = 2 * Shape::max_rank;
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::int64_t& operator[](std::size_t index) { return numbers_[index]; }
    std::int64_t operator[](std::size_t index) const { return numbers_[index]; }
    const std::int64_t* begin() const { return numbers_.data(); }
    const std::int64_t* end() const { return numbers_.data() + size_; }
    std::int64_t* begin() { return numbers_.data(); }
    std::int64_t* end() { return numbers_.data() + size_; }
    /// Programming error beyond the capacity.
    void push_back(std::int64_t number);

private:
    std::array<std::int64_t, capacity> numbers_{};
    std::size_t size_ = 0;
};

/// The axis counted from the front; an error outside [-rank, rank).
Result<std::size_t> normalise_axis(std::int64_t axis, std::size_t rank);

/// The elements of a small int64 or int32 tensor of rank 0 or 1; `what` names it in errors.
Result<Integers> small_integers(const TensorView& tensor, std::string_view what);

/// One number of any numeric type with exactly one element.
Result<double> scalar_of(const TensorView& tensor, std::string_view what);
Result<std::int64_t> integer_scalar_of(const TensorView& tensor, std::string_view what);

/// NumPy's broadcasting of two shapes.
Result<Shape> broadcast(const Shape& a, const Shape& b);

/// a x b, a + b; errors where 64 bits do not suffice.
Result<std::int64_t> checked_product(std::int64_t a, std::int64_t b);
Result<std::int64_t> checked_sum(std::int64_t a, std::int64_t b);

/// Errors unless there are between `least` and `most` inputs, and the first `least` of them are present.
Status expect_inputs(std::span<const Fact> inputs, std::size_t least, std::size_t most);

/// Whether every number of a list is this one.
bool all_are(std::span<const std::int64_t> numbers, std::int64_t number);

/// Product of the extents from axis `first` up to but not including `last`.
std::int64_t extent_product(const Shape& shape, std::size_t first, std::size_t last);

}  // namespace yolozu::engine
