// SPDX-License-Identifier: Apache-2.0
//
// Resizing against OpenCV itself, every pixel, at every vector level of this machine.
#pragma once

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>
#include <optional>
#include <ostream>

#include "image/preprocess_pass.hpp"
#include "image/preprocess_support.hpp"
#include "support/seed.hpp"

namespace yolozu::test {

struct SizePair {
    int width, height, new_width, new_height;
};

inline std::ostream& operator<<(std::ostream& out, const SizePair& sizes) {
    return out << sizes.width << "x" << sizes.height << " to " << sizes.new_width << "x" << sizes.new_height;
}

/// Values 0 to 255 unchanged, stretched to the input: the tensor holds what OpenCV returns.
inline PreprocessSpec resize_only(Interpolation interpolation) {
    PreprocessSpec spec;
    spec.resize = ResizeMode::stretch;
    spec.interpolation = interpolation;
    spec.divisor = 1.0F;
    return spec;
}

inline testing::AssertionResult tensor_holds(const Tensor& input, const cv::Mat& expected) {
    const std::span<const float> values = input.view().as<float>();
    const std::size_t plane = values.size() / 3;
    std::size_t index = 0;
    for (int y = 0; y < expected.rows; ++y)
        for (int x = 0; x < expected.cols; ++x, ++index)
            for (int channel = 0; channel < 3; ++channel) {
                const float found = values[static_cast<std::size_t>(channel) * plane + index];
                const int wanted = expected.at<cv::Vec3b>(y, x)[channel];
                if (found != static_cast<float>(wanted))
                    return testing::AssertionFailure() << "at " << x << "," << y << " channel " << channel << ": "
                                                       << found << ", OpenCV gives " << wanted;
            }
    return testing::AssertionSuccess();
}

/// Tests of one way to resize: a specification for PreprocessPass, and what it is compared with.
class OpenCvResize : public testing::TestWithParam<Isa> {
protected:
    void SetUp() override {
        if (!machine_runs(GetParam())) GTEST_SKIP() << "this machine does not run " << to_string(GetParam());
        cv::setNumThreads(1);
        pass_.emplace(spec(), GetParam());
    }

    virtual PreprocessSpec spec() const = 0;
    virtual cv::Mat opencv_resized(const cv::Mat& source, const cv::Size& size) const = 0;

    void expect_same_as_opencv(const SizePair& sizes) {
        const std::ptrdiff_t gap = static_cast<std::ptrdiff_t>(random_() % 3 * 5);
        StridedPicture picture(sizes.width, sizes.height, gap);
        if (random_() % 4 == 0)
            picture.fill_with_extremes(random_);
        else
            picture.fill_with_noise(random_);
        const cv::Mat source(sizes.height, sizes.width, CV_8UC3, picture.bytes.data(),
                             static_cast<std::size_t>(picture.view.stride_bytes));
        const cv::Mat expected = opencv_resized(source, cv::Size(sizes.new_width, sizes.new_height));
        Tensor input = make_input(DataType::float32, 1, sizes.new_height, sizes.new_width);
        ASSERT_TRUE(pass_->run(picture.view, input.mutable_view(), 0).ok());
        ASSERT_TRUE(tensor_holds(input, expected)) << sizes << ", row gap " << gap << ", seed " << seed_;
    }

    int side(int largest) { return std::uniform_int_distribution<int>(1, largest)(random_); }

    void expect_same_on_random_sizes() {
        for (int i = 0; i < 1'000 && !HasFatalFailure(); ++i)
            expect_same_as_opencv({side(100), side(100), side(100), side(100)});
        for (int i = 0; i < 30 && !HasFatalFailure(); ++i)
            expect_same_as_opencv({side(500), side(500), side(500), side(500)});
        for (int i = 0; i < 4 && !HasFatalFailure(); ++i)
            expect_same_as_opencv({side(1'500), side(1'500), side(1'500), side(1'500)});
    }

    /// Halves, whole ratios, and sides that keep their length.
    void expect_same_on_round_ratios() {
        for (int i = 0; i < 100 && !HasFatalFailure(); ++i) {
            const int width = side(100), height = side(50);
            expect_same_as_opencv({2 * width, 2 * height, width, height});
            expect_same_as_opencv({2 * width, height, width, side(50)});
            expect_same_as_opencv({width, height, width, side(100)});
            expect_same_as_opencv({width, height, side(100), height});
            expect_same_as_opencv({width, height, width, height});
        }
        for (int ratio = 3; ratio <= 8 && !HasFatalFailure(); ++ratio) {
            const int width = side(60), height = side(60);
            expect_same_as_opencv({ratio * width, ratio * height, width, height});
            expect_same_as_opencv({width, height, ratio * width, ratio * height});
        }
        expect_same_as_opencv({1'280, 720, 640, 640});
    }

    void expect_same_on_one_pixel_sides() {
        for (int i = 0; i < 50 && !HasFatalFailure(); ++i) {
            expect_same_as_opencv({1, 1, side(40), side(40)});
            expect_same_as_opencv({1, side(100), side(40), side(40)});
            expect_same_as_opencv({side(100), 1, side(40), side(40)});
            expect_same_as_opencv({side(100), side(100), 1, side(40)});
            expect_same_as_opencv({side(100), side(100), side(40), 1});
            expect_same_as_opencv({2, 2, 1, 1});
        }
        expect_same_as_opencv({1, 20'000, 40, 30});
        expect_same_as_opencv({20'000, 1, 40, 30});
    }

    unsigned seed_ = random_seed();
    std::mt19937 random_{seed_};
    std::optional<image::PreprocessPass> pass_;
};

}  // namespace yolozu::test
