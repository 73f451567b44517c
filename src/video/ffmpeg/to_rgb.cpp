// SPDX-License-Identifier: Apache-2.0
#include "video/ffmpeg/to_rgb.hpp"

#include <fmt/format.h>

#include <cstring>

#include "base/try.hpp"

namespace yolozu::ffmpeg {
namespace {

constexpr int row_alignment = 64;  // bytes

}  // namespace

Status ToRgb::check_size(int width, int height) const {
    if (width <= limits_.max_width && height <= limits_.max_height &&
        std::int64_t{width} * std::int64_t{height} <= limits_.max_pixels)
        return {};
    return Error(ErrorCode::limit_exceeded,
                 fmt::format("its size of {}x{} is over the limit of {}x{} and {} pixels", width, height,
                             limits_.max_width, limits_.max_height, limits_.max_pixels));
}

Status ToRgb::prepare(const AVFrame& frame) {
    YOLOZU_TRY(check_size(frame.width, frame.height));
    const auto format = static_cast<AVPixelFormat>(frame.format);
    scaler_.reset(api_.sws_getCachedContext(scaler_.release(), frame.width, frame.height, format, frame.width,
                                            frame.height, AV_PIX_FMT_RGB24, SWS_BICUBIC, nullptr, nullptr, nullptr));
    if (scaler_ == nullptr)
        return Error(ErrorCode::unsupported, fmt::format("FFmpeg cannot make RGB of pixel format {}", frame.format));
    if (rgb_ != nullptr && rgb_->width == frame.width && rgb_->height == frame.height) return {};
    rgb_.reset(api_.av_frame_alloc());
    if (rgb_ == nullptr) return Error(ErrorCode::limit_exceeded, "out of memory");
    rgb_->format = AV_PIX_FMT_RGB24;
    rgb_->width = frame.width;
    rgb_->height = frame.height;
    if (api_.av_frame_get_buffer(rgb_.get(), row_alignment) >= 0) return {};
    rgb_.reset();
    return Error(ErrorCode::limit_exceeded, "out of memory");
}

Result<Image> ToRgb::convert(const AVFrame& frame) {
    YOLOZU_TRY(prepare(frame));
    const int rows =
        api_.sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height, rgb_->data, rgb_->linesize);
    if (rows != frame.height) return Error(ErrorCode::malformed, "FFmpeg could not make RGB of the frame");
    Image image(frame.width, frame.height);
    const auto row_bytes = static_cast<std::size_t>(image.stride_bytes());
    for (int y = 0; y < frame.height; ++y)
        std::memcpy(image.row(y), rgb_->data[0] + std::ptrdiff_t{y} * rgb_->linesize[0], row_bytes);
    return image;
}

}  // namespace yolozu::ffmpeg
