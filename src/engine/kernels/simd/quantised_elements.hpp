// SPDX-License-Identifier: Apache-2.0
//
// Vectors of elements narrower than a lane: whole vectors straight, the part at a row's end by way of a buffer.
#pragma once

#include "engine/kernels/simd/rows.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

template <class Element>
Integers load_elements(const Element* from, Whole) {
    return Lanes::load_widened(from);
}
template <class Element>
Integers load_elements(const Element* from, Part part) {
    Element buffer[Lanes::width] = {};
    __builtin_memcpy(buffer, from, part.count * sizeof(Element));
    return Lanes::load_widened(buffer);
}
inline Integers load_elements(const std::int32_t* from, Whole) {
    return Lanes::load(from);
}
inline Integers load_elements(const std::int32_t* from, Part part) {
    return Lanes::load_some(from, part.count);
}

/// Saturated.
template <class Element>
void store_elements(Element* to, Integers value, Whole) {
    Lanes::store_saturated(to, value);
}
template <class Element>
void store_elements(Element* to, Integers value, Part part) {
    Element buffer[Lanes::width];
    Lanes::store_saturated(buffer, value);
    __builtin_memcpy(to, buffer, part.count * sizeof(Element));
}

/// round half to even(x / scale) + zero point, for either byte to saturate; far beyond them where x is a NaN.
inline Integers quantised(Floats x, Floats scale, Integers zero_point) {
    // Far beyond what either type holds, near enough to be converted. A NaN becomes the lower one.
    const Floats lowest = Lanes::splat(-65536.0F), highest = Lanes::splat(65536.0F);
    return Lanes::add(Lanes::to_integers(Lanes::min(Lanes::max(x / scale, lowest), highest)), zero_point);
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
