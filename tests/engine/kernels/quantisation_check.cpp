// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <limits>

#include "engine/kernels/kernel_check.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::test {
namespace {

using namespace engine;

/// One scale for everything, one for each element of a row, one for each of three rows.
enum class Scales { one, each_element, each_row };

struct ScaleData {
    std::vector<float> scale;
    std::vector<std::int32_t> zero_point;
    QuantisationScale by;

    ScaleData(Scales scales, std::size_t length, int lowest_zero_point, int highest_zero_point) {
        const std::size_t count = scales == Scales::one ? 1 : scales == Scales::each_row ? 3 : length + 1;
        scale = random_floats(count, 0.01F, 0.5F);
        zero_point = random_integers<std::int32_t>(count, lowest_zero_point, highest_zero_point);
        by = {scale.data(), zero_point.data(), scales == Scales::each_row ? 3U : 1U,
              scales == Scales::each_row ? 1U : 0U, scales == Scales::each_element ? 1U : 0U};
    }
    std::size_t index(std::size_t row, std::size_t element) const {
        return row % by.rows * by.row_stride + element * by.element_stride;
    }
};

constexpr std::size_t rows = 5;

template <class Element>
void check_quantise_length(const Kernels& kernels, QuantisedType type, Scales scales, std::size_t length) {
    constexpr int lowest = std::numeric_limits<Element>::min(), highest = std::numeric_limits<Element>::max();
    const ScaleData data(scales, length, lowest, highest);
    const std::size_t x_stride = length + 1, y_stride = length + 2;
    std::vector<float> x = random_floats(rows * x_stride, -40, 40);
    const float specials[] = {
        std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(), 1e30F, -1e30F, 1e-40F,
        std::numeric_limits<float>::quiet_NaN()};
    for (std::size_t index = 0; index < x.size(); index += 5) x[index] = specials[index / 5 % std::size(specials)];
    // Halves, which go to the even neighbour.
    for (std::size_t index = 1; index < x.size(); index += 5)
        x[index] = (static_cast<float>(index % 40) - 19.5F) * data.scale[0];
    std::vector<Element> expected = untouched<Element>(rows * y_stride);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t element = 0; element < length; ++element) {
            const std::size_t by = data.index(row, element);
            const float steps = x[row * x_stride + element] / data.scale[by];
            const double value =
                std::isnan(steps) ? -1e9 : std::nearbyint(static_cast<double>(steps)) + data.zero_point[by];
            expected[row * y_stride + element] = static_cast<Element>(std::clamp<double>(value, lowest, highest));
        }
    // A result may by chance look like what is untouched; it is compared all the same.
    expect_output<QuantiseTask>(kernels.quantise, expected, {}, [&](Element* y) {
        return QuantiseTask{.type = type,
                            .by = data.by,
                            .rows = rows,
                            .length = length,
                            .x = x.data(),
                            .x_stride = x_stride,
                            .y = y,
                            .y_stride = y_stride};
    });
}

template <class Element>
void check_dequantise_length(const Kernels& kernels, QuantisedType type, Scales scales, std::size_t length) {
    const bool wide = type == QuantisedType::int32;
    const int lowest = wide ? -9'000'000 : std::numeric_limits<Element>::min();
    const int highest = wide ? 9'000'000 : std::numeric_limits<Element>::max();
    const ScaleData data(scales, length, wide ? 0 : lowest, wide ? 0 : highest);
    const std::size_t x_stride = length + 1, y_stride = length + 2;
    const std::vector<Element> x = random_integers<Element>(rows * x_stride, lowest, highest);
    std::vector<float> expected = untouched<float>(rows * y_stride);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t element = 0; element < length; ++element) {
            const std::size_t by = data.index(row, element);
            expected[row * y_stride + element] =
                static_cast<float>(x[row * x_stride + element] - data.zero_point[by]) * data.scale[by];
        }
    expect_output<DequantiseTask>(kernels.dequantise, expected, {}, [&](float* y) {
        return DequantiseTask{.type = type,
                              .by = data.by,
                              .rows = rows,
                              .length = length,
                              .x = x.data(),
                              .x_stride = x_stride,
                              .y = y,
                              .y_stride = y_stride};
    });
}

template <class Check>
void for_each_length(const Check& check) {
    for (const Scales scales : {Scales::one, Scales::each_element, Scales::each_row}) {
        for (std::size_t length = 0; length <= 70; ++length) check(scales, length);
        check(scales, row_block + 9);
    }
}

}  // namespace

