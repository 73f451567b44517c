// SPDX-License-Identifier: Apache-2.0
//
// Letterbox and normalisation to 640x640 on one thread, against OpenCV's chain with reused buffers: resize,
// copyMakeBorder, and what blobFromImage does (float32, /255, swapped channels, planes). Where OpenCV's dnn module is
// installed the last step is cv::dnn::blobFromImage itself; otherwise it is written out as convertTo and split into the
// planes of a reused blob, which is the same work.
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
    return 0;
}
