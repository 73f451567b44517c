// SPDX-License-Identifier: Apache-2.0
//
// Bilinear resizing against cv::resize.
#include "image/opencv_resize.hpp"

namespace yolozu {
namespace {

class ResizeLinear : public test::OpenCvResize {
protected:
    PreprocessSpec spec() const override { return test::resize_only(Interpolation::opencv_linear); }
    cv::Mat opencv_resized(const cv::Mat& source, const cv::Size& size) const override {
        cv::Mat resized;
        cv::resize(source, resized, size, 0, 0, cv::INTER_LINEAR);
        return resized;
    }
};

TEST_P(ResizeLinear, EqualsOpenCvOnRandomSmallSizes) {
    for (int i = 0; i < 2'000 && !HasFatalFailure(); ++i)
        expect_same_as_opencv({side(100), side(100), side(100), side(100)});
}

TEST_P(ResizeLinear, EqualsOpenCvOnRandomLargeSizes) {
    for (int i = 0; i < 60 && !HasFatalFailure(); ++i)
        expect_same_as_opencv({side(500), side(500), side(500), side(500)});
    for (int i = 0; i < 10 && !HasFatalFailure(); ++i)
        expect_same_as_opencv({side(1'500), side(1'500), side(1'500), side(1'500)});
}

TEST_P(ResizeLinear, EqualsOpenCvOnExactHalves) {
    for (int i = 0; i < 200 && !HasFatalFailure(); ++i) {
        const int width = side(100), height = side(50);
        expect_same_as_opencv({2 * width, 2 * height, width, height});
    }
    expect_same_as_opencv({1'280, 720, 640, 360});
}

TEST_P(ResizeLinear, EqualsOpenCvWhereOneSideIsHalved) {
    for (int i = 0; i < 100 && !HasFatalFailure(); ++i) {
        const int width = side(100), height = side(50);
        expect_same_as_opencv({2 * width, height, width, side(50)});
        expect_same_as_opencv({width, 2 * height, side(100), height});
    }
}

TEST_P(ResizeLinear, EqualsOpenCvOnWholeRatios) {
    for (int ratio = 3; ratio <= 8 && !HasFatalFailure(); ++ratio) {
        const int width = side(60), height = side(60);
        expect_same_as_opencv({ratio * width, ratio * height, width, height});
        expect_same_as_opencv({width, height, ratio * width, ratio * height});
    }
}

TEST_P(ResizeLinear, EqualsOpenCvWhereOneSideKeepsItsLength) {
    for (int i = 0; i < 100 && !HasFatalFailure(); ++i) {
        const int width = side(100), height = side(100);
        expect_same_as_opencv({width, height, width, side(100)});
        expect_same_as_opencv({width, height, side(100), height});
        expect_same_as_opencv({width, height, width, height});
    }
}

TEST_P(ResizeLinear, EqualsOpenCvOnOnePixelSides) {
    for (int i = 0; i < 50 && !HasFatalFailure(); ++i) {
        expect_same_as_opencv({1, 1, side(40), side(40)});
        expect_same_as_opencv({1, side(100), side(40), side(40)});
        expect_same_as_opencv({side(100), 1, side(40), side(40)});
        expect_same_as_opencv({side(100), side(100), 1, side(40)});
        expect_same_as_opencv({side(100), side(100), side(40), 1});
        expect_same_as_opencv({2, 2, 1, 1});
    }
}

INSTANTIATE_TEST_SUITE_P(EveryLevel, ResizeLinear,
                         testing::Values(Isa::ref, Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon),
                         [](const auto& level) { return std::string(to_string(level.param)); });

}  // namespace
}  // namespace yolozu
