// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sources.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/files.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> keys(const std::vector<fs::path>& given, ImageKeyStyle style) {
    std::vector<std::string> found;
    const auto images = list_images(given, style);
    EXPECT_TRUE(images) << images.error().to_string();
    for (const InputImage& image : *images) found.push_back(image.key);
    return found;
}

TEST(ListImages, TakesPicturesOfAFolderInByteOrder) {
    const TemporaryFolder folder;
    for (const char* const name : {"b.PNG", "a.jpg", "Z.tiff", "notes.txt", ".hidden.jpg", "c.JpEg"})
        test::write_text(folder / name, "");
    fs::create_directory(folder / "d.jpg");
    EXPECT_THAT(keys({folder.path()}, ImageKeyStyle::basename), ElementsAre("Z.tiff", "a.jpg", "b.PNG", "c.JpEg"));
}

TEST(ListImages, NamesKeysInEveryStyle) {
    const TemporaryFolder folder;
    test::write_text(folder / "a.jpg", "");
    const std::string path = (folder / "a.jpg").native();
    EXPECT_THAT(keys({folder.path()}, ImageKeyStyle::path), ElementsAre(path));
    EXPECT_THAT(keys({path}, ImageKeyStyle::path), ElementsAre(path));
    EXPECT_THAT(keys({folder.path()}, ImageKeyStyle::relative), ElementsAre("a.jpg"));
    EXPECT_THAT(keys({path}, ImageKeyStyle::basename), ElementsAre("a.jpg"));
}

TEST(ListImages, KeepsTheOrderGivenAndLeavesMissingFilesToTheReader) {
    EXPECT_THAT(keys({"z.jpg", "nowhere/a.jpg"}, ImageKeyStyle::path), ElementsAre("z.jpg", "nowhere/a.jpg"));
}

TEST(ListImages, RefusesAFolderWithoutPictures) {
    const TemporaryFolder folder;
    const auto images = list_images(std::vector{folder.path()}, ImageKeyStyle::path);
    ASSERT_FALSE(images);
    EXPECT_THAT(images.error().to_string(), HasSubstr("has no picture files"));
}

TEST(ListImages, RefusesTwoPicturesOfOneName) {
    const auto images = list_images(std::vector<fs::path>{"a/1.jpg", "b/1.jpg"}, ImageKeyStyle::basename);
    ASSERT_FALSE(images);
    EXPECT_EQ(images.error().code(), ErrorCode::invalid_argument);
    EXPECT_THAT(images.error().to_string(), HasSubstr("'a/1.jpg' and 'b/1.jpg' would both be called '1.jpg'"));
}

TEST(ListImages, SaysThatAFolderCannotBeListed) {
    const TemporaryFolder folder;
    fs::permissions(folder.path(), fs::perms::none);
    const auto images = list_images(std::vector{folder.path()}, ImageKeyStyle::path);
    fs::permissions(folder.path(), fs::perms::owner_all);
    ASSERT_FALSE(images);
    // The superuser may list every folder and finds nothing in it.
    EXPECT_THAT(images.error().to_string(), testing::AnyOf(HasSubstr("cannot list it"), HasSubstr("no picture files")));
}

TEST(ImageKeyStyle, HasNames) {
    for (const auto style : {ImageKeyStyle::path, ImageKeyStyle::basename, ImageKeyStyle::relative})
        EXPECT_EQ(image_key_style_from_string(to_string(style)), style);
    EXPECT_EQ(image_key_style_from_string("stem"), std::nullopt);
}

}  // namespace
}  // namespace yolozu
