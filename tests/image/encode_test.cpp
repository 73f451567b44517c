// SPDX-License-Identifier: Apache-2.0
#include "image/encode.hpp"

#include <cstring>
#include <limits>
#include <random>

#include <gmock/gmock.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "support/files.hpp"

namespace yolozu {
namespace {

using testing::HasSubstr;

/// A picture with gaps between its rows; the gaps hold noise as well.
struct Picture {
    Picture(int width, int height, bool noise)
        : stride(3 * width + 7), bytes(static_cast<std::size_t>(stride * height)) {
        std::mt19937 random(1);
        for (std::size_t index = 0; index < bytes.size(); ++index) {
            const int place = static_cast<int>(index);
            bytes[index] = static_cast<std::uint8_t>(noise ? random() : (place % stride / 3 + place / stride) % 256);
        }
        view = {bytes.data(), width, height, stride};
    }
    int stride;
    std::vector<std::uint8_t> bytes;
    ImageView view;
};

cv::Mat opencv_reads(const std::string& bytes) {
    const std::vector<std::uint8_t> buffer(bytes.begin(), bytes.end());
    cv::Mat rgb;
    const cv::Mat bgr = cv::imdecode(buffer, cv::IMREAD_COLOR);
    if (!bgr.empty()) cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
    return rgb;
}

int largest_difference(const cv::Mat& read, const ImageView& image) {
    int largest = 0;
    for (int y = 0; y < image.height; ++y)
        for (int byte = 0; byte < 3 * image.width; ++byte)
            largest = std::max(largest, std::abs(read.ptr(y)[byte] - image.row(y)[byte]));
    return largest;
}

TEST(EncodePng, KeepsEveryPixel) {
    for (const auto& [width, height] : {std::pair(1, 1), {37, 23}, {640, 3}}) {
        const Picture picture(width, height, true);
        const Result<std::string> bytes = encode_png(picture.view);
        ASSERT_TRUE(bytes.ok()) << bytes.error().to_string();
        const cv::Mat read = opencv_reads(*bytes);
        ASSERT_EQ(read.size(), cv::Size(width, height));
        EXPECT_EQ(largest_difference(read, picture.view), 0);
    }
}

TEST(EncodeJpeg, StaysCloseToThePicture) {
    const Picture picture(123, 61, false);
    const Result<std::string> bytes = encode_jpeg(picture.view, 92);
    ASSERT_TRUE(bytes.ok()) << bytes.error().to_string();
    const cv::Mat read = opencv_reads(*bytes);
    ASSERT_EQ(read.size(), cv::Size(123, 61));
    EXPECT_LE(largest_difference(read, picture.view), 8);
}

TEST(EncodeJpeg, IsSmallerAtLowerQuality) {
    const Picture picture(64, 64, true);
    EXPECT_LT(encode_jpeg(picture.view, 10)->size(), encode_jpeg(picture.view, 90)->size());
}

TEST(EncodeJpeg, RefusesAQualityOutOfRange) {
    const Picture picture(4, 4, true);
    for (const int quality : {0, 101, -5}) {
        const Result<std::string> bytes = encode_jpeg(picture.view, quality);
        ASSERT_FALSE(bytes.ok());
        EXPECT_EQ(bytes.error().to_string(), "JPEG quality " + std::to_string(quality) + ", expected 1 to 100");
    }
}

TEST(Encode, RefusesAnEmptyPicture) {
    for (const Result<std::string>& bytes : {encode_jpeg({}, 92), encode_png({})}) {
        ASSERT_FALSE(bytes.ok());
        EXPECT_EQ(bytes.error().to_string(), "the picture is empty (0x0), there is nothing to write");
    }
}

TEST(Encode, RefusesSidesThatTheFormatCannotHold) {
    const std::uint8_t byte = 0;
    const ImageView wide{&byte, 70'000, 1, 210'000};
    EXPECT_EQ(encode_jpeg(wide, 92).error().to_string(),
              "the picture is 70000x1, the format holds sides of at most 65500");
    const ImageView wider{&byte, 2'000'000, 1, 6'000'000};
    EXPECT_EQ(encode_png(wider).error().to_string(),
              "the picture is 2000000x1, the format holds sides of at most 1000000");
}

TEST(Encode, RefusesRowsThatOverlap) {
    const Picture picture(10, 4, true);
    const ImageView overlapping{picture.view.data, 10, 4, 29};
    EXPECT_EQ(encode_png(overlapping).error().to_string(), "rows are 29 bytes apart, expected at least 30");
}

TEST(EncodePng, RefusesRowsFurtherApartThanItsLibraryCounts) {
    const Picture picture(10, 1, true);
    const ImageView far_apart{picture.view.data, 10, 1, std::ptrdiff_t{1} << 31};
    EXPECT_EQ(encode_png(far_apart).error().to_string(),
              "rows are 2147483648 bytes apart, libpng takes at most 2147483647");
}

/// Levels in runs, as masks have them, and some noise.
template <class Level>
std::vector<Level> map_of_runs(int width, int height) {
    std::mt19937 random(2);
    std::vector<Level> map(static_cast<std::size_t>(width * height));
    Level level = 0;
    for (Level& pixel : map) {
        if (random() % 9 == 0) level = static_cast<Level>(random());
        pixel = level;
    }
    return map;
}

template <class Level>
void expect_opencv_reads_back(int type) {
    for (const auto& [width, height] : {std::pair(1, 1), {37, 23}, {640, 3}, {3, 500}}) {
        const std::vector<Level> map = map_of_runs<Level>(width, height);
        const Result<std::string> bytes = encode_grey_png(width, height, std::span<const Level>(map));
        ASSERT_TRUE(bytes.ok()) << bytes.error().to_string();
        const std::vector<std::uint8_t> buffer(bytes->begin(), bytes->end());
        const cv::Mat read = cv::imdecode(buffer, cv::IMREAD_UNCHANGED);
        ASSERT_EQ(read.type(), type);
        ASSERT_EQ(read.size(), cv::Size(width, height));
        ASSERT_TRUE(read.isContinuous());
        EXPECT_EQ(std::memcmp(read.data, map.data(), map.size() * sizeof(Level)), 0) << width << "x" << height;
    }
}

TEST(EncodeGreyPng, KeepsEveryByte) {
    expect_opencv_reads_back<std::uint8_t>(CV_8UC1);
}

TEST(EncodeGreyPng, KeepsEverySixteenBits) {
    expect_opencv_reads_back<std::uint16_t>(CV_16UC1);
}

TEST(EncodeGreyPng, MakesAMaskSmall) {
    std::vector<std::uint8_t> mask(640 * 480);
    for (std::size_t y = 100; y < 300; ++y)
        std::fill_n(mask.begin() + static_cast<std::ptrdiff_t>(640 * y), 200 + y, 255);
    EXPECT_LT(encode_grey_png(640, 480, std::span<const std::uint8_t>(mask))->size(), 10'000U);
}

TEST(EncodeGreyPng, RefusesWhatIsNotAMap) {
    const std::vector<std::uint8_t> map(6);
    EXPECT_EQ(encode_grey_png(0, 3, std::span(map)).error().to_string(),
              "the map is empty (0x3), there is nothing to write");
    EXPECT_EQ(encode_grey_png(2, 4, std::span(map)).error().to_string(), "the map has 6 values, 2x4 are 8");
    const std::vector<std::uint16_t> wide(2'000'000);
    const Result<std::string> refused = encode_grey_png(2'000'000, 1, std::span(wide));
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().to_string(), HasSubstr("libpng cannot write the map: "));
}

TEST(EncodeNpy, IsTheFileThatNumpySaves) {
    // numpy.save of numpy.array([[1.5, -2, 3e-9], [inf, 0, 7]], numpy.float32), written down byte by byte.
    const std::vector<float> values{1.5F, -2.0F, 3e-9F, std::numeric_limits<float>::infinity(), 0.0F, 7.0F};
    const Result<std::string> bytes = encode_npy(3, 2, values);
    ASSERT_TRUE(bytes.ok()) << bytes.error().to_string();
    std::string expected("\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 69);
    expected.resize(127, ' ');
    expected += '\n';
    expected += std::string(
        "\x00\x00\xC0\x3F\x00\x00\x00\xC0\x8F\x28\x4E\x31\x00\x00\x80\x7F\x00\x00\x00\x00\x00\x00\xE0\x40", 24);
    EXPECT_EQ(*bytes, expected);
}

TEST(EncodeNpy, RefusesAWrongNumberOfValues) {
    const std::vector<float> values(5);
    EXPECT_EQ(encode_npy(2, 3, values).error().to_string(), "the map has 5 values, 2x3 are 6");
    EXPECT_EQ(encode_npy(-1, 3, values).error().to_string(), "the map is empty (-1x3), there is nothing to write");
}

TEST(WriteImage, ChoosesTheFormatByTheName) {
    const test::TemporaryFolder folder;
    const Picture picture(40, 30, false);
    for (const char* const name : {"a.png", "b.PNG", "c.jpg", "d.JPEG", "e.Jpg"}) {
        const Status status = write_image(folder / name, picture.view);
        ASSERT_TRUE(status.ok()) << status.error().to_string();
        const std::string bytes = test::read_text(folder / name);
        EXPECT_EQ(bytes.starts_with("\x89PNG"), std::strpbrk(name, "nN") != nullptr) << name;
        EXPECT_EQ(bytes.starts_with("\xFF\xD8"), std::strpbrk(name, "nN") == nullptr) << name;
        EXPECT_EQ(opencv_reads(bytes).size(), cv::Size(40, 30));
    }
}

TEST(WriteImage, ListsTheNamesThatItKnows) {
    const test::TemporaryFolder folder;
    const Status status = write_image(folder / "a.bmp", Picture(4, 4, true).view);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code(), ErrorCode::unsupported);
    EXPECT_THAT(status.error().to_string(),
                HasSubstr("a.bmp': cannot write pictures named '.bmp', expected .jpg, .jpeg or .png"));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(WriteImage, NamesTheFileThatItCannotWrite) {
    const test::TemporaryFolder folder;
    const Status status = write_image(folder / "none/a.png", Picture(4, 4, true).view);
    ASSERT_FALSE(status.ok());
    EXPECT_THAT(status.error().to_string(), testing::StartsWith("picture '"));
    EXPECT_THAT(status.error().to_string(), HasSubstr("none/a.png': cannot create"));
}

}  // namespace
}  // namespace yolozu
