// SPDX-License-Identifier: Apache-2.0
//
// Every vector level against the scalar one: the same bytes in the tensor, whatever the specification.
#include <gtest/gtest.h>

#include <cstring>

#include "image/preprocess_pass.hpp"
#include "image/preprocess_support.hpp"
#include "support/seed.hpp"

namespace yolozu {
namespace {

using image::PreprocessPass;
using test::StridedPicture;

class PreprocessLevels : public testing::TestWithParam<Isa> {
protected:
    void SetUp() override {
        if (!test::machine_runs(GetParam())) GTEST_SKIP() << "this machine does not run " << to_string(GetParam());
    }

    int number(int smallest, int largest) { return std::uniform_int_distribution<int>(smallest, largest)(random_); }

    PreprocessSpec random_spec() {
        PreprocessSpec spec;
        spec.resize = static_cast<ResizeMode>(number(0, 5));
        spec.interpolation = static_cast<Interpolation>(number(0, 5));
        spec.channels_last = number(0, 3) == 0;
        spec.order = static_cast<ChannelOrder>(number(0, 1));
        spec.fill = static_cast<std::uint8_t>(number(0, 255));
        spec.divisor = number(0, 1) == 0 ? 255.0F : 1.0F;
        if (number(0, 1) == 0) {
            spec.mean = {0.485F, 0.456F, 0.406F};
            spec.deviation = {0.229F, 0.224F, 0.225F};
        }
        return spec;
    }

    /// A type that can hold what the specification makes.
    DataType random_type(const PreprocessSpec& spec) {
        const bool holds_levels = spec.divisor == 1.0F && spec.mean == std::array{0.0F, 0.0F, 0.0F} &&
                                  spec.interpolation != Interpolation::float_antialias;
        if (holds_levels && number(0, 1) == 0) return DataType::uint8;
        return number(0, 1) == 0 ? DataType::float32 : DataType::float16;
    }

    /// Random sizes, among them the kept one and the exact half, which have kernels of their own.
    std::array<int, 4> random_sizes() {
        const int width = number(1, 150), height = number(1, 150);
        switch (number(0, 3)) {
            case 0:
                return {width, height, width, height};
            case 1:
                return {2 * width, 2 * height, width, height};
            default:
                return {width, height, number(1, 150), number(1, 150)};
        }
    }

    unsigned seed_ = test::random_seed();
    std::mt19937 random_{seed_};
};

TEST_P(PreprocessLevels, WriteTheBitsOfTheScalarLevel) {
    for (int i = 0; i < 2'000; ++i) {
        const PreprocessSpec spec = random_spec();
        const auto [width, height, input_width, input_height] = random_sizes();
        const DataType type = random_type(spec);
        StridedPicture picture(width, height, number(0, 1) * 7);
        picture.fill_with_noise(random_);
        Tensor expected = test::make_input(type, 1, input_height, input_width, spec.channels_last);
        Tensor found = test::make_input(type, 1, input_height, input_width, spec.channels_last);
        ASSERT_TRUE(PreprocessPass(spec, Isa::ref).run(picture.view, expected.mutable_view(), 0).ok());
        ASSERT_TRUE(PreprocessPass(spec, GetParam()).run(picture.view, found.mutable_view(), 0).ok());
        ASSERT_EQ(std::memcmp(expected.view().data, found.view().data, expected.size_bytes()), 0)
            << width << "x" << height << " to " << input_width << "x" << input_height << ", " << to_string(spec.resize)
            << ", " << to_string(spec.interpolation) << ", " << to_string(type) << ", seed " << seed_;
    }
}

INSTANTIATE_TEST_SUITE_P(EveryLevel, PreprocessLevels, testing::Values(Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon),
                         [](const auto& level) { return std::string(to_string(level.param)); });

TEST(RowKernels, AreTheScalarOnesForALevelOfAnotherArchitecture) {
    for (const Isa isa : {Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon}) {
        const bool here = &image::row_kernels(isa) != &image::row_kernels_ref;
#if defined(__x86_64__)
        EXPECT_EQ(here, isa != Isa::neon);
#elif defined(__aarch64__)
        EXPECT_EQ(here, isa == Isa::neon);
#else
        EXPECT_FALSE(here);
#endif
    }
}

}  // namespace
}  // namespace yolozu
