// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "video/ffmpeg/handles.hpp"
#include "video/video.hpp"

namespace yolozu::ffmpeg {

/// The packets of a file, a device or an address: those of its best video stream.
class Input {
public:
    static Result<std::unique_ptr<Input>> open(const Api& api, const std::string& address, const VideoOptions& options);
    // FFmpeg holds a pointer to it.
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;

    const AVStream& stream() const { return *context_->streams[stream_]; }
    const AVCodec* codec() const { return codec_; }

    /// The next packet; null at the end.
    Result<const AVPacket*> read();

    /// How many quarter turns clockwise show the pictures the right way up, as an EXIF orientation; 1: none.
    int orientation() const;

private:
    using Clock = std::chrono::steady_clock;

    explicit Input(const Api& api, const std::atomic<bool>* cancelled);
    Status connect(const std::string& address, const std::string& format);
    Status choose_stream();
    Error failure(const char* what, int code) const;
    bool is_cancelled() const { return cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed); }
    static int must_stop(void* input);

    const Api& api_;
    const std::atomic<bool>* cancelled_;
    /// Some protocols wait in a thread of their own, which looks at it as well.
    std::atomic<Clock::time_point> deadline_ = Clock::time_point::max();
    Owned<AVFormatContext> context_;
    Owned<AVPacket> packet_;
    const AVCodec* codec_ = nullptr;
    int stream_ = -1;
};

}  // namespace yolozu::ffmpeg
