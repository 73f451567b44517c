// SPDX-License-Identifier: Apache-2.0
#include "video/video_files.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <stdexcept>

namespace yolozu::test {

void write_video(const std::filesystem::path& path, const std::string& codec, cv::Size size, int frames) {
    const int code = cv::VideoWriter::fourcc(codec[0], codec[1], codec[2], codec[3]);
    cv::VideoWriter writer(path.native(), cv::CAP_FFMPEG, code, frame_rate, size);
    if (!writer.isOpened()) throw std::runtime_error("OpenCV cannot write " + path.native());
    for (int number = 0; number < frames; ++number) {
        cv::Mat frame(size, CV_8UC3);
        for (int y = 0; y < size.height; ++y)
            for (int x = 0; x < size.width; ++x)
                frame.at<cv::Vec3b>(y, x) = {
                    cv::saturate_cast<std::uint8_t>(127 + 100 * std::sin((x + 5 * number) * 0.07)),
                    cv::saturate_cast<std::uint8_t>(127 + 100 * std::sin((y - 3 * number) * 0.09)),
                    cv::saturate_cast<std::uint8_t>(20 * number)};
        writer.write(frame);
    }
}

std::vector<cv::Mat> read_by_opencv(const std::filesystem::path& path) {
    cv::VideoCapture capture(path.native(), cv::CAP_FFMPEG);
    std::vector<cv::Mat> frames;
    for (cv::Mat frame; capture.read(frame);) {
        cv::Mat rgb;
        cv::cvtColor(frame, rgb, cv::COLOR_BGR2RGB);
        frames.push_back(rgb);
    }
    return frames;
}

std::vector<VideoFrame> read_all(const std::string& address, const VideoOptions& options) {
    std::vector<VideoFrame> frames;
    Result<std::unique_ptr<VideoReader>> reader = open_video(address, options);
    EXPECT_TRUE(reader) << reader.error().to_string();
    while (reader) {
        Result<std::optional<VideoFrame>> frame = (*reader)->next();
        EXPECT_TRUE(frame) << frame.error().to_string();
        if (!frame || !*frame) break;
        frames.push_back(std::move(**frame));
    }
    return frames;
}

std::uint64_t sum_of_pixels(const Image& image) {
    std::uint64_t sum = 0;
    for (int y = 0; y < image.height(); ++y)
        for (std::ptrdiff_t x = 0; x < image.stride_bytes(); ++x) sum = sum * 31 + image.row(y)[x];
    return sum;
}

bool same_pixels(const Image& image, const cv::Mat& rgb) {
    if (image.width() != rgb.cols || image.height() != rgb.rows) return false;
    for (int y = 0; y < rgb.rows; ++y)
        if (std::memcmp(image.row(y), rgb.ptr(y), static_cast<std::size_t>(image.stride_bytes())) != 0) return false;
    return true;
}

}  // namespace yolozu::test
