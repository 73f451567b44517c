// SPDX-License-Identifier: Apache-2.0
//
// Bicubic resizing against cv::resize.
#include "image/resize_cubic.hpp"

#include "image/opencv_resize.hpp"

namespace yolozu {
namespace {

TEST(CubicTap, HasKeysWeightsInTheMiddleOfTwoPixels) {
    const image::CubicTap tap = image::cubic_tap(1, 3, 6);  // at 0.25: between pixels 0 and 1
    EXPECT_EQ(tap.position, -1);
    // a = -0.75 at distances 1.25, 0.25, 0.75 and 1.75, times 2048.
    EXPECT_EQ(tap.weights, (std::array<std::int16_t, 4>{-216, 1800, 536, -72}));
}

class ResizeCubic : public test::OpenCvResize {
protected:
    PreprocessSpec spec() const override { return test::resize_only(Interpolation::opencv_cubic); }
    cv::Mat opencv_resized(const cv::Mat& source, const cv::Size& size) const override {
        cv::Mat resized;
        cv::resize(source, resized, size, 0, 0, cv::INTER_CUBIC);
        return resized;
    }
};

TEST_P(ResizeCubic, EqualsOpenCvOnRandomSizes) {
    expect_same_on_random_sizes();
}

TEST_P(ResizeCubic, EqualsOpenCvOnRoundRatios) {
    expect_same_on_round_ratios();
}

TEST_P(ResizeCubic, EqualsOpenCvOnOnePixelSides) {
    expect_same_on_one_pixel_sides();
}

INSTANTIATE_TEST_SUITE_P(EveryLevel, ResizeCubic,
                         testing::Values(Isa::ref, Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon),
                         [](const auto& level) { return std::string(to_string(level.param)); });

}  // namespace
}  // namespace yolozu
