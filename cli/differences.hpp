// SPDX-License-Identifier: Apache-2.0
//
// How far values of two runs are from each other.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "onnx/model.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::cli {

struct Difference {
    bool comparable = true;  ///< false: another number of elements, or types without numbers
    double largest = 0;      ///< absolute
    double range = 0;        ///< of the expected value: largest less smallest element, 0 included
    /// largest / range; infinite where one is a NaN and the other is not.
    double relative() const;
};

/// Compares `expected` with the transposition of `found` by `permutation` (none: as it is).
Difference difference(const TensorView& found, std::span<const std::int64_t> permutation, const TensorView& expected);

/// The bytes that, appended to a model's, make every value that its nodes make an output as well: protobuf joins
/// messages that are given twice.
std::string every_value_as_output(const onnx::Model& model);

}  // namespace yolozu::cli
