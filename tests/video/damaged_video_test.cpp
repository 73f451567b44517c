// SPDX-License-Identifier: Apache-2.0
//
// Frames that are damaged are told, never made up; whatever is in a file, reading ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/files.hpp"
#include "support/mutation.hpp"
#include "support/seed.hpp"
#include "video/video.hpp"
#include "video/video_files.hpp"

namespace yolozu {
namespace {

using testing::HasSubstr;

std::ptrdiff_t count_damaged(const std::vector<VideoFrame>& frames) {
    return std::ranges::count_if(frames, [](const VideoFrame& frame) { return !frame.image; });
}

/// Overwrites the middle of the data of the frame whose data begin with the `count`th `mark`.
std::string damaged(std::string bytes, std::string_view mark, int count, std::size_t offset, std::size_t size) {
    std::size_t at = 0;
    for (int found = 0; found < count; ++found) at = bytes.find(mark, at + 1);
    EXPECT_NE(at, std::string::npos);
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at + offset), size, '\xA5');
    return bytes;
}

TEST(DamagedVideo, HasAnErrorWhereAFrameCannotBeDecoded) {
    using namespace std::string_literals;
    const test::TemporaryFolder folder;
    const auto path = folder / "a.avi";
    test::write_video(path, "MJPG", {320, 240});
    std::vector<cv::Mat> expected = test::read_by_opencv(path);
    ASSERT_EQ(expected.size(), 12U);
    expected.erase(expected.begin() + 2);
    // Within the third frame's pixels.
    test::write_text(path, damaged(test::read_text(path), "\xFF\xD8\xFF"s, 3, 2000, 60));
    std::int64_t shown = 0;
    std::vector<VideoFrame> lost;
    for (VideoFrame& frame : test::read_all(path)) {
        if (frame.number == 0) {
            lost.push_back(std::move(frame));
            continue;
        }
        ASSERT_EQ(frame.number, ++shown);
        ASSERT_LE(frame.number, 11);
        ASSERT_TRUE(frame.image);
        EXPECT_TRUE(test::same_pixels(*frame.image, expected[static_cast<std::size_t>(shown) - 1])) << shown;
    }
    EXPECT_EQ(shown, 11);
    ASSERT_EQ(lost.size(), 1U);
    EXPECT_EQ(lost[0].image.error().code(), ErrorCode::malformed);
    EXPECT_THAT(lost[0].image.error().to_string(), HasSubstr("the frame is damaged"));
}

TEST(DamagedVideo, IsToldWhereADecoderWouldMakeItUp) {
    const test::TemporaryFolder folder;
    const auto path = folder / "a.mp4";
    test::write_video(path, "mp4v", {320, 240});
    // The first P-frame's data (ISO/IEC 14496-2: a start code of B6, then two bits of the kind).
    const std::string bytes = test::read_text(path);
    using namespace std::string_literals;
    test::write_text(path, damaged(bytes, "\0\0\1\xB6"s, 4, 60, 60));
    const std::vector<VideoFrame> frames = test::read_all(path);
    EXPECT_EQ(frames.size(), 12U);
    EXPECT_GE(count_damaged(frames), 1);
    EXPECT_TRUE(frames.front().image);
}

TEST(DamagedVideo, EndsWithAnErrorWhereItIsCut) {
    const test::TemporaryFolder folder;
    const auto path = folder / "a.avi";
    test::write_video(path, "MJPG", {320, 240});
    const std::string bytes = test::read_text(path);
    test::write_text(path, bytes.substr(0, bytes.size() / 2));
    const std::vector<VideoFrame> frames = test::read_all(path);
    EXPECT_LT(frames.size(), 12U);
    ASSERT_GT(frames.size(), 2U);
    EXPECT_FALSE(frames.back().image);
    EXPECT_EQ(count_damaged(frames), 1);
}

/// Matroska's only cluster twice, at these milliseconds (RFC 9559; sizes of ones alone are unknown ones).
std::string in_two_clusters(const std::string& bytes, std::int64_t first, std::int64_t second) {
    using namespace std::string_literals;
    const std::string unknown_size = "\x01"s + std::string(7, '\xFF'), cluster_id = "\x1F\x43\xB6\x75";
    const std::size_t segment = bytes.find("\x18\x53\x80\x67"), cluster = bytes.find(cluster_id);
    const std::string at_zero = "\xE7\x81\0"s;
    const std::size_t blocks = bytes.find(at_zero, cluster), cues = bytes.find("\x1C\x53\xBB\x6B", blocks);
    EXPECT_TRUE(segment < cluster && cluster < blocks && blocks < cues && cues != std::string::npos);
    std::string result = bytes.substr(0, cluster);
    result.replace(segment + 4, unknown_size.size(), unknown_size);
    for (const std::int64_t time : {first, second}) {
        result += cluster_id + unknown_size + "\xE7\x88";
        for (int shift = 56; shift >= 0; shift -= 8) result += static_cast<char>(time >> shift & 0xFF);
        result += bytes.substr(blocks + at_zero.size(), cues - blocks - at_zero.size());
    }
    return result;
}

TEST(DamagedVideo, MayHaveTimesThatAreAnyNumbers) {
    const test::TemporaryFolder folder;
    const auto path = folder / "a.mkv";
    test::write_video(path, "FFV1", {32, 16}, 2);
    constexpr std::int64_t far = std::int64_t{3} << 61;
    test::write_text(path, in_two_clusters(test::read_text(path), far, -far));
    const std::vector<VideoFrame> frames = test::read_all(path);
    ASSERT_EQ(frames.size(), 4U);
    EXPECT_EQ(frames[0].seconds, 0.0);
    EXPECT_DOUBLE_EQ(frames[2].seconds.value_or(0), -2.0 * static_cast<double>(far) / 1000);
}

/// What a reader gives to the end, in words.
std::string described(const std::filesystem::path& path) {
    VideoOptions options;
    options.read.max_pixels = 1 << 20;
    const Result<std::unique_ptr<VideoReader>> reader = open_video(path, options);
    std::string text = reader ? "" : reader.error().to_string();
    for (int count = 0; reader; ++count) {
        const Result<std::optional<VideoFrame>> frame = (*reader)->next();
        if (!frame || !*frame || count == 1000) return text + (count == 1000 ? " and so on" : " end");
        text += std::to_string((*frame)->number) + " ";
        text += (*frame)->image ? std::to_string(test::sum_of_pixels(*(*frame)->image))
                                : (*frame)->image.error().to_string();
    }
    return text;
}

TEST(DamagedVideo, OfAnyKindComesToTheSameEndEveryTime) {
    const test::TemporaryFolder folder;
    std::mt19937 random(test::random_seed());
    SCOPED_TRACE(test::random_seed());
    for (const auto& [file, codec] : {std::pair("a.mp4", "mp4v"), {"a.mkv", "FFV1"}, {"a.avi", "MJPG"}}) {
        const auto path = folder / file;
        test::write_video(path, codec, {48, 32}, 4);
        const std::string bytes = test::read_text(path);
        for (int round = 0; round < 60; ++round) {
            test::write_text(path, test::mutated(bytes, 8, random));
            const std::string once = described(path);
            EXPECT_THAT(once, testing::Not(HasSubstr("and so on")));
            EXPECT_EQ(described(path), once);
        }
    }
}

}  // namespace
}  // namespace yolozu
