// SPDX-License-Identifier: Apache-2.0
//
// The loops of the filters with more than two taps, which all levels share: plain loops, which the compiler turns into
// the level's vector instructions, and vectors of four numbers that it knows on every machine. Included inside the
// anonymous namespace of each level's source, after write_rows.inl.hpp and these:
//
//   store_eight_halves(target, values)     eight float32 to float16

/// A pixel's red, green and blue and the number behind them.
template <class Number>
using FourNumbers [[gnu::vector_size(16)]] = Number;

/// The next number is read, too.
template <class Number>
FourNumbers<Number> load_pixel(const Number* start) {
    FourNumbers<Number> pixel;
    __builtin_memcpy(&pixel, start, sizeof(pixel));
    return pixel;
}

template <class Number>
FourNumbers<Number> sum_of_taps(const Number* source, const WideTaps<Number>& taps, int x, Number start) {
    FourNumbers<Number> sum{start, start, start, start};
    const Number* const pixels = source + std::ptrdiff_t{3} * taps.firsts[x];
    const Number* const weights = taps.weights + x * taps.pitch;
    const int count = taps.counts[x];
    for (int i = 0; i < count; ++i) {
        const Number weight = weights[i];
        sum += load_pixel(pixels + std::ptrdiff_t{3} * i) * FourNumbers<Number>{weight, weight, weight, weight};
    }
    return sum;
}

template <class Number>
void widen(const std::uint8_t* source, int width, Number* widened) {
    const int count = 3 * width;
    for (int i = 0; i < count; ++i) widened[i] = static_cast<Number>(source[i]);
}

std::uint8_t clamped_level(std::int32_t value) {
    return static_cast<std::uint8_t>(value < 0 ? 0 : value > 255 ? 255 : value);
}

constexpr int level_fraction_bits = 22;
constexpr std::int32_t half_level = std::int32_t{1} << (level_fraction_bits - 1);

void filter_levels(const std::int32_t* source, const WideTaps<std::int32_t>& taps, std::uint8_t* levels) {
    for (int x = 0; x < taps.width; ++x) {
        const FourNumbers<std::int32_t> sum = sum_of_taps(source, taps, x, half_level);
        for (int channel = 0; channel < 3; ++channel)
            levels[3 * x + channel] = clamped_level(sum[channel] >> level_fraction_bits);
    }
}

void filter_floats(const float* source, const WideTaps<float>& taps, float* planes, std::ptrdiff_t pitch) {
    for (int x = 0; x < taps.width; ++x) {
        const FourNumbers<float> sum = sum_of_taps(source, taps, x, 0.0F);
        for (int channel = 0; channel < 3; ++channel) planes[channel * pitch + x] = sum[channel];
    }
}

void add_levels(const std::uint8_t* levels, std::int32_t weight, int count, std::int32_t* sums) {
    for (int i = 0; i < count; ++i) sums[i] += levels[i] * weight;
}

void add_floats(const float* values, float weight, int count, float* sums) {
    for (int i = 0; i < count; ++i) sums[i] += values[i] * weight;
}

void round_to_levels(const std::int32_t* sums, int count, std::uint8_t* levels) {
    for (int i = 0; i < count; ++i) levels[i] = clamped_level((sums[i] + half_level) >> level_fraction_bits);
}

void blend_warped(const WarpedRows& rows, std::uint8_t* levels) {
    const std::int32_t *const upper = rows.upper, *const lower = rows.lower;
    const int upper_weight = 32 - rows.fraction, lower_weight = rows.fraction, count = rows.count;
    for (int i = 0; i < count; ++i)
        levels[i] = static_cast<std::uint8_t>((upper[i] * upper_weight + lower[i] * lower_weight + 512) >> 10);
}

