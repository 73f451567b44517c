// SPDX-License-Identifier: Apache-2.0
#include "predictions/image_key.hpp"

#include <gtest/gtest.h>

namespace yolozu {
namespace {

TEST(ImageKey, IsTrimmedAsPythonStripsStrings) {
    EXPECT_EQ(trim_image_key(" \t\r\n\v\f\x1C\x1D\x1E\x1F a b.jpg\n "), "a b.jpg");
    EXPECT_EQ(trim_image_key("\u0085\u00A0\u2003\u3000a.jpg\u2028\u202F\u205F\u1680"), "a.jpg");
    EXPECT_EQ(trim_image_key(" \u3000 "), "");
    EXPECT_EQ(trim_image_key(""), "");
}

TEST(ImageKey, KeepsWhatPythonKeeps) {
    EXPECT_EQ(trim_image_key("\u200Ba.jpg\uFEFF"), "\u200Ba.jpg\uFEFF");  // zero width space, byte order mark
    EXPECT_EQ(trim_image_key("\x80\x85\xA0"), "\x80\x85\xA0");            // bytes of no character
}

TEST(ImageKeySet, FindsAKeyAgainWhateverSpaceIsAroundIt) {
    ImageKeySet keys;
    EXPECT_TRUE(*keys.insert("a.jpg"));
    EXPECT_FALSE(*keys.insert(" a.jpg\n"));
    EXPECT_TRUE(*keys.insert("A.jpg"));
    EXPECT_TRUE(*keys.contains("\ta.jpg"));
    EXPECT_FALSE(*keys.contains("b.jpg"));
    EXPECT_EQ(keys.size(), 2U);
}

TEST(ImageKeySet, TellsManyKeysApart) {
    ImageKeySet keys;
    for (int index = 0; index < 20'000; ++index) EXPECT_TRUE(*keys.insert(std::to_string(index)));
    EXPECT_EQ(keys.size(), 20'000U);
}

}  // namespace
}  // namespace yolozu
