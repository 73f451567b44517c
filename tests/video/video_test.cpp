// SPDX-License-Identifier: Apache-2.0
//
// Frames are those of OpenCV's VideoCapture.
#include <gtest/gtest.h>

#include "support/files.hpp"
#include "video/video.hpp"
#include "video/video_files.hpp"

namespace yolozu {
namespace {

using test::read_all;
using test::same_pixels;
using test::write_video;

struct Kind {
    const char* file;
    const char* codec;
    cv::Size size;
};

void PrintTo(const Kind& kind, std::ostream* stream) {
    *stream << kind.codec;
}

class VideoKinds : public testing::TestWithParam<Kind> {};

TEST_P(VideoKinds, HaveTheFramesOfOpenCv) {
    const test::TemporaryFolder folder;
    const auto path = folder / GetParam().file;
    write_video(path, GetParam().codec, GetParam().size);
    const std::vector<cv::Mat> expected = test::read_by_opencv(path);
    const std::vector<VideoFrame> frames = read_all(path);
    ASSERT_EQ(frames.size(), expected.size());
    EXPECT_EQ(frames.size(), 12U);
    for (std::size_t index = 0; index < frames.size(); ++index) {
        EXPECT_EQ(frames[index].number, static_cast<std::int64_t>(index) + 1);
        ASSERT_TRUE(frames[index].image) << frames[index].image.error().to_string();
        EXPECT_TRUE(same_pixels(*frames[index].image, expected[index])) << "frame " << index + 1;
        ASSERT_TRUE(frames[index].seconds);
        EXPECT_NEAR(*frames[index].seconds, static_cast<double>(index) / test::frame_rate, 1e-3);
    }
}

// Chroma of half the size, of the full size and palettes; sizes that no vector fits; frames that refer to later ones.
INSTANTIATE_TEST_SUITE_P(All, VideoKinds,
                         testing::Values(Kind{"a.mp4", "mp4v", {322, 242}}, Kind{"a.avi", "MJPG", {320, 240}},
                                         Kind{"a.mkv", "FFV1", {101, 75}}, Kind{"b.avi", "HFYU", {100, 76}},
                                         Kind{"c.avi", "XVID", {64, 48}}));

/// Lets an MP4 file say that it is to be shown turned: the matrix in the track's header (ISO/IEC 14496-12, 8.3.2).
void turn(const std::filesystem::path& path, std::array<std::int8_t, 4> matrix) {
    std::string bytes = test::read_text(path);
    const std::size_t header = bytes.find("tkhd");
    ASSERT_NE(header, std::string::npos);
    const std::size_t begin = header + 4 + 4 + 5 * 4 + 2 * 4 + 4 * 2;
    for (const auto& [place, value] : {std::pair(0, matrix[0]), {1, matrix[1]}, {3, matrix[2]}, {4, matrix[3]}}) {
        const std::size_t at = begin + static_cast<std::size_t>(place) * 4;
        bytes[at] = static_cast<char>(value < 0 ? 0xFF : 0);
        bytes[at + 1] = static_cast<char>(value);
        bytes[at + 2] = bytes[at + 3] = 0;
    }
    test::write_text(path, bytes);
}

// The matrix moves a pixel (x, y) to (a x + c y, b x + d y), y downwards. Debian's OpenCV turns quarters the wrong way,
// so it only reads what is stored.
TEST(Video, IsTurnedAsItSays) {
    const test::TemporaryFolder folder;
    const auto path = folder / "turned.mp4";
    write_video(path, "mp4v", {64, 48}, 2);
    const std::vector<cv::Mat> stored = test::read_by_opencv(path);
    const auto frame_with = [&](std::array<std::int8_t, 4> matrix) {
        turn(path, matrix);
        std::vector<VideoFrame> frames = read_all(path);
        return frames.size() == 2 && frames[1].image ? std::move(frames[1].image).value() : Image();
    };
    cv::Mat turned;
    cv::rotate(stored[1], turned, cv::ROTATE_90_CLOCKWISE);
    EXPECT_TRUE(same_pixels(frame_with({0, 1, -1, 0}), turned));
    cv::rotate(stored[1], turned, cv::ROTATE_180);
    EXPECT_TRUE(same_pixels(frame_with({-1, 0, 0, -1}), turned));
    cv::rotate(stored[1], turned, cv::ROTATE_90_COUNTERCLOCKWISE);
    EXPECT_TRUE(same_pixels(frame_with({0, -1, 1, 0}), turned));
    VideoOptions as_stored;
    as_stored.read.exif = ExifOrientation::ignore;
    EXPECT_TRUE(same_pixels(*read_all(path, as_stored)[1].image, stored[1]));
}

TEST(Video, MayBeWhatADeviceOfFFmpegMakes) {
    VideoOptions options;
    options.format = "lavfi";
    const std::vector<VideoFrame> frames = read_all("testsrc=size=64x48:rate=5:duration=2", options);
    ASSERT_EQ(frames.size(), 10U);
    EXPECT_EQ(frames[9].image->width(), 64);
    EXPECT_DOUBLE_EQ(frames[9].seconds.value_or(0), 1.8);
}

// That thread, too, asks whether it has waited for too long.
TEST(Video, MayBeReadInAThreadOfFFmpegs) {
    const test::TemporaryFolder folder;
    write_video(folder / "a.avi", "MJPG", {320, 240});
    EXPECT_EQ(read_all("async:file:" + (folder / "a.avi").native()).size(), 12U);
}

TEST(Video, MayHaveAColonInItsName) {
    const test::TemporaryFolder folder;
    write_video(folder / "a.mp4", "mp4v", {64, 48}, 1);
    std::filesystem::current_path(folder.path());
    std::filesystem::rename("a.mp4", "9:16.mp4");
    EXPECT_EQ(read_all("9:16.mp4").size(), 1U);
    std::filesystem::current_path("/");
}

TEST(Video, SaysWhichFFmpegItIs) {
    const VideoSupport support = video_support();
    EXPECT_TRUE(support.available) << support.reason;
    EXPECT_FALSE(support.version.empty());
}

}  // namespace
}  // namespace yolozu
