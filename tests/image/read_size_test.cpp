// SPDX-License-Identifier: Apache-2.0
#include "image/read_size.hpp"

#include <gmock/gmock.h>

#include "image/jpeg_files.hpp"
#include "image/pictures.hpp"
#include "image/png_files.hpp"
#include "support/files.hpp"

namespace yolozu::test {
namespace {

Result<ImageSize> size_of(const Bytes& file, const ImageReadOptions& options = {}) {
    const TemporaryFolder folder;
    write_text(folder / "picture", {reinterpret_cast<const char*>(file.data()), file.size()});
    return read_image_size(folder / "picture", options);
}

void expect_size_of_the_picture(const Bytes& file) {
    const Result<Image> image = decode(file);
    const Result<ImageSize> size = size_of(file);
    ASSERT_TRUE(image) << image.error().to_string();
    ASSERT_TRUE(size) << size.error().to_string();
    EXPECT_EQ(*size, (ImageSize{image->width(), image->height()}));
}

TEST(ReadImageSize, IsThatOfThePictureOfEveryKind) {
    for (const char* const extension : {".jpg", ".png", ".webp", ".tiff", ".bmp", ".ppm"}) {
        SCOPED_TRACE(extension);
        expect_size_of_the_picture(opencv_file(extension, picture(31, 17)));
    }
}

TEST(ReadImageSize, IsTurnedAsThePictureIs) {
    for (int orientation = 1; orientation <= 8; ++orientation) {
        SCOPED_TRACE(orientation);
        const Bytes exif = exif_block(orientation, true);
        expect_size_of_the_picture(png_file({.width = 19, .height = 13, .exif = exif}));
        Bytes marker = bytes_of({"Exif\0\0", 6});
        append(marker, exif);
        const Bytes jpeg = jpeg_file(picture(31, 17), {.exif = marker});
        expect_size_of_the_picture(jpeg);
        EXPECT_EQ(*size_of(jpeg, {.exif = ExifOrientation::ignore}), (ImageSize{31, 17}));
    }
}

TEST(ReadImageSize, NeedsNoPixels) {
    Bytes jpeg = opencv_file(".jpg", picture(310, 170)), png = opencv_file(".png", picture(310, 170));
    jpeg.resize(jpeg.size() / 2);
    png.resize(png.size() / 2);
    ASSERT_FALSE(decode(jpeg));
    ASSERT_FALSE(decode(png));
    EXPECT_EQ(*size_of(jpeg), (ImageSize{310, 170}));
    EXPECT_EQ(*size_of(png), (ImageSize{310, 170}));
}

TEST(ReadImageSize, RefusesWhatIsNoPictureOrTooLarge) {
    for (const char* const extension : {".jpg", ".png", ".bmp"}) {
        const Bytes file = opencv_file(extension, picture(31, 17));
        EXPECT_FALSE(size_of(file, {.max_width = 30})) << extension;
        EXPECT_FALSE(size_of(Bytes(file.begin(), file.begin() + 12))) << extension;
    }
    EXPECT_FALSE(size_of({}));
    EXPECT_THAT(read_image_size("/nowhere/a.jpg").error().to_string(), testing::HasSubstr("image '/nowhere/a.jpg'"));
}

}  // namespace
}  // namespace yolozu::test
