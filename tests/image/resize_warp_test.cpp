// SPDX-License-Identifier: Apache-2.0
//
// Warping against cv::warpPerspective with the matrices of NanoDet.
#include "image/opencv_resize.hpp"

namespace yolozu {
namespace {

/// A matrix that scales, and moves the picture's centre to the input's where `centred` (get_resize_matrix).
cv::Mat nanodet_matrix(const cv::Size& raw, const cv::Size& input, bool centred) {
    const double ratio_x = static_cast<double>(input.width) / raw.width;
    const double ratio_y = static_cast<double>(input.height) / raw.height;
    if (!centred) return (cv::Mat_<double>(3, 3) << ratio_x, 0, 0, 0, ratio_y, 0, 0, 0, 1);
    const double ratio = std::min(ratio_x, ratio_y);
    return (cv::Mat_<double>(3, 3) << ratio, 0, ratio * (-raw.width / 2.0) + 0.5 * input.width, 0, ratio,
            ratio * (-raw.height / 2.0) + 0.5 * input.height, 0, 0, 1);
}

cv::Mat opencv_warped(const cv::Mat& source, const cv::Size& size, bool centred, int border) {
    cv::Mat warped;
    cv::warpPerspective(source, warped, nanodet_matrix(source.size(), size, centred), size, cv::INTER_LINEAR,
                        cv::BORDER_CONSTANT, cv::Scalar::all(border));
    return warped;
}

class StretchingWarp : public test::OpenCvResize {
protected:
    PreprocessSpec spec() const override {
        PreprocessSpec spec = test::resize_only(Interpolation::opencv_warp);
        spec.fill = 0;
        return spec;
    }
    cv::Mat opencv_resized(const cv::Mat& source, const cv::Size& size) const override {
        return opencv_warped(source, size, false, 0);
    }
};

class CentringWarp : public test::OpenCvResize {
protected:
    PreprocessSpec spec() const override {
        PreprocessSpec spec = test::resize_only(Interpolation::opencv_warp);
        spec.resize = ResizeMode::letterbox;
        spec.fill = 77;
        return spec;
    }
    cv::Mat opencv_resized(const cv::Mat& source, const cv::Size& size) const override {
        return opencv_warped(source, size, true, 77);
    }
};

TEST_P(StretchingWarp, EqualsOpenCvOnRandomSizes) {
    expect_same_on_random_sizes();
}

TEST_P(StretchingWarp, EqualsOpenCvOnRoundRatios) {
    expect_same_on_round_ratios();
}

TEST_P(StretchingWarp, EqualsOpenCvOnOnePixelSides) {
    expect_same_on_one_pixel_sides();
}

TEST_P(CentringWarp, EqualsOpenCvOnRandomSizes) {
    expect_same_on_random_sizes();
}

TEST_P(CentringWarp, EqualsOpenCvOnRoundRatios) {
    expect_same_on_round_ratios();
}

TEST_P(CentringWarp, EqualsOpenCvOnOnePixelSides) {
    expect_same_on_one_pixel_sides();
}

const auto every_level = testing::Values(Isa::ref, Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon);
const auto name_of_level = [](const auto& level) { return std::string(to_string(level.param)); };
INSTANTIATE_TEST_SUITE_P(EveryLevel, StretchingWarp, every_level, name_of_level);
INSTANTIATE_TEST_SUITE_P(EveryLevel, CentringWarp, every_level, name_of_level);

}  // namespace
}  // namespace yolozu
