// SPDX-License-Identifier: Apache-2.0
//
// The vector types of write_rows.inl.hpp in plain C++; the including source defines `levels_at_once`. With more than
// one the loops have a fixed length, which compilers turn into the baseline's vector instructions.

struct Levels {
    static constexpr int count = levels_at_once;
    std::int16_t elements[count];
};

using Floats = float;

Floats broadcast(float value) {
    return value;
}

/// Plain division: the reciprocal gives the same bits and needs fused multiply-add to pay.
Floats divide_by_reciprocal(Floats level, Floats, Floats, Floats divisor) {
    return level / divisor;
}

Levels blend(const std::int16_t* upper, const std::int16_t* lower, int upper_weight, int lower_weight) {
    Levels levels;
    for (int i = 0; i < Levels::count; ++i) {
        const int sum = ((upper[i] * upper_weight) >> 16) + ((lower[i] * lower_weight) >> 16);
        levels.elements[i] = static_cast<std::int16_t>((sum + 2) >> 2);
    }
    return levels;
}

void deinterleave(const std::uint8_t* pixels, Levels (&channels)[3]) {
    for (int i = 0; i < Levels::count; ++i)
        for (int channel = 0; channel < 3; ++channel) channels[channel].elements[i] = pixels[3 * i + channel];
}

void halve(const std::uint8_t* upper, const std::uint8_t* lower, Levels (&channels)[3]) {
    for (int i = 0; i < Levels::count; ++i)
        for (int channel = 0; channel < 3; ++channel) {
            const int at = 6 * i + channel;
            const int sum = upper[at] + upper[at + 3] + lower[at] + lower[at + 3];
            channels[channel].elements[i] = static_cast<std::int16_t>((sum + 2) >> 2);
        }
}

template <class ToValue>
void store(float* target, const Levels& levels, const ToValue& to_value) {
    for (int i = 0; i < Levels::count; ++i) target[i] = to_value(static_cast<float>(levels.elements[i]));
}

template <class ToValue>
void store(std::uint16_t* target, const Levels& levels, const ToValue& to_value) {
    for (int i = 0; i < Levels::count; ++i)
        target[i] = half_from_float(to_value(static_cast<float>(levels.elements[i])));
}

template <class ToValue>
void store(std::uint8_t* target, const Levels& levels, const ToValue&) {
    for (int i = 0; i < Levels::count; ++i) target[i] = static_cast<std::uint8_t>(levels.elements[i]);
}

void store_eight_halves(std::uint16_t* target, const float* values) {
    for (int i = 0; i < 8; ++i) target[i] = half_from_float(values[i]);
}
