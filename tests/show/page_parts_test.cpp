// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "show/base64.hpp"
#include "show/page_text.hpp"
#include "show/shrink.hpp"

namespace yolozu::show {
namespace {

TEST(Base64, HasTheVectorsOfRfc4648) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foob"), "Zm9vYg==");
    EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64("\xFB\xFF\xBF"), "+/+/");
}

TEST(Escaped, EndsNeitherTextNorAttribute) {
    EXPECT_EQ(escaped("<b a='1' c=\"2\">&amp;"), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;");
    EXPECT_EQ(escaped(std::string_view("\xC3\xA9\n\xFF\0", 5)), "\xC3\xA9\\x0a\\xff\\x00");
}

Image ramp(int width, int height) {
    Image image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < 3 * width; ++x) image.row(y)[x] = static_cast<std::uint8_t>((x + 7 * y) % 256);
    return image;
}

TEST(Shrunk, KeepsWhatIsSmallEnough) {
    const Image image = ramp(20, 10), same = shrunk(image, 20);
    ASSERT_EQ(same.width(), 20);
    ASSERT_EQ(same.height(), 10);
    EXPECT_TRUE(std::equal(image.data(), image.data() + 600, same.data()));
}

TEST(Shrunk, IsTheMeanOfWholeBlocks) {
    const Image image = ramp(8, 4), half = shrunk(image, 4);
    ASSERT_EQ(half.width(), 4);
    ASSERT_EQ(half.height(), 2);
    for (int y = 0; y < 2; ++y)
        for (int x = 0; x < 4; ++x)
            for (int channel = 0; channel < 3; ++channel) {
                const auto at = [&](int column, int row) { return int{image.row(row)[3 * column + channel]}; };
                const int sum =
                    at(2 * x, 2 * y) + at(2 * x + 1, 2 * y) + at(2 * x, 2 * y + 1) + at(2 * x + 1, 2 * y + 1);
                EXPECT_EQ(half.row(y)[3 * x + channel], (sum + 2) / 4);
            }
}

TEST(Shrunk, HasAtLeastOnePixelAndCoversAllOfThem) {
    const Image thin = shrunk(ramp(1000, 1), 10);
    EXPECT_EQ(thin.width(), 10);
    EXPECT_EQ(thin.height(), 1);
    Image corner(7, 5);
    corner.row(4)[3 * 6] = 255;
    const Image small = shrunk(corner, 3);
    EXPECT_GT(small.row(small.height() - 1)[3 * (small.width() - 1)], 0);
}

}  // namespace
}  // namespace yolozu::show
