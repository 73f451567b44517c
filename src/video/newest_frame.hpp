// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "video/video.hpp"

namespace yolozu {

/// Frames of a source that does not wait, such as a camera: a thread reads them as they come, and whoever asks gets the
/// newest, or waits for one that was not seen yet. Those that nobody asked for in time are gone; the numbers tell.
class NewestFrameReader final : public VideoReader {
public:
    /// `cancelled` is the one that `reader` was opened with.
    NewestFrameReader(std::unique_ptr<VideoReader> reader, const std::atomic<bool>& cancelled);
    ~NewestFrameReader() override;

    /// Nothing at the end, and when it was cancelled: a camera has no other end.
    Result<std::optional<VideoFrame>> next() override;

private:
    void read_all();

    std::unique_ptr<VideoReader> reader_;
    const std::atomic<bool>& cancelled_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<VideoFrame> newest_;
    Status failure_;
    bool ended_ = false, unwanted_ = false;
    std::jthread thread_;
};

}  // namespace yolozu
