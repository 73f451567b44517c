// SPDX-License-Identifier: Apache-2.0
//
// The outputs that a task reads besides the boxes: found by their roles, checked for each run before an element is
// read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "decode/map_kernels.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::decode {

/// What one slot of the batch holds, of an output of float32 or float16.
class SlotElements {
public:
    SlotElements() = default;
    /// `output` has a batch that `slot` is within.
    SlotElements(const TensorView& output, std::int64_t slot);

    /// Extents of the output; axis 0 is the batch.
    std::int64_t extent(std::size_t axis) const { return shape_[axis]; }
    const Shape& shape() const { return shape_; }
    /// Elements of the slot.
    std::size_t size() const { return size_; }
    float operator[](std::size_t index) const;
    void copy(const MapKernels& kernels, std::size_t first, std::size_t count, float* to) const;

private:
    Shape shape_;
    std::size_t size_ = 0;
    const float* floats_ = nullptr;  // one of the two is there
    const std::uint16_t* halves_ = nullptr;
};

class BoundOutput {
public:
    /// The first output with this role.
    static std::optional<BoundOutput> find(const ModelInfo& model, OutputRole role);
    /// The same where the task cannot do without it.
    static Result<BoundOutput> require(const ModelInfo& model, OutputRole role);
    /// The only output of a task that has one, whatever its role.
    static Result<BoundOutput> only(const ModelInfo& model);

    /// The output of a run. Fails when the run has none such, its rank is below 1 or the slot is beyond its batch.
    Result<TensorView> view(std::span<const TensorView> outputs, std::int64_t slot) const;
    /// The same, where the type is float32 or float16.
    Result<SlotElements> elements(std::span<const TensorView> outputs, std::int64_t slot) const;

    /// An error about this output: "output 'proto' (float32 1x32x160x160): <problem>".
    Error error(ErrorCode code, const Shape& shape, DataType type, std::string_view problem) const;
    Error wrong_shape(const Shape& shape, std::string_view expected) const;

private:
    BoundOutput(std::size_t index, std::string name) : index_(index), name_(std::move(name)) {}

    std::size_t index_;
    std::string name_;
};

/// Columns of class scores: one for each class id, or for each class; 0 when nobody has counted them.
std::size_t class_columns(const ModelInfo& model);

/// Sides of maps that are read, at most.
inline constexpr std::int64_t largest_map_side = 65'536;

/// Whether both sides of a map can be read: 1 to largest_map_side.
inline bool is_map(std::int64_t height, std::int64_t width) {
    return height >= 1 && height <= largest_map_side && width >= 1 && width <= largest_map_side;
}

}  // namespace yolozu::decode
