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

SourceRequest of(const std::vector<fs::path>& given, ImageKeyStyle style = ImageKeyStyle::path) {
    SourceRequest request;
    request.given = given;
    request.key_style = style;
    return request;
}

std::vector<std::string> keys(const SourceRequest& request) {
    std::vector<std::string> found;
    const auto images = list_images(request);
    EXPECT_TRUE(images) << images.error().to_string();
    if (!images) return found;
    for (const InputImage& image : images->of_shard()) found.emplace_back(image.key());
    return found;
}

TEST(ListImages, TakesPicturesOfAFolderInByteOrder) {
    const TemporaryFolder folder;
    for (const char* const name : {"b.PNG", "a.jpg", "Z.tiff", "notes.txt", ".hidden.jpg", "c.JpEg"})
        test::write_text(folder / name, "");
    fs::create_directory(folder / "d.jpg");
    EXPECT_THAT(keys(of({folder.path()}, ImageKeyStyle::basename)), ElementsAre("Z.tiff", "a.jpg", "b.PNG", "c.JpEg"));
}

TEST(ListImages, NamesKeysInEveryStyle) {
    const TemporaryFolder folder;
    test::write_text(folder / "a.jpg", "");
    const std::string path = (folder / "a.jpg").native();
    EXPECT_THAT(keys(of({folder.path()}, ImageKeyStyle::path)), ElementsAre(path));
    EXPECT_THAT(keys(of({path}, ImageKeyStyle::path)), ElementsAre(path));
    EXPECT_THAT(keys(of({folder.path()}, ImageKeyStyle::relative)), ElementsAre("a.jpg"));
    EXPECT_THAT(keys(of({path}, ImageKeyStyle::basename)), ElementsAre("a.jpg"));
}

TEST(ListImages, KeepsTheOrderGivenAndLeavesMissingFilesToTheReader) {
    EXPECT_THAT(keys(of({"z.jpg", "nowhere/a.jpg"}, ImageKeyStyle::path)), ElementsAre("z.jpg", "nowhere/a.jpg"));
}

TEST(ListImages, RefusesAFolderWithoutPictures) {
    const TemporaryFolder folder;
    const auto images = list_images(of({folder.path()}));
    ASSERT_FALSE(images);
    EXPECT_THAT(images.error().to_string(), HasSubstr("has no picture files"));
}

TEST(ListImages, RefusesTwoPicturesOfOneName) {
    const auto images = list_images(of({"a/1.jpg", "b/1.jpg"}, ImageKeyStyle::basename));
    ASSERT_FALSE(images);
    EXPECT_EQ(images.error().code(), ErrorCode::invalid_argument);
    EXPECT_THAT(images.error().to_string(), HasSubstr("'a/1.jpg' and 'b/1.jpg' would both be called '1.jpg'"));
}

TEST(ListImages, SaysThatAFolderCannotBeListed) {
    const TemporaryFolder folder;
    fs::permissions(folder.path(), fs::perms::none);
    const auto images = list_images(of({folder.path()}));
    fs::permissions(folder.path(), fs::perms::owner_all);
    ASSERT_FALSE(images);
    // The superuser may list every folder and finds nothing in it.
    EXPECT_THAT(images.error().to_string(), testing::AnyOf(HasSubstr("cannot list it"), HasSubstr("no picture files")));
}

TEST(ListImages, LooksBelowWhenAsked) {
    const TemporaryFolder folder;
    fs::create_directories(folder / "b/c");
    fs::create_directory(folder / ".hidden");
    for (const char* const name : {"b/c/2.jpg", "b/1.jpg", "a.jpg", ".hidden/3.jpg", "b/notes.txt"})
        test::write_text(folder / name, "");
    fs::create_directory_symlink(folder.path(), folder / "b/circle");
    SourceRequest request = of({folder.path()}, ImageKeyStyle::relative);
    EXPECT_THAT(keys(request), ElementsAre("a.jpg"));
    request.recursive = true;
    EXPECT_THAT(keys(request), ElementsAre("a.jpg", "b/1.jpg", "b/c/2.jpg"));
}

TEST(ListImages, ReadsPatternsAndListsUnlessAFileIsCalledSo) {
    const TemporaryFolder folder;
    for (const char* const name : {"a1.jpg", "a2.jpg", "a[1].jpg"}) test::write_text(folder / name, "");
    test::write_text(folder / "list.txt", "z.jpg\n");
    const std::string z = (folder / "z.jpg").native();
    EXPECT_THAT(keys(of({folder / "a?.jpg"}, ImageKeyStyle::basename)), ElementsAre("a1.jpg", "a2.jpg"));
    EXPECT_THAT(keys(of({folder / "a[1].jpg"}, ImageKeyStyle::basename)), ElementsAre("a[1].jpg"));
    EXPECT_THAT(keys(of({"@" + (folder / "list.txt").native()})), ElementsAre(z));
}

TEST(ListImages, CutsTheListBeforeItIsShared) {
    SourceRequest request = of({"1", "2", "3", "4", "5", "6"});
    request.max_images = 5;
    request.shard = {1, 3};
    EXPECT_THAT(keys(request), ElementsAre("1"));
    request.shard = {2, 3};
    EXPECT_THAT(keys(request), ElementsAre("2", "3"));
    request.shard = {3, 3};
    EXPECT_THAT(keys(request), ElementsAre("4", "5"));
}

TEST(ListImages, JoinsShardsToTheWholeForAnyNumberOfThem) {
    std::vector<fs::path> given;
    for (int image = 0; image < 23; ++image) given.emplace_back(std::to_string(image));
    const std::vector<std::string> whole = keys(of(given));
    for (std::size_t count = 1; count <= given.size(); ++count) {
        std::vector<std::string> joined;
        for (std::size_t index = 1; index <= count; ++index) {
            SourceRequest request = of(given);
            request.shard = {index, count};
            for (const std::string& key : keys(request)) joined.push_back(key);
        }
        EXPECT_EQ(joined, whole) << count;
    }
}

TEST(ListImages, RefusesAShardOfNothing) {
    SourceRequest request = of({"1"});
    request.shard = {1, 2};
    const auto images = list_images(request);
    ASSERT_FALSE(images);
    EXPECT_THAT(images.error().to_string(), HasSubstr("shard 1/2 has none of the 1 images"));
}

TEST(Shard, IsReadFromText) {
    const auto shard = shard_from_string("2/4");
    ASSERT_TRUE(shard);
    EXPECT_EQ(shard->index, 2U);
    EXPECT_EQ(shard->count, 4U);
    for (const char* const text :
         {"", "/", "1", "1/", "/2", "0/4", "5/4", "1/0", "-1/2", "1/2/3", "1/99999999999", "a/b"})
        EXPECT_FALSE(shard_from_string(text)) << text;
}

TEST(ImageKeyStyle, HasNames) {
    for (const auto style : {ImageKeyStyle::path, ImageKeyStyle::basename, ImageKeyStyle::relative})
        EXPECT_EQ(image_key_style_from_string(to_string(style)), style);
    EXPECT_EQ(image_key_style_from_string("stem"), std::nullopt);
}

}  // namespace
}  // namespace yolozu
