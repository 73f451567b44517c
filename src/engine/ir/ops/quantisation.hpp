// SPDX-License-Identifier: Apache-2.0
//
// Operators between floats and 8-bit integers, and products of 8-bit matrices.
#pragma once

#include <cstdint>

#include "yolozu/tensor.hpp"

namespace yolozu::engine {

/// Inputs: x, scale, zero point or none (then `type`). y = saturate(round half to even(x / scale) + zero point). Scale
/// and zero point are scalars, one for each slice along `axis`, or (block_size > 0) one for each block along it.
struct QuantizeLinear {
    DataType type = DataType::uint8;
    std::int64_t axis = 1;
    std::int64_t block_size = 0;
};
/// y = (x - zero point) scale.
struct DequantizeLinear {
    std::int64_t axis = 1;
    std::int64_t block_size = 0;
};
/// Outputs: y (uint8), scale (float), zero point (uint8), chosen from the range of x with 0 in it.
struct DynamicQuantizeLinear {};
/// Inputs: a, b (uint8/int8), zero points or none. Output: int32.
struct MatMulInteger {};
/// Inputs: a, its scale and zero point, b, its scale and zero point, scale and zero point of y.
struct QLinearMatMul {};

/// y = table[x]: any function of a quantised number; no file has it, passes make it. Inputs: x (uint8 or int8), table of
/// 256 float32, uint8 or int8: first for the bytes 0 to 127, then for 128 to 255, which as int8 are -128 to -1.
struct Lookup {};

}  // namespace yolozu::engine
