// SPDX-License-Identifier: Apache-2.0
//
// Files cut short at every byte and files with random bytes changed: never a crash, and no half picture.
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>
#include <random>

#include "image/gif_files.hpp"
#include "image/jpeg_files.hpp"
#include "image/pictures.hpp"
#include "image/png_files.hpp"
#include "image/tiff_files.hpp"
#include "support/seed.hpp"

namespace yolozu::test {
namespace {

struct NamedFile {
    std::string name;
    Bytes bytes;
};

std::vector<NamedFile> jpeg_files() {
    const cv::Mat pixels = picture(37, 29);
    Bytes exif = bytes_of({"Exif\0\0", 6});
    append(exif, exif_block(6, true));
    const cv::Mat inks(29, 37, CV_8UC4, cv::Scalar(10, 200, 30, 180));
    return {
        {"JPEG", jpeg_file(pixels, {.exif = exif})},
        {"progressive JPEG", jpeg_file(pixels, {.progressive = true})},
        {"JPEG of three scans", jpeg_file(pixels, {.interleaved = false})},
        {"JPEG with restarts", jpeg_file(pixels, {.restart_rows = 1})},
        {"arithmetic JPEG", jpeg_file(pixels, {.arithmetic = true})},
        {"CMYK JPEG",
         jpeg_file(inks, {.given = JCS_CMYK, .stored = JCS_CMYK, .horizontal_sampling = 1, .vertical_sampling = 1})}};
}

std::vector<NamedFile> png_files() {
    return {{"PNG", png_file({.exif = exif_block(6, true)})},
            {"interlaced PNG", png_file({.bits = 16, .colour = PNG_COLOR_TYPE_RGB_ALPHA, .interlaced = true})},
            {"palette PNG", png_file({.bits = 2, .colour = PNG_COLOR_TYPE_PALETTE, .transparency = true})}};
}

std::vector<NamedFile> other_files() {
    const cv::Mat pixels = picture(21, 17);
    Bytes indices(21 * 17);
    for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = static_cast<std::uint8_t>(i * i % 15);
    return {{"WebP", opencv_file(".webp", pixels, {cv::IMWRITE_WEBP_QUALITY, 80})},
            {"lossless WebP", opencv_file(".webp", pixels, {cv::IMWRITE_WEBP_QUALITY, 101})},
            {"BMP", opencv_file(".bmp", pixels)},
            {"PPM", opencv_file(".ppm", pixels)},
            {"text PPM", opencv_file(".ppm", pixels, {cv::IMWRITE_PXM_BINARY, 0})},
            {"GIF", gif_file({.width = 21, .height = 17, .bits = 4, .interlaced = true, .extension = true}, indices)},
            {"TIFF", tiff_file({.width = 21, .height = 17, .compression = COMPRESSION_LZW})},
            {"tiled TIFF", tiff_file({.width = 21, .height = 17, .bits = 16, .planar = 2, .tile = 16})},
            {"palette TIFF", tiff_file({.width = 21, .height = 17, .samples = 1, .photometric = PHOTOMETRIC_PALETTE})},
            {"fax TIFF", tiff_file({.width = 21,
                                    .height = 17,
                                    .bits = 1,
                                    .samples = 1,
                                    .photometric = PHOTOMETRIC_MINISWHITE,
                                    .compression = COMPRESSION_CCITTFAX4})}};
}

std::vector<NamedFile> all_files() {
    std::vector<NamedFile> files;
    for (auto& group : {jpeg_files(), png_files(), other_files()})
        files.insert(files.end(), group.begin(), group.end());
    return files;
}

bool equal(const Image& left, const Image& right) {
    return left.width() == right.width() && left.height() == right.height() &&
           std::equal(left.data(), left.data() + left.height() * left.stride_bytes(), right.data());
}

TEST(DamagedImage, CutShortIsAnErrorOrTheWholePicture) {
    for (const NamedFile& file : all_files()) {
        const Result<Image> whole = decode(file.bytes);
        ASSERT_TRUE(whole) << file.name << ": " << whole.error().to_string();
        // The last number of a text file may lose digits unnoticed.
        const std::size_t end = file.bytes.size() - (file.name == "text PPM" ? 5 : 0);
        for (std::size_t size = 0; size < end; ++size) {
            const Result<Image> cut = decode(std::span(file.bytes).first(size));
            // What a format may lose without losing pixels is the end marker and unused tables.
            ASSERT_TRUE(!cut || equal(*cut, *whole)) << file.name << " cut to " << size << " of " << file.bytes.size();
        }
    }
}

TEST(DamagedImage, PngCutShortIsAlwaysAnError) {
    for (const NamedFile& file : png_files())
        for (std::size_t size = 0; size < file.bytes.size(); ++size)
            ASSERT_FALSE(decode(std::span(file.bytes).first(size))) << file.name << " cut to " << size;
}

TEST(DamagedImage, ProgressiveJpegCutShortIsAlwaysAnError) {
    const Bytes file = jpeg_file(picture(37, 29), {.progressive = true});
    for (std::size_t size = 0; size < file.size(); ++size)
        ASSERT_FALSE(decode(std::span(file).first(size))) << "cut to " << size;
}

TEST(DamagedImage, ChangedBytesGiveAPictureOrAnError) {
    const unsigned seed = random_seed();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    const ImageReadOptions small{.max_pixels = 1 << 20};
    for (const NamedFile& file : all_files())
        for (int round = 0; round < 500; ++round) {
            Bytes changed = file.bytes;
            // Headers are small: half of the changes go there.
            const std::size_t range = round % 2 == 0 ? changed.size() : std::min<std::size_t>(changed.size(), 64);
            for (std::size_t count = 1 + random() % 4; count > 0; --count)
                changed[random() % range] = static_cast<std::uint8_t>(random());
            const Result<Image> image = decode(changed, small);
            ASSERT_TRUE(image ? image->width() * image->height() > 0 : !image.error().message().empty()) << file.name;
        }
}

TEST(DamagedImage, RandomBytesBehindASignatureAreAnError) {
    const unsigned seed = random_seed();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    const ImageReadOptions small{.max_pixels = 1 << 20};
    for (const NamedFile& file : all_files())
        for (int round = 0; round < 100; ++round) {
            Bytes noise(file.bytes.begin(), file.bytes.begin() + 12);
            while (noise.size() < 200) noise.push_back(static_cast<std::uint8_t>(random()));
            (void)decode(noise, small);
        }
}

}  // namespace
}  // namespace yolozu::test
