// SPDX-License-Identifier: Apache-2.0
//
// The reference level: one lane, plain C++; the texts of the kernels say what it means.
#pragma once

#include <cstddef>
#include <cstdint>

#include "yolozu/tensor.hpp"

namespace yolozu::decode {
namespace {

struct Lanes {
    static constexpr std::size_t width = 1;
    using Floats = float;
    using Integers = std::int32_t;
    using Mask = bool;

    static float widen(float value) { return value; }
    static float widen(std::uint16_t half) { return float_from_half(half); }
    static Floats load(const float* from) { return *from; }
    static Floats load(const std::uint16_t* from) { return float_from_half(*from); }
    static Integers load(const std::int32_t* from) { return *from; }
    static void store(float* to, Floats value) { *to = value; }
    static void store(std::int32_t* to, Integers value) { *to = value; }
    static Floats splat(float value) { return value; }
    static Integers splat(std::int32_t value) { return value; }
    static Floats raise(Floats value, Floats best) { return value > best ? value : best; }
    static Floats lower(Floats value, Floats best) { return value < best ? value : best; }
    static Floats add(Floats a, Floats b) { return a + b; }
    static Floats subtract(Floats a, Floats b) { return a - b; }
    static Floats multiply(Floats a, Floats b) { return a * b; }
    static Floats divide(Floats a, Floats b) { return a / b; }
    static Mask greater(Floats a, Floats b) { return a > b; }
    static Mask greater_equal(Floats a, Floats b) { return a >= b; }
    static unsigned bits(Mask mask) { return mask ? 1U : 0U; }
    static Integers select(Mask mask, Integers yes, Integers no) { return mask ? yes : no; }
    static Floats pick(const float* from, const std::int32_t* places, std::int32_t first) {
        return from[places[0] - first];
    }
    static Floats gather(const float* from, const std::int32_t* places) { return from[places[0]]; }
};

}  // namespace
}  // namespace yolozu::decode
