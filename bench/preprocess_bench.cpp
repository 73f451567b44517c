// SPDX-License-Identifier: Apache-2.0
//
// Letterbox and normalisation to 640x640 on one thread, against OpenCV's chain with reused buffers: resize,
// copyMakeBorder, and what blobFromImage does (float32, /255, swapped channels, planes). Where OpenCV's dnn module is
// installed the last step is cv::dnn::blobFromImage itself; otherwise it is written out as convertTo and split into the
// planes of a reused blob, which is the same work. Then the other interpolations.
#include <fmt/format.h>

#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <random>
#if defined(YOLOZU_BENCH_HAS_OPENCV_DNN)
#include <opencv2/dnn.hpp>
#endif

#include "image/preprocess_pass.hpp"
#include "side_by_side.hpp"

namespace yolozu::bench {
namespace {

constexpr int input_side = 640;

class OpenCvChain {
public:
    void run(const cv::Mat& picture) {
        const Placement placement =
            *place_image(picture.cols, picture.rows, input_side, input_side, ResizeMode::letterbox);
        const cv::Size size(placement.resized_width, placement.resized_height);
        if (picture.size() == size)
            border(picture, placement);
        else {
            cv::resize(picture, resized_, size, 0, 0, cv::INTER_LINEAR);
            border(resized_, placement);
        }
        to_blob();
    }

