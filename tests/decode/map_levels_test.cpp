// SPDX-License-Identifier: Apache-2.0
//
// Every vector level gives the bits of the reference level, whatever the numbers.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "decode/bilinear.hpp"
#include "decode/task_outputs.hpp"
#include "support/seed.hpp"

namespace yolozu::test {
namespace {

class MapLevels : public testing::TestWithParam<Isa> {
protected:
    void SetUp() override {
        if (std::ranges::find(supported_isas(), GetParam()) == supported_isas().end())
            GTEST_SKIP() << "this machine does not run " << to_string(GetParam());
    }
    const decode::MapKernels& kernels() const { return decode::map_kernels_for(GetParam()); }

    std::vector<float> numbers(std::size_t count, bool specials) {
        static constexpr float special[] = {std::numeric_limits<float>::quiet_NaN(),
                                            std::numeric_limits<float>::infinity(),
                                            -std::numeric_limits<float>::infinity(),
                                            std::numeric_limits<float>::max(),
                                            std::numeric_limits<float>::denorm_min(),
                                            -0.0F,
                                            0.0F};
        std::normal_distribution<float> normal;
        std::vector<float> values(count);
        for (float& value : values)
            value = specials && random() % 8 == 0 ? special[random() % std::size(special)] : normal(random);
        return values;
    }

    std::mt19937 random{random_seed()};
};

// All not-a-numbers are one here: which of several a sum passes on is not defined.
std::vector<std::uint32_t> bits_of(std::span<const float> values) {
    std::vector<std::uint32_t> bits;
    for (const float value : values)
        bits.push_back(std::isnan(value) ? 0x7FC00000U : std::bit_cast<std::uint32_t>(value));
    return bits;
}

TEST_P(MapLevels, Combine) {
    for (const std::size_t planes : {1U, 2U, 7U, 32U})
        for (const bool specials : {false, true}) {
            const std::size_t count = 1 + random() % 300, stride = decode::in_whole_blocks(count);
            const std::vector<float> data = numbers(planes * stride, specials),
                                     coefficients = numbers(planes, specials);
            std::vector<float> actual(stride), expected(stride);
            kernels().combine(data.data(), stride, coefficients.data(), planes, count, actual.data());
            for (std::size_t x = 0; x < count; ++x) {
                expected[x] = coefficients[0] * data[x];
                for (std::size_t plane = 1; plane < planes; ++plane)
                    expected[x] = expected[x] + coefficients[plane] * data[plane * stride + x];
            }
            EXPECT_EQ(bits_of(std::span(actual).first(count)), bits_of(std::span(expected).first(count)));
        }
}

TEST_P(MapLevels, Spread) {
    for (int round = 0; round < 60; ++round) {
        const int extent = static_cast<int>(1 + random() % 200), length = static_cast<int>(1 + random() % 700);
        decode::BilinearAxis axis;
        axis.set(extent, length);
        std::vector<float> row = numbers(static_cast<std::size_t>(extent), round % 2 == 1);
        row.push_back(row.back());
        row.resize(row.size() + decode::map_block);
        const int first = static_cast<int>(random() % static_cast<unsigned>(length));
        const auto count = static_cast<std::size_t>(length - first);
        std::vector<float> actual(decode::in_whole_blocks(count)), expected(count);
        kernels().spread(row.data(), axis.from(first), count, actual.data());
        for (std::size_t x = 0; x < count; ++x) {
            const int pixel = first + static_cast<int>(x);
            const auto place = static_cast<std::size_t>(axis.place(pixel));
            expected[x] = row[place] * axis.near(pixel) + row[place + 1] * axis.far(pixel);
        }
        EXPECT_EQ(bits_of(std::span(actual).first(count)), bits_of(expected)) << extent << " to " << length;
    }
}

TEST_P(MapLevels, RowsBetweenTwo) {
    for (const bool specials : {false, true})
        for (const std::size_t count : {1U, 63U, 64U, 65U, 500U}) {
            const std::size_t length = decode::in_whole_blocks(count);
            const std::vector<float> upper = numbers(length, specials), lower = numbers(length, specials);
            const decode::RowPair rows{upper.data(), lower.data(), 0.375F, 0.625F};
            std::vector<float> blended(length), expected(count);
            kernels().blend(rows, count, blended.data());
            std::vector<std::uint64_t> bits(length / 64, 99);
            kernels().positive(rows, count, bits.data());
            for (std::size_t x = 0; x < count; ++x) expected[x] = upper[x] * 0.375F + lower[x] * 0.625F;
            EXPECT_EQ(bits_of(std::span(blended).first(count)), bits_of(expected));
            for (std::size_t x = 0; x < length; ++x)
                EXPECT_EQ(bits[x / 64] >> (x % 64) & 1, x < count && expected[x] > 0 ? 1U : 0U) << x;
        }
}

TEST_P(MapLevels, BestPlane) {
    for (const bool specials : {false, true})
        for (const std::size_t planes : {1U, 2U, 21U}) {
            const std::size_t count = 1 + random() % 200, stride = decode::in_whole_blocks(count);
            std::vector<float> upper = numbers(planes * stride, specials), lower = numbers(planes * stride, specials);
            for (float& value : upper) value = std::nearbyint(value);  // so that there are equals
            for (float& value : lower) value = std::nearbyint(value);
            std::vector<std::int32_t> best(stride);
            kernels().best_plane({upper.data(), lower.data(), 0.5F, 0.5F}, stride, planes, count, best.data());
            for (std::size_t x = 0; x < count; ++x) {
                std::int32_t expected = 0;
                float greatest = -std::numeric_limits<float>::infinity();
                for (std::size_t plane = 0; plane < planes; ++plane) {
                    const float value = upper[plane * stride + x] * 0.5F + lower[plane * stride + x] * 0.5F;
                    if (value > greatest) {
                        greatest = value;
                        expected = static_cast<std::int32_t>(plane);
                    }
                }
                EXPECT_EQ(best[x], expected);
            }
        }
}

TEST_P(MapLevels, Widen) {
    std::vector<std::uint16_t> halves(65'536);
    for (std::size_t index = 0; index < halves.size(); ++index) halves[index] = static_cast<std::uint16_t>(index);
    std::vector<float> expected;
    for (const std::uint16_t half : halves) expected.push_back(float_from_half(half));
    for (const std::size_t count : {std::size_t{65'536}, std::size_t{65'525}, std::size_t{3}}) {
        std::vector<float> actual(count);
        kernels().widen(halves.data(), count, actual.data());
        EXPECT_EQ(bits_of(actual), bits_of(std::span(expected).first(count)));
    }
}

INSTANTIATE_TEST_SUITE_P(All, MapLevels, testing::Values(Isa::ref, Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon),
                         [](const auto& parameters) { return std::string(to_string(parameters.param)); });

}  // namespace
}  // namespace yolozu::test
