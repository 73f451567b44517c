// SPDX-License-Identifier: Apache-2.0
#include "pipeline/image_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/files.hpp"

namespace yolozu {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> paths(std::string_view text, bool csv = false, std::string_view folder = "") {
    std::vector<std::string> found;
    for (const FoundImage& image : parse_image_list(text, csv, folder)) found.push_back(image.path);
    return found;
}

TEST(ParseImageList, TakesOnePathALine) {
    EXPECT_THAT(paths("b.jpg\r\n\n a b.jpg\n#1.jpg"), ElementsAre("b.jpg", " a b.jpg", "#1.jpg"));
    EXPECT_THAT(paths("\xEF\xBB\xBF"
                      "a.jpg\n"),
                ElementsAre("a.jpg"));
    EXPECT_THAT(paths(""), IsEmpty());
    EXPECT_THAT(paths("\n\r\n"), IsEmpty());
}

TEST(ParseImageList, TakesTheFirstColumnOfACsv) {
    EXPECT_THAT(paths("a.jpg,1\n\"b, \"\"c\"\".jpg\",2\n\"d.jpg\n,3\n", true),
                ElementsAre("a.jpg", "b, \"c\".jpg", "d.jpg"));
    EXPECT_THAT(paths("Path,label\na.jpg,1\npath,2\n", true), ElementsAre("a.jpg", "path"));
    EXPECT_THAT(paths("path\n"), ElementsAre("path"));
}

TEST(ParseImageList, ResolvesAgainstTheFolder) {
    const auto images = parse_image_list("a/1.jpg\n./2.jpg\n/3/4.jpg\n", false, "lists");
    ASSERT_EQ(images.size(), 3U);
    EXPECT_EQ(images[0].path, "lists/a/1.jpg");
    EXPECT_EQ(images[0].key(), "a/1.jpg");
    EXPECT_EQ(images[1].path, "lists/2.jpg");
    EXPECT_EQ(images[2].path, "/3/4.jpg");
    EXPECT_EQ(images[2].key(), "4.jpg");
}

TEST(ParseImageList, KeepsOfAHugeLineWhatIsStillTooLong) {
    const auto found = paths(std::string(1 << 20, 'x') + "\nb.jpg");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].size(), 4096U);
    EXPECT_EQ(found[1], "b.jpg");
}

TEST(ReadImageList, SaysWhatIsWrong) {
    const test::TemporaryFolder folder;
    test::write_text(folder / "empty.txt", "\n");
    const auto empty = read_image_list(folder / "empty.txt");
    ASSERT_FALSE(empty);
    EXPECT_THAT(empty.error().to_string(), HasSubstr("names no images"));
    const auto missing = read_image_list(folder / "missing.txt");
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().to_string(), HasSubstr("missing.txt': cannot open"));
}

}  // namespace
}  // namespace yolozu
