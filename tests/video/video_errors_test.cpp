// SPDX-License-Identifier: Apache-2.0
//
// What is no video, or not one that may be read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "support/files.hpp"
#include "video/video.hpp"
#include "video/video_files.hpp"

namespace yolozu {
namespace {

using testing::HasSubstr;

class VideoErrors : public testing::Test {
protected:
    void expect(const std::string& address, ErrorCode code, const std::string& words) {
        const Result<std::unique_ptr<VideoReader>> reader = open_video(address, options);
        ASSERT_FALSE(reader) << address;
        EXPECT_EQ(reader.error().code(), code) << reader.error().to_string();
        EXPECT_THAT(reader.error().to_string(), HasSubstr(words));
    }

    VideoOptions options;
    const test::TemporaryFolder folder;
};

/// A second of silence: mono, 8 bits, 8000 Hz.
std::string silent_wav() {
    using namespace std::string_literals;
    return "RIFF\x64\x1F\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1F\0\0\x40\x1F\0\0\1\0\x08\0data\x40\x1F\0\0"s +
           std::string(8000, '\x80');
}

TEST_F(VideoErrors, NameWhatWasFound) {
    expect(folder / "missing.mp4", ErrorCode::io, "cannot open it: No such file or directory");
    expect(folder.path(), ErrorCode::io, "cannot open it: Is a directory");
    test::write_text(folder / "empty.mp4", "");
    expect(folder / "empty.mp4", ErrorCode::malformed, "cannot open it");
    test::write_text(folder / "text.mp4", "no video");
    expect(folder / "text.mp4", ErrorCode::malformed, "Invalid data found when processing input");
    test::write_text(folder / "sound.wav", silent_wav());
    expect(folder / "sound.wav", ErrorCode::unsupported, "there is no video in it");
    expect("unknown://host/stream", ErrorCode::io, "Protocol not found");
}

TEST_F(VideoErrors, NameAnUnknownFormat) {
    options.format = "v5l";
    expect("/dev/video0", ErrorCode::invalid_argument, "FFmpeg knows no format 'v5l'");
}

TEST_F(VideoErrors, NameASizeOverTheLimit) {
    test::write_video(folder / "a.mp4", "mp4v", {64, 48}, 1);
    options.read.max_pixels = 64 * 48 - 1;
    expect(folder / "a.mp4", ErrorCode::limit_exceeded, "64x48 is over the limit");
    options.read = {};
    options.read.max_width = 63;
    expect(folder / "a.mp4", ErrorCode::limit_exceeded, "64x48 is over the limit");
}

TEST_F(VideoErrors, ReadingEndsWhenItIsCancelled) {
    test::write_video(folder / "a.avi", "MJPG", {64, 48});
    std::atomic<bool> cancelled = false;
    options.cancelled = &cancelled;
    Result<std::unique_ptr<VideoReader>> reader = open_video(folder / "a.avi", options);
    ASSERT_TRUE(reader);
    cancelled = true;
    // Frames that the decoder has already may still come.
    for (int frame = 0; frame < 12; ++frame) {
        const Result<std::optional<VideoFrame>> next = (*reader)->next();
        if (next) continue;
        EXPECT_EQ(next.error().code(), ErrorCode::cancelled);
        return;
    }
    FAIL() << "it read on to the end";
}

}  // namespace
}  // namespace yolozu
