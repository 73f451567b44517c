// SPDX-License-Identifier: Apache-2.0
//
// Run lengths against a decoder written from COCO's description, and by hand; outlines against OpenCV's filled
// polygons.
#include "pipeline/segmentation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>
#include <random>

#include "support/seed.hpp"

namespace yolozu {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// 'X' is foreground.
Mask drawn(const std::vector<std::string>& rows) {
    const int width = static_cast<int>(rows.front().size()), height = static_cast<int>(rows.size());
    std::vector<std::uint8_t> pixels;
    for (const std::string& row : rows)
        for (const char pixel : row) pixels.push_back(pixel == 'X' ? 1 : 0);
    return Mask::from_part(width, height, 0, 0, width, height, pixels);
}

Mask random_mask(int width, int height, double density, std::mt19937& random) {
    std::bernoulli_distribution is_foreground(density);
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height));
    for (std::uint8_t& pixel : pixels) pixel = is_foreground(random) ? 1 : 0;
    return Mask::from_part(width, height, 0, 0, width, height, pixels);
}

std::vector<std::uint8_t> pixels_of(const Mask& mask) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(mask.width() * mask.height()));
    mask.paint(pixels, 1);
    return pixels;
}

/// The numbers in COCO's characters, differences undone.
std::vector<std::int64_t> lengths_of(const std::string& text) {
    std::vector<std::int64_t> lengths;
    for (std::size_t position = 0; position < text.size();) {
        std::int64_t number = 0;
        int shift = 0;
        int character = 0;
        do {
            character = text.at(position++) - 48;
            number |= static_cast<std::int64_t>(character & 0x1F) << shift;
            shift += 5;
        } while ((character & 0x20) != 0);
        if ((character & 0x10) != 0) number -= std::int64_t{1} << shift;
        if (lengths.size() > 2) number += lengths[lengths.size() - 2];
        lengths.push_back(number);
    }
    return lengths;
}

std::vector<std::uint8_t> decoded(const std::string& text, int width, int height) {
    std::vector<std::uint8_t> by_column;
    std::uint8_t value = 0;
    for (const std::int64_t length : lengths_of(text)) {
        by_column.insert(by_column.end(), static_cast<std::size_t>(length), value);
        value = value == 0 ? 1 : 0;
    }
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height));
    EXPECT_EQ(by_column.size(), pixels.size());
    for (int x = 0; x < width; ++x)
        for (int y = 0; y < height; ++y)
            pixels[static_cast<std::size_t>(y * width + x)] = by_column.at(static_cast<std::size_t>(x * height + y));
    return pixels;
}

TEST(CocoRunLengths, AreThoseWorkedOutByHand) {
    // Columns top to bottom: 0 0, 1 1, 1 0: 2 of background, 3 of foreground, 1 of background.
    EXPECT_THAT(lengths_of(coco_run_lengths(drawn({".XX", ".X."}))), ElementsAre(2, 3, 1));
    EXPECT_EQ(coco_run_lengths(drawn({".XX", ".X."})), "231");
    // Foreground from the first pixel on begins with no background.
    EXPECT_EQ(coco_run_lengths(drawn({"X."})), "011");
    EXPECT_EQ(coco_run_lengths(drawn({"XX", "XX"})), "04");
    EXPECT_EQ(coco_run_lengths(Mask(2, 3)), "6");
    // 100 = 00011 00100: the low five bits with the sign that more follows, 4 + 32 + 48 = 'T', then 3 + 48 = '3'.
    EXPECT_EQ(coco_run_lengths(Mask(10, 10)), "T3");
    // 16 needs a second character, as its highest bit would be the sign.
    EXPECT_EQ(coco_run_lengths(Mask(16, 1)), "`0");
    // Lengths 1 1 1 1 2 1 (one row): from the fourth on differences 0, 1, 0.
    EXPECT_EQ(coco_run_lengths(drawn({".X.X..X"})), "111010");
    // Lengths 5 1 1 1: the fourth is 1 - 1; lengths 0 5 1 1: it is 1 - 5 = -4, 11100 with the sign: 28 + 48 = 'L'.
    EXPECT_EQ(coco_run_lengths(drawn({"XXXXX.X"})), "051L");
}

TEST(CocoRunLengths, GiveEveryMaskBack) {
    const unsigned seed = test::random_seed();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> side(1, 40);
    for (int round = 0; round < 300; ++round) {
        const Mask mask = random_mask(side(random), side(random), round % 5 / 4.0, random);
        EXPECT_EQ(decoded(coco_run_lengths(mask), mask.width(), mask.height()), pixels_of(mask));
    }
}

