// SPDX-License-Identifier: Apache-2.0
//
// The part of the row kernels that all levels share: from sources of pixels to rows of the tensor, in whole vectors and
// a last, partial one. Included inside the anonymous namespace of each level's source, after the level's vector types:
//
//   Levels        `count` 8-bit levels in 16-bit elements
//   blend(upper, lower, upper_weight, lower_weight)     loads and interpolates vertically
//   deinterleave(pixels, channels)                      `count` pixels of RGB to three Levels
//   halve(upper, lower, channels)                       2 x `count` pixels of two rows to three Levels
//   Floats        one vector of float32, with the operators of float
//   broadcast(value)
//   divide_by_reciprocal(level, reciprocal, reciprocal_rest, divisor)
//   store(target, levels, to_value)                     float32 or float16 elements of to_value(Floats), or the levels

/// level / divisor, where that is all there is.
struct ScaledLevel {
    Floats divisor, reciprocal, reciprocal_rest;

    ScaledLevel(const Normalisation& normalisation, int)
        : divisor(broadcast(normalisation.divisor)),
          reciprocal(broadcast(normalisation.reciprocal)),
          reciprocal_rest(broadcast(normalisation.reciprocal_rest)) {}

    Floats operator()(Floats level) const { return divide_by_reciprocal(level, reciprocal, reciprocal_rest, divisor); }
};

/// (level / divisor - mean) / deviation.
struct NormalisedLevel {
    Floats divisor, mean, deviation;

    NormalisedLevel(const Normalisation& normalisation, int channel)
        : divisor(broadcast(normalisation.divisor)),
          mean(broadcast(normalisation.mean[channel])),
          deviation(broadcast(normalisation.deviation[channel])) {}

    Floats operator()(Floats level) const { return (level / divisor - mean) / deviation; }
};

/// Pixels of two horizontally interpolated rows. Those rows are padded: no partial read.
struct BlendedSource {
    BlendedRows rows;

    void read(int x, int, Levels (&channels)[3]) const {
        for (int channel = 0; channel < 3; ++channel) {
            const std::ptrdiff_t start = channel * rows.pitch + x;
            channels[channel] = blend(rows.upper + start, rows.lower + start, rows.upper_weight, rows.lower_weight);
        }
    }
};

/// Whether that many pixels fill a vector; a vector of one pixel always is, which compilers need to be told.
constexpr bool is_whole(int count) {
    return Levels::count == 1 || count == Levels::count;
}

/// Copies the last `size` bytes of a row to where a whole vector may be read.
template <std::size_t capacity>
struct PaddedBytes {
    std::uint8_t bytes[capacity] = {};

    PaddedBytes(const std::uint8_t* source, int size) {
        __builtin_memcpy(bytes, source, static_cast<std::size_t>(size));
    }
};

/// Pixels of an interleaved row as they are.
struct CopiedSource {
    const std::uint8_t* source;

    void read(int x, int count, Levels (&channels)[3]) const {
        const std::uint8_t* const pixels = source + std::ptrdiff_t{3} * x;
        if (is_whole(count)) return deinterleave(pixels, channels);
        deinterleave(PaddedBytes<3 * Levels::count>(pixels, 3 * count).bytes, channels);
    }
};

/// Means of 2x2 pixels of two interleaved rows.
struct HalvedSource {
    const std::uint8_t* upper;
    const std::uint8_t* lower;

    void read(int x, int count, Levels (&channels)[3]) const {
        const std::ptrdiff_t start = std::ptrdiff_t{6} * x;
        if (is_whole(count)) return halve(upper + start, lower + start, channels);
        const PaddedBytes<6 * Levels::count> padded_upper(upper + start, 6 * count);
        const PaddedBytes<6 * Levels::count> padded_lower(lower + start, 6 * count);
        halve(padded_upper.bytes, padded_lower.bytes, channels);
    }
};

template <class Number, class ToValue>
void store_some(Number* target, int count, Levels levels, const ToValue& to_value) {
    if (is_whole(count)) return store(target, levels, to_value);
    Number all[Levels::count];
    store(all, levels, to_value);
    __builtin_memcpy(target, all, static_cast<std::size_t>(count) * sizeof(Number));
}

template <class Number, class ToValue, class Source>
void write_row(const Source& source, int width, const Normalisation& normalisation, const TensorRow& target) {
    const ToValue to_value[3] = {{normalisation, 0}, {normalisation, 1}, {normalisation, 2}};
    Number* const planes[3] = {static_cast<Number*>(target.planes[0]), static_cast<Number*>(target.planes[1]),
                               static_cast<Number*>(target.planes[2])};
    for (int x = 0; x < width; x += Levels::count) {
        const int count = width - x < Levels::count ? width - x : Levels::count;
        Levels channels[3];
        source.read(x, count, channels);
        for (int channel = 0; channel < 3; ++channel)
            store_some(planes[channel] + x, count, channels[channel], to_value[channel]);
    }
}

/// The level itself, for a tensor of bytes: storing those converts nothing.
struct KeptLevel {
    KeptLevel(const Normalisation&, int) {}
};

template <class ToValue, class Source>
void write_row_of_floats(const Source& source, int width, const Normalisation& normalisation, const TensorRow& target) {
    if (target.element == Element::float16)
        write_row<std::uint16_t, ToValue>(source, width, normalisation, target);
    else
        write_row<float, ToValue>(source, width, normalisation, target);
}

template <class Source>
void write_row_as_asked(const Source& source, int width, const Normalisation& normalisation, const TensorRow& target) {
    if (target.element == Element::uint8)
        write_row<std::uint8_t, KeptLevel>(source, width, normalisation, target);
    else if (normalisation.by_reciprocal)
        write_row_of_floats<ScaledLevel>(source, width, normalisation, target);
    else
        write_row_of_floats<NormalisedLevel>(source, width, normalisation, target);
}

void write_blended(const BlendedRows& rows, int width, const Normalisation& normalisation, const TensorRow& target) {
    write_row_as_asked(BlendedSource{rows}, width, normalisation, target);
}

void write_copied(const std::uint8_t* source, int width, const Normalisation& normalisation, const TensorRow& target) {
    write_row_as_asked(CopiedSource{source}, width, normalisation, target);
}

void write_halved(const std::uint8_t* upper, const std::uint8_t* lower, int width, const Normalisation& normalisation,
                  const TensorRow& target) {
    write_row_as_asked(HalvedSource{upper, lower}, width, normalisation, target);
}

/// Output pixels [first, taps.width) one by one. The shift is the one with which cv::resize begins its vertical pass;
/// after it a value fits 16 bits.
void interpolate_from(int first, const std::uint8_t* source, const HorizontalTaps& taps, std::int16_t* planes,
                      std::ptrdiff_t pitch) {
    for (int x = first; x < taps.width; ++x) {
        const std::uint8_t* const left = source + taps.offsets[x];
        const std::uint8_t* const right = left + taps.neighbour_bytes;
        const int left_weight = taps.weights[2 * x];
        const int right_weight = taps.weights[2 * x + 1];
        for (int channel = 0; channel < 3; ++channel)
            planes[channel * pitch + x] =
                static_cast<std::int16_t>((left[channel] * left_weight + right[channel] * right_weight) >> 4);
    }
}
