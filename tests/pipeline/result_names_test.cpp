// SPDX-License-Identifier: Apache-2.0
#include "pipeline/result_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace yolozu {
namespace {

TEST(ResultNames, KeepTheNumbersOfAVideosFrames) {
    EXPECT_EQ(file_name_of_key("a/walk.mp4#000017"), "walk.mp4_000017");
    EXPECT_EQ(file_name_of_key("a#1.jpg"), "a_1");
}

TEST(FileNameOfKey, IsTheStem) {
    EXPECT_EQ(file_name_of_key("images/val/000000000009.jpg"), "000000000009");
    EXPECT_EQ(file_name_of_key("a.b.png"), "a.b");
    EXPECT_EQ(file_name_of_key(" a.jpg "), "a");
    EXPECT_EQ(file_name_of_key("C:\\pictures\\cat.png"), "cat");
    EXPECT_EQ(file_name_of_key("写真.jpg"), "写真");
}

TEST(FileNameOfKey, LeavesNoFolderAndHidesNothing) {
    EXPECT_EQ(file_name_of_key("../.."), "_");
    EXPECT_EQ(file_name_of_key(".."), "_");
    EXPECT_EQ(file_name_of_key("."), "_");
    EXPECT_EQ(file_name_of_key("/"), "_");
    EXPECT_EQ(file_name_of_key(""), "_");
    EXPECT_EQ(file_name_of_key(".hidden"), "_hidden");
    EXPECT_EQ(file_name_of_key("a/b/"), "b");
}

TEST(FileNameOfKey, ReplacesWhatFilesAndShellsDoNotLike) {
    EXPECT_EQ(file_name_of_key("a b\n$`;*?\"'<>|:&%\x7F.jpg"), "a_b_______________");
    EXPECT_EQ(file_name_of_key(std::string("a\0b.jpg", 7)), "a_b");
    EXPECT_EQ(file_name_of_key("\xFF\xC3.jpg"), "__");
    EXPECT_EQ(file_name_of_key("a\u0085"
                               "b.jpg"),
              "a_b");
}

TEST(FileNameOfKey, IsCutBetweenCharacters) {
    EXPECT_EQ(file_name_of_key(std::string(5000, 'x')), std::string(100, 'x'));
    std::string long_name;
    for (int index = 0; index < 50; ++index) long_name += "写";
    EXPECT_EQ(file_name_of_key(long_name), long_name.substr(0, 99));
}

TEST(FileNameOfKey, IsRecognised) {
    for (const char* const key : {"a.jpg", "..", "写真.jpg", "x y"})
        EXPECT_TRUE(is_file_name_of_key(file_name_of_key(key)));
    for (const char* const name : {"", "a b", ".hidden", "..", "a\n"}) EXPECT_FALSE(is_file_name_of_key(name)) << name;
    EXPECT_FALSE(is_file_name_of_key(std::string(200, 'x')));
}

TEST(ResultNames, TellsImagesOfOneNameApart) {
    ResultNames names;
    const std::string first = names.name_for("a/cat.jpg").value();
    const std::string second = names.name_for("b/cat.jpg").value();
    const std::string third = names.name_for("b/Cat.png").value();
    EXPECT_EQ(first, "cat");
    // The beginning of the SHA-256 of "b/cat.jpg" (sha256sum).
    EXPECT_EQ(second, "cat-02bdfb852452fa5c");
    EXPECT_THAT(third, testing::StartsWith("Cat-"));
    EXPECT_NE(second.substr(4), third.substr(4));
    ResultNames again;
    EXPECT_EQ(again.name_for("cat").value(), "cat");
    EXPECT_EQ(again.name_for("b/cat.jpg").value(), second);
    EXPECT_TRUE(is_file_name_of_key(second));
}

TEST(ResultNames, CutNamesStayApart) {
    ResultNames names;
    const std::string prefix(300, 'x');
    const std::string first = names.name_for(prefix + "1").value(), second = names.name_for(prefix + "2").value();
    EXPECT_NE(first, second);
    EXPECT_EQ(second.size(), 117U);
    EXPECT_TRUE(is_file_name_of_key(second));
}

}  // namespace
}  // namespace yolozu
