// SPDX-License-Identifier: Apache-2.0
#include "pipeline/glob.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/files.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(MatchesName, KnowsStarsQuestionMarksAndSets) {
    EXPECT_TRUE(matches_name("*", ""));
    EXPECT_TRUE(matches_name("*.jpg", "a.b.jpg"));
    EXPECT_FALSE(matches_name("*.jpg", "a.jpg.png"));
    EXPECT_TRUE(matches_name("a*b*c", "aXbYbZc"));
    EXPECT_FALSE(matches_name("a*b*c", "acb"));
    EXPECT_TRUE(matches_name("??", "ab"));
    EXPECT_FALSE(matches_name("?", ""));
    EXPECT_TRUE(matches_name("[a-c]1", "b1"));
    EXPECT_FALSE(matches_name("[a-c]1", "d1"));
    EXPECT_TRUE(matches_name("[!a-c]1", "d1"));
    EXPECT_TRUE(matches_name("[]x]", "]"));
    EXPECT_TRUE(matches_name("[*]", "*"));
    EXPECT_FALSE(matches_name("[*]", "a"));
    EXPECT_TRUE(matches_name("[a-]", "-"));
    EXPECT_TRUE(matches_name("a[1", "a[1"));
}

TEST(MatchesName, CountsCharactersOfUtf8AndToleratesWhatIsNone) {
    EXPECT_TRUE(matches_name("?.jpg", "\xC3\xA9.jpg"));
    EXPECT_TRUE(matches_name("[\xC3\xA0-\xC3\xBF]", "\xC3\xA9"));
    EXPECT_TRUE(matches_name("?", "\xFF"));
    EXPECT_FALSE(matches_name("?", "\xC3\xA9\xC3\xA9"));
}

TEST(MatchesName, TakesNoExponentialTime) {
    std::string pattern;
    for (int star = 0; star < 200; ++star) pattern += "*a";
    EXPECT_FALSE(matches_name(pattern + "b", std::string(5'000, 'a')));
}

std::vector<std::string> matches(const fs::path& pattern) {
    std::vector<std::string> found;
    const auto images = pictures_matching(pattern);
    EXPECT_TRUE(images) << images.error().to_string();
    if (images)
        for (const FoundImage& image : *images) found.emplace_back(image.key());
    return found;
}

TEST(PicturesMatching, WalksFolders) {
    const test::TemporaryFolder folder;
    fs::create_directories(folder / "a/b");
    for (const char* const name : {"1.jpg", "a/2.jpg", "a/b/3.jpg", "a/b/4.png", "a/notes.txt", "a/.5.jpg"})
        test::write_text(folder / name, "");
    fs::create_directory_symlink(folder.path(), folder / "a/circle");
    EXPECT_THAT(matches(folder / "*"), ElementsAre("1.jpg"));
    EXPECT_THAT(matches(folder / "*/*.jpg"), ElementsAre("a/2.jpg"));
    EXPECT_THAT(matches(folder / "**/*.jpg"), ElementsAre("1.jpg", "a/2.jpg", "a/b/3.jpg"));
    EXPECT_THAT(matches(folder / "a/**"), ElementsAre("2.jpg", "b/3.jpg", "b/4.png"));
    EXPECT_THAT(matches(folder / "**/b/*"), ElementsAre("a/b/3.jpg", "a/b/4.png"));
    EXPECT_THAT(matches(folder / "?/b/3.jpg"), ElementsAre("a/b/3.jpg"));
}

TEST(PicturesMatching, SaysWhenNothingMatches) {
    const test::TemporaryFolder folder;
    const auto images = pictures_matching(folder / "*.jpg");
    ASSERT_FALSE(images);
    EXPECT_THAT(images.error().to_string(), HasSubstr("no picture file matches the pattern"));
    EXPECT_FALSE(pictures_matching("/nowhere/*.jpg"));
}

}  // namespace
}  // namespace yolozu
