// SPDX-License-Identifier: Apache-2.0
#include "engine/ir/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/try.hpp"

namespace yolozu::engine {

namespace {

/// One element of a numeric tensor as a double; float16 and the integers up to 53 bits exactly.
Result<double> element_as_double(const TensorView& tensor, std::size_t index) {
    switch (tensor.type) {
        case DataType::float32:
            return double{static_cast<const float*>(tensor.data)[index]};
        case DataType::float64:
            return static_cast<const double*>(tensor.data)[index];
        case DataType::float16:
            return double{float_from_half(static_cast<const std::uint16_t*>(tensor.data)[index])};
        case DataType::uint8:
        case DataType::boolean:
            return static_cast<double>(static_cast<const std::uint8_t*>(tensor.data)[index]);
        case DataType::int8:
            return static_cast<double>(static_cast<const std::int8_t*>(tensor.data)[index]);
        case DataType::uint16:
            return static_cast<double>(static_cast<const std::uint16_t*>(tensor.data)[index]);
        case DataType::int16:
            return static_cast<double>(static_cast<const std::int16_t*>(tensor.data)[index]);
        case DataType::int32:
            return static_cast<double>(static_cast<const std::int32_t*>(tensor.data)[index]);
        case DataType::uint32:
            return static_cast<double>(static_cast<const std::uint32_t*>(tensor.data)[index]);
        case DataType::int64:
            return static_cast<double>(static_cast<const std::int64_t*>(tensor.data)[index]);
        case DataType::uint64:
            return static_cast<double>(static_cast<const std::uint64_t*>(tensor.data)[index]);
        default:
            return Error(ErrorCode::unsupported, fmt::format("type {} is not numeric", to_string(tensor.type)));
    }
}

Status expect_one_element(const TensorView& tensor, std::string_view what) {
    if (tensor.shape.element_count() == 1) return {};
    return Error(ErrorCode::malformed,
                 fmt::format("{} has the shape {}, one element is expected", what, tensor.shape.to_string()));
}

}  // namespace

void Integers::push_back(std::int64_t number) {
    assert(size_ < capacity);
    numbers_[size_++] = number;
}

Result<std::size_t> normalise_axis(std::int64_t axis, std::size_t rank) {
    const auto signed_rank = static_cast<std::int64_t>(rank);
    if (axis < -signed_rank || axis >= signed_rank)
        return Error(ErrorCode::malformed, fmt::format("axis {} is outside a tensor of {} dimensions", axis, rank));
    return static_cast<std::size_t>(axis < 0 ? axis + signed_rank : axis);
}

Result<Integers> small_integers(const TensorView& tensor, std::string_view what) {
    if (tensor.type != DataType::int64 && tensor.type != DataType::int32)
        return Error(ErrorCode::malformed,
                     fmt::format("{} has the type {}, int64 is expected", what, to_string(tensor.type)));
    const std::int64_t count = tensor.shape.element_count();
    if (tensor.shape.rank() > 1 || count > static_cast<std::int64_t>(Integers::capacity))
        return Error(ErrorCode::limit_exceeded, fmt::format("{} has the shape {}, a list of at most {} is expected",
                                                            what, tensor.shape.to_string(), Integers::capacity));
    Integers numbers;
    for (std::size_t index = 0; index < static_cast<std::size_t>(count); ++index)
        numbers.push_back(tensor.type == DataType::int64 ? static_cast<const std::int64_t*>(tensor.data)[index]
                                                         : static_cast<const std::int32_t*>(tensor.data)[index]);
    return numbers;
}

Result<double> scalar_of(const TensorView& tensor, std::string_view what) {
    YOLOZU_TRY(expect_one_element(tensor, what));
    return element_as_double(tensor, 0);
}

Result<std::int64_t> integer_scalar_of(const TensorView& tensor, std::string_view what) {
    YOLOZU_TRY(expect_one_element(tensor, what));
    if (tensor.type == DataType::int64) return *static_cast<const std::int64_t*>(tensor.data);
    YOLOZU_ASSIGN(const double number, element_as_double(tensor, 0));
    if (!(std::abs(number) < 9e15) || number != std::trunc(number))
        return Error(ErrorCode::malformed, fmt::format("{} is {}, a whole number is expected", what, number));
    return static_cast<std::int64_t>(number);
}

Result<Shape> broadcast(const Shape& a, const Shape& b) {
    const std::size_t rank = std::max(a.rank(), b.rank());
    std::array<std::int64_t, Shape::max_rank> extents{};
    for (std::size_t axis = 0; axis < rank; ++axis) {  // counted from the end
        const std::int64_t from_a = axis < a.rank() ? a[a.rank() - 1 - axis] : 1;
        const std::int64_t from_b = axis < b.rank() ? b[b.rank() - 1 - axis] : 1;
        if (from_a != from_b && from_a != 1 && from_b != 1)
            return Error(ErrorCode::malformed,
                         fmt::format("shapes {} and {} do not broadcast", a.to_string(), b.to_string()));
        extents[rank - 1 - axis] = from_a == 1 ? from_b : from_a;
    }
    return Shape::from({extents.data(), rank});
}

Result<std::int64_t> checked_product(std::int64_t a, std::int64_t b) {
    std::int64_t product = 0;
    if (!__builtin_mul_overflow(a, b, &product)) return product;
    return Error(ErrorCode::limit_exceeded, fmt::format("{} x {} overflows 64 bits", a, b));
}

Result<std::int64_t> checked_sum(std::int64_t a, std::int64_t b) {
    std::int64_t sum = 0;
    if (!__builtin_add_overflow(a, b, &sum)) return sum;
    return Error(ErrorCode::limit_exceeded, fmt::format("{} + {} overflows 64 bits", a, b));
}

Status expect_inputs(std::span<const Fact> inputs, std::size_t least, std::size_t most) {
    if (inputs.size() < least || inputs.size() > most)
        return Error(ErrorCode::malformed,
                     fmt::format("{} inputs, between {} and {} are expected", inputs.size(), least, most));
    for (std::size_t index = 0; index < least; ++index)
        if (!inputs[index].present()) return Error(ErrorCode::malformed, fmt::format("input {} is left out", index));
    return {};
}

bool all_are(std::span<const std::int64_t> numbers, std::int64_t number) {
    return std::ranges::all_of(numbers, [&](std::int64_t each) { return each == number; });
}

std::int64_t extent_product(const Shape& shape, std::size_t first, std::size_t last) {
    std::int64_t product = 1;
    for (std::size_t axis = first; axis < last; ++axis) product *= shape[axis];
    return product;
}

}  // namespace yolozu::engine
