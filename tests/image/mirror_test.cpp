// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "image/preprocess_support.hpp"

namespace yolozu {
namespace {

TEST(Mirrored, ExchangesLeftAndRight) {
    std::mt19937 random(test::random_seed());
    for (const int width : {1, 2, 15, 16, 17, 31, 32, 33, 100, 640}) {
        test::StridedPicture picture(width, 3, 5);
        picture.fill_with_noise(random);
        const Image copy = mirrored(picture.view);
        ASSERT_EQ(copy.width(), width);
        ASSERT_EQ(copy.height(), 3);
        for (int y = 0; y < 3; ++y)
            for (int x = 0; x < width; ++x)
                for (int channel = 0; channel < 3; ++channel)
                    ASSERT_EQ(copy.row(y)[3 * x + channel], picture.view.row(y)[3 * (width - 1 - x) + channel])
                        << "width " << width << ", x " << x;
    }
}

TEST(Mirrored, IsEmptyForAnEmptyPicture) {
    EXPECT_EQ(mirrored({}).width(), 0);
    EXPECT_EQ(mirrored(Image().view()).height(), 0);
}

TEST(Part, BorrowsThePixelsOfThePicture) {
    Image picture(10, 8);
    picture.row(3)[3 * 4 + 1] = 99;
    const ImageView part = picture.view().part(4, 3, 5, 2);
    EXPECT_EQ(part.width, 5);
    EXPECT_EQ(part.height, 2);
    EXPECT_EQ(part.stride_bytes, 30);
    EXPECT_EQ(part.row(0)[1], 99);
}

}  // namespace
}  // namespace yolozu
