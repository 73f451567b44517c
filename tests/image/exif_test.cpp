// SPDX-License-Identifier: Apache-2.0
#include "image/exif.hpp"

#include <gtest/gtest.h>

#include <random>

#include "image/orient.hpp"
#include "image/pictures.hpp"
#include "support/seed.hpp"

namespace yolozu::test {
namespace {

int orientation_of(const Bytes& exif) {
    return exif_orientation(std::as_bytes(std::span(exif)));
}

TEST(ExifOrientationTag, IsReadInBothByteOrders) {
    for (int orientation = 1; orientation <= 8; ++orientation)
        for (const bool big_endian : {false, true})
            EXPECT_EQ(orientation_of(exif_block(orientation, big_endian)), orientation);
}

TEST(ExifOrientationTag, MayStandBehindTheExifSignature) {
    Bytes exif = bytes_of({"Exif\0\0", 6});
    append(exif, exif_block(7, false));
    EXPECT_EQ(orientation_of(exif), 7);
}

TEST(ExifOrientationTag, OutsideOneToEightMeansAsStored) {
    for (const int value : {0, 9, 255}) EXPECT_EQ(orientation_of(exif_block(value, true)), 1);
}

TEST(ExifOrientationTag, MayBeALongNumber) {
    Bytes exif = exif_block(6, false);
    exif[12] = 4;
    EXPECT_EQ(orientation_of(exif), 6);
}

TEST(ExifOrientationTag, OfAnotherTypeOrCountIsIgnored) {
    Bytes text = exif_block(6, false);
    text[12] = 2;
    EXPECT_EQ(orientation_of(text), 1);
    Bytes two = exif_block(6, false);
    two[14] = 2;
    EXPECT_EQ(orientation_of(two), 1);
}

TEST(ExifOrientationTag, IsFoundBehindOtherTags) {
    Bytes exif = {'I', 'I', '*', 0, 8, 0, 0, 0, 2, 0};
    append(exif, std::string_view("\x0F\x01\x02\0\x04\0\0\0abc\0", 12));
    const Bytes block = exif_block(8, false);
    append(exif, std::span(block).subspan(10));
    EXPECT_EQ(orientation_of(exif), 8);
}

TEST(ExifOrientationTag, OfADamagedBlockMeansAsStored) {
    const Bytes whole = exif_block(6, true);
    for (std::size_t size = 0; size < 20; ++size) EXPECT_EQ(orientation_of({whole.begin(), whole.begin() + size}), 1);
    Bytes far = whole;
    far[4] = 0xFF;  // the directory lies 4 GB away
    EXPECT_EQ(orientation_of(far), 1);
}

TEST(ExifOrientationTag, SurvivesRandomBytes) {
    const unsigned seed = random_seed();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 20'000; ++round) {
        Bytes exif = exif_block(6, round % 2 == 0);
        for (int i = 0; i < 3; ++i) exif[random() % exif.size()] = static_cast<std::uint8_t>(random());
        exif.resize(random() % (exif.size() + 1));
        const int orientation = orientation_of(exif);
        ASSERT_TRUE(orientation >= 1 && orientation <= 8);
    }
}

// The pixel in the corner that EXIF 2.3 names: where the stored row 0 and column 0 are seen.
TEST(ApplyOrientation, MovesTheStoredCornerWhereExifSays) {
    struct Case {
        int orientation, x, y;
    };
    constexpr Case cases[] = {{1, 0, 0}, {2, 99, 0}, {3, 99, 69}, {4, 0, 69},
                              {5, 0, 0}, {6, 69, 0}, {7, 69, 99}, {8, 0, 99}};
    for (const Case& expected : cases) {
        Image stored(100, 70);
        std::fill_n(stored.data(), 100 * 70 * 3, std::uint8_t{0});
        stored.row(0)[1] = 200;
        const Image turned = apply_orientation(std::move(stored), expected.orientation);
        EXPECT_EQ(turned.row(expected.y)[3 * expected.x + 1], 200) << "orientation " << expected.orientation;
        EXPECT_EQ(turned.width(), expected.orientation < 5 ? 100 : 70);
        EXPECT_EQ(turned.height(), expected.orientation < 5 ? 70 : 100);
    }
}

}  // namespace
}  // namespace yolozu::test
