// SPDX-License-Identifier: Apache-2.0
//
// Tensors: a type, a shape and contiguous row-major elements. Views borrow, Tensor owns.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "yolozu/result.hpp"

#pragma GCC visibility push(default)
namespace yolozu {

/// Element types, with the names and meanings of ONNX TensorProto.DataType.
enum class DataType : std::uint8_t {
    undefined,
    float32,
    uint8,
    int8,
    uint16,
    int16,
    int32,
    int64,
    string,
    boolean,
    float16,
    float64,
    uint32,
    uint64,
    bfloat16,
};

/// "float32", "int64", ...
std::string_view to_string(DataType type);

/// Bytes of one element; 0 for undefined and string, which have no fixed size.
std::size_t element_size(DataType type);

/// Up to eight non-negative extents, outermost first. A rank of 0 is a scalar with one element.
class Shape {
public:
    static constexpr std::size_t max_rank = 8;  ///< extents at most

    Shape() = default;
    /// Programming error when there are more than max_rank extents or one is negative.
    Shape(std::initializer_list<std::int64_t> extents);

    /// Checked construction for extents that come from a file: refuses more than max_rank of them,
    /// negative ones, and products that overflow std::int64_t.
    static Result<Shape> from(std::span<const std::int64_t> extents);

    std::size_t rank() const { return rank_; }                                          ///< number of extents
    std::int64_t operator[](std::size_t axis) const { return extents_[axis]; }          ///< axis is below rank()
    std::span<const std::int64_t> extents() const { return {extents_.data(), rank_}; }  ///< valid as long as this
    std::int64_t element_count() const;  ///< their product; 1 for a scalar
    bool operator==(const Shape& other) const;

    /// "1x3x640x640"; "scalar" for rank 0.
    std::string to_string() const;

private:
    std::array<std::int64_t, max_rank> extents_{};
    std::size_t rank_ = 0;
};

/// A borrowed, read-only tensor. Whoever made it says how long the data live.
struct TensorView {
    DataType type = DataType::undefined;  ///< of the elements
    Shape shape;                          ///< outermost extent first
    const void* data = nullptr;           ///< row-major, without gaps

    /// The elements, which are Ts.
    template <class T>
    std::span<const T> as() const {
        return {static_cast<const T*>(data), static_cast<std::size_t>(shape.element_count())};
    }
};

/// A borrowed tensor that may be written to.
struct MutableTensorView {
    DataType type = DataType::undefined;  ///< of the elements
    Shape shape;                          ///< outermost extent first
    void* data = nullptr;                 ///< row-major, without gaps

    /// The elements, which are Ts.
    template <class T>
    std::span<T> as() const {
        return {static_cast<T*>(data), static_cast<std::size_t>(shape.element_count())};
    }
    operator TensorView() const { return {type, shape, data}; }  ///< read-only
};

/// A tensor that owns its elements, 64-byte aligned and zero-initialised.
/// At least `padding` further bytes behind the last element may be read (never written) by kernels.
class Tensor {
public:
    static constexpr std::size_t alignment = 64;  ///< bytes
    static constexpr std::size_t padding = 64;    ///< bytes

    Tensor() = default;
    /// Fails for types without a fixed size and when the memory is not to be had.
    static Result<Tensor> allocate(DataType type, const Shape& shape);

    DataType type() const { return type_; }                                    ///< of the elements
    const Shape& shape() const { return shape_; }                              ///< outermost extent first
    std::size_t size_bytes() const;                                            ///< without the padding
    TensorView view() const { return {type_, shape_, data_.get()}; }           ///< valid as long as this
    MutableTensorView mutable_view() { return {type_, shape_, data_.get()}; }  ///< valid as long as this

private:
    struct Free {
        std::size_t alignment;  ///< with which the memory was asked for
        void operator()(std::byte* memory) const;
    };
    DataType type_ = DataType::undefined;
    Shape shape_;
    std::unique_ptr<std::byte[], Free> data_;
};

/// IEEE 754 binary16 conversions: exact to float, round-half-to-even from float.
float float_from_half(std::uint16_t half);
std::uint16_t half_from_float(float value);

}  // namespace yolozu
#pragma GCC visibility pop
