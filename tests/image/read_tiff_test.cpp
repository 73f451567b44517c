// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <opencv2/core.hpp>

#include "image/pictures.hpp"
#include "image/tiff_files.hpp"

namespace yolozu::test {
namespace {

/// The picture whose stored pixels are given by a function of the samples' upper bytes.
cv::Mat expected_picture(const TiffForm& form, const std::function<cv::Vec3b(const int*)>& rgb_of) {
    cv::Mat bgr(form.height, form.width, CV_8UC3);
    for (int y = 0; y < form.height; ++y)
        for (int x = 0; x < form.width; ++x) {
            int samples[5];
            for (int channel = 0; channel < 5; ++channel)
                samples[channel] = static_cast<int>(tiff_sample(x, y, channel) >> 8);
            const cv::Vec3b rgb = rgb_of(samples);
            bgr.at<cv::Vec3b>(y, x) = {rgb[2], rgb[1], rgb[0]};
        }
    return bgr;
}

cv::Vec3b colour(int red, int green, int blue) {
    return {static_cast<std::uint8_t>(red), static_cast<std::uint8_t>(green), static_cast<std::uint8_t>(blue)};
}
cv::Vec3b rgb(const int* samples) {
    return colour(samples[0], samples[1], samples[2]);
}
cv::Vec3b grey(const int* samples) {
    return colour(samples[0], samples[0], samples[0]);
}

TEST(ReadTiff, ReadsRgbInStripsAndTilesOfEveryLayout) {
    for (const int bits : {8, 16})
        for (const int tile : {0, 16})
            for (const int planar : {PLANARCONFIG_CONTIG, PLANARCONFIG_SEPARATE})
                for (const int compression :
                     {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS})
                    for (const char* mode : {"wl", "wb", "w8"}) {
                        SCOPED_TRACE(fmt::format("{} bits, tile {}, planar {}, compression {}, {}", bits, tile, planar,
                                                 compression, mode));
                        const TiffForm form{
                            .bits = bits, .planar = planar, .compression = compression, .tile = tile, .mode = mode};
                        EXPECT_TRUE(same_pixels(decode(tiff_file(form)), expected_picture(form, rgb)));
                    }
}

// OpenCV 4.6 reads no small tiles, so that tiles are compared with the strips that equal OpenCV's.
TEST(ReadTiff, EqualsOpenCvForEightBitsInStripsAndTiles) {
    for (TiffForm form : {TiffForm{}, TiffForm{.samples = 1, .photometric = PHOTOMETRIC_MINISBLACK},
                          TiffForm{.samples = 1, .photometric = PHOTOMETRIC_MINISWHITE},
                          TiffForm{.samples = 1, .photometric = PHOTOMETRIC_PALETTE},
                          TiffForm{.samples = 4, .photometric = PHOTOMETRIC_SEPARATED}}) {
        const Bytes strips = tiff_file(form);
        form.tile = 16;
        EXPECT_TRUE(same_pixels(decode(strips), opencv_reads(strips))) << "photometric " << form.photometric;
        EXPECT_TRUE(same_pixels(decode(tiff_file(form)), opencv_reads(strips))) << "photometric " << form.photometric;
    }
}

TEST(ReadTiff, EqualsThePictureThatOpenCvWrote) {
    const cv::Mat written = picture(131, 77);
    EXPECT_TRUE(same_pixels(decode(opencv_file(".tiff", written)), written));
}

TEST(ReadTiff, ReadsGreyOfEveryDepth) {
    for (const int photometric : {PHOTOMETRIC_MINISBLACK, PHOTOMETRIC_MINISWHITE})
        for (const int bits : {1, 4, 8, 16}) {
            SCOPED_TRACE(fmt::format("photometric {}, {} bits", photometric, bits));
            const TiffForm form{.bits = bits, .samples = 1, .photometric = photometric};
            const int white = photometric == PHOTOMETRIC_MINISWHITE ? 255 : 0;
            const cv::Mat expected = expected_picture(form, [&](const int* samples) {
                const int level = bits >= 8 ? samples[0] : (samples[0] >> (8 - bits)) * 255 / ((1 << bits) - 1);
                return colour(level ^ white, level ^ white, level ^ white);
            });
            EXPECT_TRUE(same_pixels(decode(tiff_file(form)), expected));
        }
}

TEST(ReadTiff, DropsAlphaWithoutMultiplyingByIt) {
    for (const int extra : {EXTRASAMPLE_ASSOCALPHA, EXTRASAMPLE_UNASSALPHA, EXTRASAMPLE_UNSPECIFIED})
        for (const int bits : {8, 16}) {
            const TiffForm colours{.bits = bits, .samples = 4, .extra_sample = extra};
            EXPECT_TRUE(same_pixels(decode(tiff_file(colours)), expected_picture(colours, rgb)));
            const TiffForm greys{
                .bits = bits, .samples = 2, .photometric = PHOTOMETRIC_MINISBLACK, .extra_sample = extra};
            EXPECT_TRUE(same_pixels(decode(tiff_file(greys)), expected_picture(greys, grey)));
        }
}

TEST(ReadTiff, ReadsInks) {
    for (const int bits : {8, 16}) {
        const TiffForm form{.bits = bits, .samples = 4, .photometric = PHOTOMETRIC_SEPARATED};
        const cv::Mat expected = expected_picture(form, [](const int* ink) {
            const int light = 255 - ink[3];
            return colour(light * (255 - ink[0]) / 255, light * (255 - ink[1]) / 255, light * (255 - ink[2]) / 255);
        });
        EXPECT_TRUE(same_pixels(decode(tiff_file(form)), expected));
    }
}

TEST(ReadTiff, ReadsPalettesOfEveryDepth) {
    for (const int bits : {1, 2, 4, 8}) {
        const TiffForm form{.bits = bits, .samples = 1, .photometric = PHOTOMETRIC_PALETTE, .rows_per_strip = 5};
        const cv::Mat expected = expected_picture(form, [&](const int* samples) {
            const int index = samples[0] >> (8 - bits);
            return colour(index * 17 % 256, index * 18 % 256, index * 19 % 256);
        });
        EXPECT_TRUE(same_pixels(decode(tiff_file(form)), expected)) << bits << " bits";
    }
}

TEST(ReadTiff, AppliesEveryOrientationToPlainAndConvertedSamples) {
    for (int orientation = 1; orientation <= 8; ++orientation)
        for (const bool palette : {false, true})
            for (const int tile : {0, 16}) {
                SCOPED_TRACE(fmt::format("orientation {}, palette {}, tile {}", orientation, palette, tile));
                TiffForm form{.samples = palette ? 1 : 3,
                              .photometric = palette ? PHOTOMETRIC_PALETTE : PHOTOMETRIC_RGB,
                              .tile = tile};
                const Result<Image> stored = decode(tiff_file(form));
                form.orientation = orientation;
                const Result<Image> turned = decode(tiff_file(form));
                const Result<Image> ignored = decode(tiff_file(form), {.exif = ExifOrientation::ignore});
                ASSERT_TRUE(stored && turned && ignored);
                EXPECT_EQ(0, std::memcmp(stored->data(), ignored->data(), std::size_t{37} * 29 * 3));
                const bool right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
                const bool low = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
                const int x = right ? turned->width() - 1 : 0;
                const int y = low ? turned->height() - 1 : 0;
                EXPECT_EQ(0, std::memcmp(stored->row(0), turned->row(y) + 3 * x, 3));
            }
}

TEST(ReadTiff, ReportsTruncationInTheWordsOfLibtiff) {
    Bytes file = tiff_file({.compression = COMPRESSION_LZW});
    // libtiff writes the directory last, so a cut in the middle is a file without one.
    file.resize(file.size() / 2);
    EXPECT_THAT(error_of(file), testing::StartsWith("image 'test': corrupt or truncated TIFF: "));
}

TEST(ReadTiff, ReportsDamagedSamples) {
    Bytes file = tiff_file({.compression = COMPRESSION_LZW});
    std::fill(file.begin() + 8, file.begin() + 200, std::uint8_t{0xFF});
    EXPECT_THAT(error_of(file), testing::StartsWith("image 'test': corrupt or truncated TIFF: "));
}

TEST(ReadTiff, RefusesFloatingPointSamples) {
    const Bytes file = tiff_file({.bits = 32, .sample_format = SAMPLEFORMAT_IEEEFP});
    const Result<Image> image = decode(file);
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code(), ErrorCode::unsupported);
    EXPECT_THAT(image.error().to_string(), testing::StartsWith("image 'test': TIFF: "));
}

TEST(ReadTiff, RefusesEnormousTiles) {
    Bytes file = tiff_file({.tile = 16, .mode = "wl"});
    // The entry of TileWidth (0x0142), a SHORT of 16, becomes a LONG of 2^24.
    const std::uint8_t entry[] = {0x42, 0x01, 3, 0, 1, 0, 0, 0, 16, 0, 0, 0};
    const std::uint8_t enormous[] = {0x42, 0x01, 4, 0, 1, 0, 0, 0, 0, 0, 0, 1};
    const auto found = std::search(file.begin(), file.end(), std::begin(entry), std::end(entry));
    ASSERT_NE(found, file.end());
    std::copy(std::begin(enormous), std::end(enormous), found);
    EXPECT_EQ(error_of(file),
              "image 'test': TIFF with tiles of 16777216 x 16 pixels, over the limit of 268435456 bytes");
}

}  // namespace
}  // namespace yolozu::test
