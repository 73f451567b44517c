// SPDX-License-Identifier: Apache-2.0
#include "yolozu/tensor.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>
#include <new>

#include "base/huge_pages.hpp"
#include "base/try.hpp"

namespace yolozu {

std::string_view to_string(DataType type) {
    switch (type) {
        case DataType::undefined:
            return "undefined";
        case DataType::float32:
            return "float32";
        case DataType::uint8:
            return "uint8";
        case DataType::int8:
            return "int8";
        case DataType::uint16:
            return "uint16";
        case DataType::int16:
            return "int16";
        case DataType::int32:
            return "int32";
        case DataType::int64:
            return "int64";
        case DataType::string:
            return "string";
        case DataType::boolean:
            return "bool";
        case DataType::float16:
            return "float16";
        case DataType::float64:
            return "float64";
        case DataType::uint32:
            return "uint32";
        case DataType::uint64:
            return "uint64";
        case DataType::bfloat16:
            return "bfloat16";
    }
    return "unknown";
}

std::size_t element_size(DataType type) {
    switch (type) {
        case DataType::undefined:
        case DataType::string:
            return 0;
        case DataType::uint8:
        case DataType::int8:
        case DataType::boolean:
            return 1;
        case DataType::uint16:
        case DataType::int16:
        case DataType::float16:
        case DataType::bfloat16:
            return 2;
        case DataType::float32:
        case DataType::int32:
        case DataType::uint32:
            return 4;
        case DataType::int64:
        case DataType::float64:
        case DataType::uint64:
            return 8;
    }
    return 0;
}

Shape::Shape(std::initializer_list<std::int64_t> extents) : rank_(extents.size()) {
    assert(extents.size() <= max_rank);
    std::copy(extents.begin(), extents.end(), extents_.begin());
}

Result<Shape> Shape::from(std::span<const std::int64_t> extents) {
    if (extents.size() > max_rank)
        return Error(ErrorCode::limit_exceeded, "a tensor has " + std::to_string(extents.size()) +
                                                    " dimensions, at most " + std::to_string(max_rank) +
                                                    " are supported");
    Shape shape;
    std::int64_t product = 1;
    for (const std::int64_t extent : extents) {
        if (extent < 0)
            return Error(ErrorCode::malformed, "a tensor has the negative extent " + std::to_string(extent));
        // Zeros are passed over: the product of some of the extents must not overflow either.
        if (__builtin_mul_overflow(product, std::max<std::int64_t>(extent, 1), &product))
            return Error(ErrorCode::limit_exceeded, "a tensor's element count overflows 64 bits");
        shape.extents_[shape.rank_++] = extent;
    }
    return shape;
}

std::int64_t Shape::element_count() const {
    std::int64_t product = 1;
    for (std::size_t axis = 0; axis < rank_; ++axis) product *= extents_[axis];
    return product;
}

bool Shape::operator==(const Shape& other) const {
    return std::ranges::equal(extents(), other.extents());
}

std::string Shape::to_string() const {
    if (rank_ == 0) return "scalar";
    std::string text;
    for (const std::int64_t extent : extents()) text.append(text.empty() ? "" : "x").append(std::to_string(extent));
    return text;
}

Result<Tensor> Tensor::allocate(DataType type, const Shape& shape) {
    const std::size_t size = element_size(type);
    if (size == 0)
        return Error(ErrorCode::unsupported,
                     "tensors of type " + std::string(yolozu::to_string(type)) + " cannot be allocated");
    std::size_t bytes = 0;
    const auto count = static_cast<std::size_t>(shape.element_count());
    if (__builtin_mul_overflow(count, size, &bytes) ||
        bytes > static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max()) - padding)
        return Error(ErrorCode::limit_exceeded, "a tensor of shape " + shape.to_string() + " is too large");
    const Free free{bytes >= huge_page_bytes ? huge_page_bytes : alignment};
    auto* const memory =
        static_cast<std::byte*>(::operator new (bytes + padding, std::align_val_t{free.alignment}, std::nothrow));
    if (memory == nullptr)
        return Error(ErrorCode::limit_exceeded, "no memory for a tensor of " + std::to_string(bytes) + " bytes");
    prefer_huge_pages(memory, bytes >= huge_page_bytes ? bytes + padding : 0);
    std::memset(memory, 0, bytes + padding);
    Tensor tensor;
    tensor.type_ = type;
    tensor.shape_ = shape;
    tensor.data_ = std::unique_ptr<std::byte[], Free>(memory, free);
    return tensor;
}

std::size_t Tensor::size_bytes() const {
    return static_cast<std::size_t>(shape_.element_count()) * element_size(type_);
}

void Tensor::Free::operator()(std::byte* memory) const {
    ::operator delete (memory, std::align_val_t{alignment});
}

}  // namespace yolozu