    const float* blob() const { return blob_.ptr<float>(); }

private:
    void border(const cv::Mat& resized, const Placement& placement) {
        cv::copyMakeBorder(resized, bordered_, placement.top, placement.bottom, placement.left, placement.right,
                           cv::BORDER_CONSTANT, cv::Scalar::all(114));
    }

#if defined(YOLOZU_BENCH_HAS_OPENCV_DNN)
    void to_blob() {
        cv::dnn::blobFromImage(bordered_, blob_, 1.0 / 255, cv::Size(), cv::Scalar(), true);
    }
#else
    void to_blob() {
        bordered_.convertTo(scaled_, CV_32F, 1.0 / 255);
        const int sizes[] = {1, 3, input_side, input_side};
        blob_.create(4, sizes, CV_32F);
        cv::Mat planes[3];  // swapped: the picture's first channel goes to the last plane
        for (int channel = 0; channel < 3; ++channel)
            planes[channel] = cv::Mat(input_side, input_side, CV_32F, blob_.ptr<float>(0, 2 - channel));
        cv::split(scaled_, planes);
    }
    cv::Mat scaled_;
#endif
    cv::Mat resized_, bordered_, blob_;
};

/// The largest difference of the two results: they compute the same thing, but for the last bits of the division.
double largest_difference(const float* ours, const float* theirs) {
    double largest = 0;
    for (int i = 0; i < 3 * input_side * input_side; ++i)
        largest = std::max(largest, std::abs(static_cast<double>(ours[i]) - static_cast<double>(theirs[i])));
    return largest;
}

void compare(int width, int height, int rounds) {
    cv::Mat picture(height, width, CV_8UC3);
    std::mt19937 random(1);
    for (std::size_t i = 0; i < picture.total() * 3; ++i) picture.data[i] = static_cast<std::uint8_t>(random());
    const ImageView view{picture.data, width, height, static_cast<std::ptrdiff_t>(picture.step)};

    OpenCvChain chain;
    PreprocessSpec spec;
    spec.order = ChannelOrder::bgr;  // swaps, as the chain does
    Tensor input = *Tensor::allocate(DataType::float32, Shape{1, 3, input_side, input_side});
    std::vector<std::unique_ptr<image::PreprocessPass>> passes;
    std::vector<std::function<void()>> contestants{[&] { chain.run(picture); }};
    for (const Isa isa : supported_isas()) {
        passes.push_back(std::make_unique<image::PreprocessPass>(spec, isa));
        contestants.push_back([&view, &input, pass = passes.back().get()] {
            if (!pass->run(view, input.mutable_view(), 0)) std::abort();
        });
    }
    const std::vector<Timings> timings = alternate(contestants, rounds);
    fmt::print("{}x{}: OpenCV {:.3f} ms\n", width, height, timings[0].median());
    for (std::size_t i = 0; i < passes.size(); ++i)
        fmt::print("    {:<7} {:.3f} ms  {:.2f} times as fast\n", to_string(supported_isas()[i]),
                   timings[i + 1].median(), timings[0].median() / timings[i + 1].median());
    fmt::print("    largest difference {:.1e}\n", largest_difference(input.view().as<float>().data(), chain.blob()));
}

/// Every way to interpolate, stretched to the input, at the machine's best level. Where OpenCV has the same resize its
/// own time stands beside it, without the normalisation.
void show_interpolations(int width, int height, int rounds) {
    cv::Mat picture(height, width, CV_8UC3);
    cv::randu(picture, 0, 256);
    const ImageView view{picture.data, width, height, static_cast<std::ptrdiff_t>(picture.step)};
    Tensor input = *Tensor::allocate(DataType::float32, Shape{1, 3, input_side, input_side});
    cv::Mat resized;
    const cv::Size size(input_side, input_side);
    const auto opencv_resize = [&](int flags) {
        return [&, flags] { cv::resize(picture, resized, size, 0, 0, flags); };
    };
    const cv::Mat scaling = (cv::Mat_<double>(3, 3) << static_cast<double>(input_side) / width, 0, 0, 0,
                             static_cast<double>(input_side) / height, 0, 0, 0, 1);
    std::vector<std::function<void()>> contestants{opencv_resize(cv::INTER_LINEAR), opencv_resize(cv::INTER_CUBIC),
                                                   [&] { cv::warpPerspective(picture, resized, scaling, size); }};
    std::vector<std::unique_ptr<Preprocessor>> preprocessors;
    std::vector<std::string> names{"OpenCV linear", "OpenCV cubic", "OpenCV warp"};
    for (const Interpolation interpolation :
         {Interpolation::opencv_linear, Interpolation::opencv_cubic, Interpolation::opencv_warp,
          Interpolation::pillow_bilinear, Interpolation::pillow_bicubic, Interpolation::float_antialias})
        for (const bool channels_last : {false, true}) {
            PreprocessSpec spec;
            spec.resize = ResizeMode::stretch;
            spec.interpolation = interpolation;
            spec.mean = {0.485F, 0.456F, 0.406F};
            spec.deviation = {0.229F, 0.224F, 0.225F};
            spec.channels_last = channels_last;
            preprocessors.push_back(std::make_unique<Preprocessor>(spec));
            names.push_back(fmt::format("{}{}", to_string(interpolation), channels_last ? ", channels last" : ""));
            contestants.push_back([&view, &input, preprocessor = preprocessors.back().get(), channels_last] {
                MutableTensorView target = input.mutable_view();
                if (channels_last) target.shape = Shape{1, input_side, input_side, 3};
                if (!preprocessor->run(view, target)) std::abort();
            });
        }
    const std::vector<Timings> timings = alternate(contestants, rounds);
    fmt::print("{}x{} stretched:\n", width, height);
    for (std::size_t i = 0; i < names.size(); ++i) fmt::print("    {:<31} {:.3f} ms\n", names[i], timings[i].median());
}

}  // namespace
}  // namespace yolozu::bench

int main(int argument_count, char** arguments) {
    const int rounds = argument_count > 1 ? std::atoi(arguments[1]) : 200;
    if (rounds < 1) {
        fmt::print(stderr, "usage: preprocess_bench [ROUNDS]\n");
        return 2;
    }
    cv::setNumThreads(1);
    yolozu::bench::compare(640, 427, rounds);
    yolozu::bench::compare(1280, 720, rounds);
    yolozu::bench::compare(1920, 1080, rounds);
    yolozu::bench::compare(4000, 3000, rounds);
    yolozu::bench::show_interpolations(1280, 720, rounds);
    yolozu::bench::show_interpolations(1920, 1080, rounds);
    return 0;
}
