// SPDX-License-Identifier: Apache-2.0
#include "model/anchors.hpp"

#include <gmock/gmock.h>

namespace yolozu::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// The counts are those that the families' exports have.
TEST(Anchors, CountsOfRealExports) {
    EXPECT_EQ((AnchorLayout{{8, 16, 32}, 1}.count(640, 640)), 8400);
    EXPECT_EQ((AnchorLayout{{8, 16, 32}, 3}.count(640, 640)), 25200);
    EXPECT_EQ((AnchorLayout{{8, 16, 32}, 1}.count(416, 416)), 3549);
    EXPECT_EQ((AnchorLayout{{8, 16, 32, 64}, 1}.count(640, 640)), 8500);
    EXPECT_EQ((AnchorLayout{{8, 16, 32, 64}, 1}.count(416, 416)), 3598);  // 416 is no multiple of 64
    EXPECT_EQ((AnchorLayout{{8, 16, 32, 64}, 1}.count(320, 320)), 2125);
    EXPECT_EQ((AnchorLayout{{8, 16, 32}, 1}.count(480, 640)), 6300);
}

TEST(Anchors, FindsTheLayoutOfACount) {
    ASSERT_THAT(layouts_with(25200, 640, 640), SizeIs(1));
    EXPECT_EQ(layouts_with(25200, 640, 640)[0].to_string(), "strides 8/16/32, 3 anchors a cell");
    ASSERT_THAT(layouts_with(34000, 640, 640), SizeIs(1));
    EXPECT_EQ(layouts_with(34000, 640, 640)[0].to_string(), "strides 4/8/16/32, 1 anchor a cell");
    EXPECT_THAT(layouts_with(8401, 640, 640), IsEmpty());
    EXPECT_THAT(layouts_with(300, 640, 640), IsEmpty());
}

}  // namespace
}  // namespace yolozu::test