TEST(OuterContours, GoRoundPixelsClockwise) {
    EXPECT_THAT(outer_contours(drawn({"...", ".X.", "..."})), ElementsAre(ElementsAre(1, 1, 2, 1, 2, 2, 1, 2)));
    EXPECT_THAT(outer_contours(drawn({"XX", "X."})), ElementsAre(ElementsAre(0, 0, 2, 0, 2, 1, 1, 1, 1, 2, 0, 2)));
    EXPECT_THAT(outer_contours(Mask(3, 3)), IsEmpty());
}

TEST(OuterContours, PartAtCornersAndPassOverHoles) {
    EXPECT_THAT(outer_contours(drawn({"X.", ".X"})),
                ElementsAre(ElementsAre(0, 0, 1, 0, 1, 1, 0, 1), ElementsAre(1, 1, 2, 1, 2, 2, 1, 2)));
    EXPECT_THAT(outer_contours(drawn({"XXX", "X.X", "XXX"})), ElementsAre(ElementsAre(0, 0, 3, 0, 3, 3, 0, 3)));
    // A part in the hole of another is told of.
    const auto nested = outer_contours(drawn({"XXXXX", "X...X", "X.X.X", "X...X", "XXXXX"}));
    EXPECT_THAT(nested, ElementsAre(ElementsAre(0, 0, 5, 0, 5, 5, 0, 5), ElementsAre(2, 2, 3, 2, 3, 3, 2, 3)));
}

/// Four-connected parts of the foreground with their holes filled: what a flood of the background from outside, over
/// corners too, does not reach.
cv::Mat filled(const Mask& mask) {
    cv::Mat walls(mask.height() + 2, mask.width() + 2, CV_8U, cv::Scalar(0));
    const std::vector<std::uint8_t> pixels = pixels_of(mask);
    for (int y = 0; y < mask.height(); ++y)
        for (int x = 0; x < mask.width(); ++x)
            walls.at<std::uint8_t>(y + 1, x + 1) = pixels[static_cast<std::size_t>(y * mask.width() + x)];
    cv::floodFill(walls, cv::Point(0, 0), cv::Scalar(2), nullptr, cv::Scalar(), cv::Scalar(), 8);
    return walls(cv::Rect(1, 1, mask.width(), mask.height())) != 2;
}

/// Whether a pixel's centre is inside a polygon.
bool is_inside(const std::vector<cv::Point2f>& polygon, int x, int y) {
    return cv::pointPolygonTest(polygon, cv::Point2f(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F),
                                false) > 0;
}

TEST(OuterContours, HoldThePixelsOfTheMaskAndItsHoles) {
    const unsigned seed = test::random_seed();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> side(1, 14);
    for (int round = 0; round < 100; ++round) {
        const Mask mask = random_mask(side(random), side(random), 0.3 + 0.2 * (round % 3), random);
        const cv::Mat expected = filled(mask);
        std::vector<std::vector<cv::Point2f>> polygons;
        for (const std::vector<double>& contour : outer_contours(mask)) {
            auto& polygon = polygons.emplace_back();
            for (std::size_t index = 0; index + 1 < contour.size(); index += 2)
                polygon.emplace_back(static_cast<float>(contour[index]), static_cast<float>(contour[index + 1]));
        }
        for (int y = 0; y < mask.height(); ++y)
            for (int x = 0; x < mask.width(); ++x) {
                const bool inside = std::any_of(polygons.begin(), polygons.end(),
                                                [&](const auto& polygon) { return is_inside(polygon, x, y); });
                ASSERT_EQ(inside, expected.at<std::uint8_t>(y, x) != 0) << x << ' ' << y << " round " << round;
            }
    }
}

TEST(Segmentation, OfALargePictureCostsWhatItsPartIsLarge) {
    const std::vector<std::uint8_t> pixel{1};
    const Mask mask = Mask::from_part(60'000, 60'000, 59'999, 59'999, 1, 1, pixel);
    EXPECT_EQ(lengths_of(coco_run_lengths(mask)), (std::vector<std::int64_t>{3'599'999'999, 1}));
    EXPECT_THAT(outer_contours(mask),
                ElementsAre(ElementsAre(59'999, 59'999, 60'000, 59'999, 60'000, 60'000, 59'999, 60'000)));
}

}  // namespace
}  // namespace yolozu
