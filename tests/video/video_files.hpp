// SPDX-License-Identifier: Apache-2.0
//
// Videos, written and read by OpenCV.
#pragma once

#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "video/video.hpp"

namespace yolozu::test {

constexpr double frame_rate = 10;

/// A video of a smooth scene that moves. The extension says which container, the four letters which codec.
void write_video(const std::filesystem::path& path, const std::string& codec, cv::Size size, int frames = 12);

/// All frames as OpenCV decodes them, as RGB.
std::vector<cv::Mat> read_by_opencv(const std::filesystem::path& path);

/// All frames to the end; fails the test where reading does.
std::vector<VideoFrame> read_all(const std::string& address, const VideoOptions& options = {});

/// To tell pictures apart.
std::uint64_t sum_of_pixels(const Image& image);

/// Whether a picture has these pixels.
bool same_pixels(const Image& image, const cv::Mat& rgb);

}  // namespace yolozu::test