/// cv::resize sums whole vectors of eight elements in float32 and rounds halves to even; the elements behind the last
/// whole vector it sums in integers and rounds halves up.
void blend_cubic(const CubicRows& rows, std::uint8_t* levels) {
    constexpr float unit = 1.0F / (2048 * 2048);
    const float weights[4] = {rows.weights[0] * unit, rows.weights[1] * unit, rows.weights[2] * unit,
                              rows.weights[3] * unit};
    // Numbers of this size have no fraction: adding it rounds to the nearest whole number, halves to even.
    constexpr float rounding = 12'582'912.0F;  // 1.5 * 2^23
    // Copies, for the compiler to know that the levels written do not change them.
    const std::int32_t *const first = rows.rows[0], *const second = rows.rows[1], *const third = rows.rows[2],
                              *const fourth = rows.rows[3];
    const int count = rows.count, whole_vectors = count / 8 * 8;
    for (int i = 0; i < whole_vectors; ++i) {
        float sum = static_cast<float>(fourth[i]) * weights[3];
        sum = static_cast<float>(third[i]) * weights[2] + sum;
        sum = static_cast<float>(second[i]) * weights[1] + sum;
        sum = static_cast<float>(first[i]) * weights[0] + sum;
        levels[i] = clamped_level(static_cast<std::int32_t>((sum + rounding) - rounding));
    }
    for (int i = whole_vectors; i < count; ++i) {
        const std::int32_t sum = first[i] * rows.weights[0] + second[i] * rows.weights[1] + third[i] * rows.weights[2] +
                                 fourth[i] * rows.weights[3];
        levels[i] = clamped_level((sum + (1 << 21)) >> 22);
    }
}

/// Output pixels [first, taps.width) one by one.
void filter_cubic_from(int first, const std::uint8_t* source, const CubicTaps& taps, std::int32_t* sums) {
    for (int x = first; x < taps.width; ++x) {
        const std::uint8_t* const pixels = source + taps.offsets[x];
        const std::int16_t* const weights = taps.weights + std::ptrdiff_t{4} * x;
        for (int channel = 0; channel < 3; ++channel)
            sums[3 * x + channel] = pixels[channel] * weights[0] + pixels[channel + 3] * weights[1] +
                                    pixels[channel + 6] * weights[2] + pixels[channel + 9] * weights[3];
    }
}

constexpr int floats_at_once = 32;

/// The three operations of NormalisedLevel.
void normalise(const float* levels, const Normalisation& normalisation, int channel, float* values) {
    const float divisor = normalisation.divisor, mean = normalisation.mean[channel],
                deviation = normalisation.deviation[channel];
    for (int i = 0; i < floats_at_once; ++i) values[i] = (levels[i] / divisor - mean) / deviation;
}

void store_floats(float* target, int count, const float* values) {
    __builtin_memcpy(target, values, static_cast<std::size_t>(count) * sizeof(float));
}

void store_floats(std::uint16_t* target, int count, const float* values) {
    std::uint16_t halves[floats_at_once];
    for (int i = 0; i < floats_at_once; i += 8) store_eight_halves(halves + i, values + i);
    __builtin_memcpy(target, halves, static_cast<std::size_t>(count) * sizeof(std::uint16_t));
}

template <class Number>
void write_float_planes(const FloatRow& row, int width, const Normalisation& normalisation, const TensorRow& target) {
    for (int channel = 0; channel < 3; ++channel)
        for (int x = 0; x < width; x += floats_at_once) {
            float values[floats_at_once];
            normalise(row.planes + channel * row.pitch + x, normalisation, channel, values);
            const int count = width - x < floats_at_once ? width - x : floats_at_once;
            store_floats(static_cast<Number*>(target.planes[channel]) + x, count, values);
        }
}

void write_floats(const FloatRow& row, int width, const Normalisation& normalisation, const TensorRow& target) {
    if (target.element == Element::float16)
        write_float_planes<std::uint16_t>(row, width, normalisation, target);
    else
        write_float_planes<float>(row, width, normalisation, target);
}
