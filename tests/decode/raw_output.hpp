// SPDX-License-Identifier: Apache-2.0
//
// Outputs of imaginary models, and the decisions that go with them.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "yolozu/detection.hpp"

namespace yolozu::test {

/// An output with all its elements, as float32, float16, int32 or int64. The memory ends right behind the last element,
/// so that the sanitizers see whoever reads on.
class RawOutput {
public:
    /// `values` in the order of the shape, rounded to the type; whole numbers within int32 for the last two.
    RawOutput(DataType type, const Shape& shape, std::vector<float> values);

    TensorView view() const;
    const Shape& shape() const { return shape_; }
    /// The element as the decoder sees it, after rounding to the type.
    float at(std::int64_t slot, std::int64_t i, std::int64_t j) const;
    /// The element at this place in the order of the shape.
    float operator[](std::size_t place) const { return floats_.at(place); }
    DataType type() const { return type_; }

private:
    DataType type_;
    Shape shape_;
    std::vector<float> floats_;
    std::vector<std::uint16_t> halves_;
    std::vector<std::int32_t> integers_;
    std::vector<std::int64_t> long_integers_;
};

/// A decision for the head with this many classes, for an input of 640x640, output "output0".
ModelInfo model_with(Head head, int class_count);

/// The shape of a head's output: [batch, 4 + classes, anchors], [batch, anchors, 5 + classes] or [batch, anchors, 6].
Shape output_shape(Head head, std::int64_t batch, int class_count, std::int64_t anchors);

/// What random outputs are like.
struct RandomTraits {
    bool whole_tenths = false;  ///< scores are multiples of 0.1, so that ties abound
    bool specials = false;      ///< some elements are NaN, infinite, huge, negative or zero
    float box_spread = 640.0F;  ///< centres lie within 0 and this
};

RawOutput random_output(Head head, DataType type, const Shape& shape, const RandomTraits& traits, std::mt19937& random);

/// Decodes with HeadDecoder, at the level in use; the test fails when that does.
std::vector<Detection> decode(const ModelInfo& model, const DecodeOptions& options, const RawOutput& output,
                              std::int64_t slot = 0);

}  // namespace yolozu::test