void check_quantise(const Kernels& kernels) {
    for_each_length([&](Scales scales, std::size_t length) {
        check_quantise_length<std::uint8_t>(kernels, QuantisedType::uint8, scales, length);
        check_quantise_length<std::int8_t>(kernels, QuantisedType::int8, scales, length);
    });
}

void check_dequantise(const Kernels& kernels) {
    for_each_length([&](Scales scales, std::size_t length) {
        check_dequantise_length<std::uint8_t>(kernels, QuantisedType::uint8, scales, length);
        check_dequantise_length<std::int8_t>(kernels, QuantisedType::int8, scales, length);
        check_dequantise_length<std::int32_t>(kernels, QuantisedType::int32, scales, length);
    });
}

void check_halves_to_floats(const Kernels& kernels) {
    std::vector<std::uint16_t> x(65536);  // every half there is
    for (std::size_t bits = 0; bits < x.size(); ++bits) x[bits] = static_cast<std::uint16_t>(bits);
    for (std::size_t length = 1; length <= 70; ++length) {
        const std::size_t row_count = x.size() / length, stride = length + 1;
        std::vector<float> expected = untouched<float>(row_count * stride);
        for (std::size_t row = 0; row < row_count; ++row)
            for (std::size_t index = 0; index < length; ++index)
                expected[row * stride + index] = float_from_half(x[row * length + index]);
        expect_output<HalvesToFloatsTask>(kernels.halves_to_floats, expected, {}, [&](float* y) {
            return HalvesToFloatsTask{
                .rows = row_count, .length = length, .x = x.data(), .x_stride = length, .y = y, .y_stride = stride};
        });
    }
}

void check_floats_to_halves(const Kernels& kernels) {
    // All exponents with both signs; fractions on, just below and just above the halves' and half-way between them.
    std::vector<float> x;
    for (std::uint32_t upper = 0; upper < 0x10000U; upper += 5)
        for (const std::uint32_t lower : {0x0000U, 0x0FFFU, 0x1000U, 0x1001U, 0x3000U, 0xFFFFU}) {
            const float value = std::bit_cast<float>(upper << 16 | lower);
            if (!std::isnan(value)) x.push_back(value);
        }
    for (std::size_t length = 1; length <= 70; ++length) {
        const std::size_t row_count = x.size() / length, stride = length + 1;
        std::vector<std::uint16_t> expected = untouched<std::uint16_t>(row_count * stride);
        for (std::size_t row = 0; row < row_count; ++row)
            for (std::size_t index = 0; index < length; ++index)
                expected[row * stride + index] = half_from_float(x[row * length + index]);
        expect_output<FloatsToHalvesTask>(kernels.floats_to_halves, expected, {}, [&](std::uint16_t* y) {
            return FloatsToHalvesTask{
                .rows = row_count, .length = length, .x = x.data(), .x_stride = length, .y = y, .y_stride = stride};
        });
    }
    const std::vector<float> not_numbers(19, std::numeric_limits<float>::quiet_NaN());
    std::vector<std::uint16_t> halves(19);
    run<FloatsToHalvesTask>(
        kernels.floats_to_halves,
        {.rows = 1, .length = 19, .x = not_numbers.data(), .x_stride = 19, .y = halves.data(), .y_stride = 19}, 0);
    for (const std::uint16_t half : halves) EXPECT_TRUE(std::isnan(float_from_half(half)));
}

void check_lookup(const engine::Kernels& kernels) {
    constexpr std::size_t row = 200;
    const auto x = random_integers<std::uint8_t>(3 * row, 0, 255);
    const auto bytes = random_integers<std::uint8_t>(256, 0, 255);
    const auto floats = random_floats(256, -9, 9);
    const auto check = [&](const auto& table, std::size_t length) {
        auto expected = table;
        expected = untouched<typename std::decay_t<decltype(table)>::value_type>(3 * (length + 1));
        for (std::size_t r = 0; r < 3; ++r)
            for (std::size_t index = 0; index < length; ++index)
                expected[r * (length + 1) + index] = table[x[r * row + index]];
        for (const bool in_registers : {false, true}) {
            if (in_registers && !engine::has_byte_lookups(isa_of(kernels))) continue;
            expect_output<engine::LookupTask>(kernels.lookup, expected, {}, [&](auto* y) {
                return engine::LookupTask{.rows = 3,
                                          .length = length,
                                          .x = x.data(),
                                          .x_stride = row,
                                          .table = table.data(),
                                          .element_size = sizeof(table[0]),
                                          .in_registers = in_registers,
                                          .y = y,
                                          .y_stride = length + 1};
            });
        }
    };
    for (std::size_t length = 0; length <= row; ++length) {
        check(bytes, length);
        check(floats, length);
    }
}

}  // namespace yolozu::test
