// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <opencv2/imgcodecs.hpp>

#include "image/gif_files.hpp"
#include "image/pictures.hpp"
#include "image/png_files.hpp"
#include "image/tiff_files.hpp"
#include "support/files.hpp"

namespace yolozu::test {
namespace {

using testing::HasSubstr;

std::string_view text_of(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

ErrorCode code_of(const Result<Image>& image) {
    return image ? ErrorCode::internal : image.error().code();
}

TEST(ReadImage, ReadsFilesWhateverTheirNamesAre) {
    const TemporaryFolder folder;
    const cv::Mat written = picture(12, 9);
    const Bytes file = opencv_file(".png", written);
    for (const std::string& name : {std::string("\xE9.jpg"), std::string("a\nb.jpg"), std::string(200, 'n'),
                                    std::string("\xFF\xFE\x80"), std::string("猫.gif"), std::string("no extension")}) {
        write_text(folder / name, text_of(file));
        EXPECT_TRUE(same_pixels(read_image(folder / name), written));
    }
}

TEST(ReadImage, NamesTheFileInPrintableCharacters) {
    const TemporaryFolder folder;
    write_text(folder / "\xE9\n.jpg", "<html>");
    const Result<Image> image = read_image(folder / "\xE9\n.jpg");
    ASSERT_FALSE(image);
    EXPECT_THAT(image.error().to_string(), testing::EndsWith("/\\xe9\\x0a.jpg': not a picture of a known kind (begins "
                                                             "with 3c 68 74 6d 6c 3e); expected JPEG, PNG, WebP, "
                                                             "TIFF, BMP, GIF or PNM"));
    EXPECT_EQ(image.error().code(), ErrorCode::malformed);
}

TEST(ReadImage, ReportsAMissingFile) {
    const TemporaryFolder folder;
    const Result<Image> image = read_image(folder / "none.jpg");
    EXPECT_EQ(code_of(image), ErrorCode::not_found);
    EXPECT_THAT(image.error().to_string(), HasSubstr("none.jpg': cannot open: No such file or directory"));
}

TEST(ReadImage, ReportsAFolder) {
    const TemporaryFolder folder;
    const Result<Image> image = read_image(folder.path());
    EXPECT_EQ(code_of(image), ErrorCode::io);
    EXPECT_THAT(image.error().to_string(), HasSubstr("is a directory, expected a file"));
}

TEST(ReadImage, ReportsAnEmptyFile) {
    const TemporaryFolder folder;
    write_text(folder / "empty.jpg", "");
    const Result<Image> image = read_image(folder / "empty.jpg");
    EXPECT_EQ(code_of(image), ErrorCode::malformed);
    EXPECT_THAT(image.error().to_string(), testing::EndsWith("empty.jpg': is empty, expected a picture"));
}

TEST(ReadImage, ReportsAFileOverTheLimit) {
    const TemporaryFolder folder;
    write_text(folder / "large.png", text_of(opencv_file(".png", picture(50, 50))));
    const Result<Image> image = read_image(folder / "large.png", {.max_file_bytes = 100});
    EXPECT_EQ(code_of(image), ErrorCode::limit_exceeded);
    EXPECT_THAT(image.error().to_string(), HasSubstr("is larger than the limit of 100 bytes"));
}

TEST(DecodeImage, ReportsAKindThatIsNotSupported) {
    const Result<Image> image =
        decode(bytes_of({"\0\0\0\x18"
                         "ftypheic....",
                         16}));
    EXPECT_EQ(code_of(image), ErrorCode::unsupported);
    EXPECT_EQ(image.error().message(), "HEIC and AVIF pictures are not supported; convert it to JPEG or PNG");
}

TEST(DecodeImage, SaysWhatToDoWithAVideo) {
    for (const std::string_view start :
         {std::string_view("\0\0\0\x18"
                           "ftypisom....",
                           16),
          std::string_view("\x1A\x45\xDF\xA3 matroska"), std::string_view("RIFF\1\1\1\1AVI LIST")})
        EXPECT_EQ(error_of(bytes_of(start)), "image 'test': is a video, whose frames are read with --video");
}

TEST(DecodeImage, DoesNotTakeOtherTextForPnm) {
    EXPECT_THAT(error_of(bytes_of("P5x 1 1 255 ")), HasSubstr("not a picture of a known kind (begins with 50 35 78"));
    EXPECT_THAT(error_of(bytes_of("P")), HasSubstr("not a picture of a known kind (begins with 50)"));
}

std::vector<Bytes> one_of_each_kind(int width, int height) {
    std::vector<Bytes> files;
    for (const char* extension : {".jpg", ".png", ".webp", ".tiff", ".bmp", ".ppm"})
        files.push_back(opencv_file(extension, picture(width, height)));
    files.push_back(gif_file({.width = width, .height = height}, Bytes(static_cast<std::size_t>(width * height), 3)));
    return files;
}

TEST(DecodeImage, ChecksEveryLimitForEveryKind) {
    for (const Bytes& file : one_of_each_kind(40, 30)) {
        EXPECT_TRUE(decode(file, {.max_width = 40, .max_height = 30, .max_pixels = 1200}));
        EXPECT_EQ(error_of(file, {.max_width = 39}), "image 'test': is 40 x 30 pixels, over the limit of 39 x 65500");
        EXPECT_EQ(error_of(file, {.max_height = 29}), "image 'test': is 40 x 30 pixels, over the limit of 65500 x 29");
        EXPECT_EQ(error_of(file, {.max_pixels = 1199}),
                  "image 'test': is 40 x 30 = 1200 pixels, over the limit of 1199");
    }
}

TEST(DecodeImage, RefusesFilesOfAFewBytesThatClaimAnEnormousPicture) {
    const std::string_view header("\0\x01\0\0\0\x01\0\0\x08\x02\0\0\0", 13);
    Bytes png = bytes_of("\x89PNG\r\n\x1A\n");
    append(png, png_chunk("IHDR", header));
    append(png, png_chunk("IDAT", "x"));
    EXPECT_EQ(error_of(png), "image 'test': is 65536 x 65536 pixels, over the limit of 65500 x 65500");
    EXPECT_EQ(error_of(bytes_of("P6 65000 65000 255 ")),
              "image 'test': is 65000 x 65000 = 4225000000 pixels, over the limit of 268435456");
}

TEST(DecodeImage, ReportsMemoryThatCannotBeHad) {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the address sanitizer ends the program where memory cannot be had";
#endif
    const ImageReadOptions unlimited{
        .max_width = INT32_MAX, .max_height = INT32_MAX, .max_pixels = std::int64_t{1} << 62};
    const Result<Image> image = decode(bytes_of("P6 2000000000 400000000 255 "), unlimited);
    ASSERT_EQ(code_of(image), ErrorCode::limit_exceeded);
    EXPECT_EQ(image.error().message(), "not enough memory for its pixels");
}

}  // namespace
}  // namespace yolozu::test
