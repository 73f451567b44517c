// SPDX-License-Identifier: Apache-2.0
#include "video/newest_frame.hpp"

#include <chrono>
#include <utility>

#include "base/within_memory.hpp"

namespace yolozu {

NewestFrameReader::NewestFrameReader(std::unique_ptr<VideoReader> reader, const std::atomic<bool>& cancelled)
    : reader_(std::move(reader)), cancelled_(cancelled), thread_([this] { read_all(); }) {}

NewestFrameReader::~NewestFrameReader() {
    const std::lock_guard lock(mutex_);
    unwanted_ = true;
}

void NewestFrameReader::read_all() {
    for (bool go_on = true; go_on;) {
        Result<std::optional<VideoFrame>> frame =
            within_memory("for a frame of the camera", [&] { return reader_->next(); });
        const std::lock_guard lock(mutex_);
        go_on = frame && *frame && !unwanted_;
        if (go_on) newest_ = std::move(*frame);
        if (!frame) failure_ = std::move(frame).error();
        ended_ = !go_on;
        changed_.notify_one();
    }
}

Result<std::optional<VideoFrame>> NewestFrameReader::next() {
    constexpr std::chrono::milliseconds glance{50};  // a signal's handler cannot wake anybody
    std::unique_lock lock(mutex_);
    while (!newest_ && !ended_ && !cancelled_) changed_.wait_for(lock, glance);
    if (cancelled_) return std::optional<VideoFrame>();
    if (!newest_ && !failure_) return failure_.error();
    return std::exchange(newest_, std::nullopt);
}

}  // namespace yolozu
