// SPDX-License-Identifier: Apache-2.0
#include "image/draw.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "image/text.hpp"

namespace yolozu {
namespace {

constexpr Colour grey{100, 100, 100};
constexpr Colour black{0, 0, 0};
constexpr Colour white{255, 255, 255};

Image grey_image(int width, int height) {
    Image image(width, height);
    std::fill_n(image.data(), 3 * width * height, grey.red);
    return image;
}

Colour pixel(const Image& image, int x, int y) {
    const std::uint8_t* const bytes = image.row(y) + 3 * x;
    return {bytes[0], bytes[1], bytes[2]};
}

/// The smallest rectangle that holds all pixels that are no longer grey.
PixelRect touched(const Image& image) {
    PixelRect rect{image.width(), image.height(), 0, 0};
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (pixel(image, x, y) != grey) {
                rect.left = std::min(rect.left, x);
                rect.top = std::min(rect.top, y);
                rect.right = std::max(rect.right, x + 1);
                rect.bottom = std::max(rect.bottom, y + 1);
            }
    return rect;
}

bool is_untouched(const Image& image) {
    return touched(image).right == 0;
}

Image drawn(int width, int height, const std::vector<Annotation>& annotations) {
    Image image = grey_image(width, height);
    draw_annotations(image, annotations);
    return image;
}

double contrast(Colour a, Colour b) {
    const auto luminance = [](Colour colour) {
        const auto linear = [](std::uint8_t level) { return std::pow(level / 255.0, 2.2); };
        return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
    };
    const double first = luminance(a), second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

TEST(Draw, OutlinesABoxFromWithinAndLeavesTheRest) {
    const Image image = drawn(100, 80, {{10, 20, 60, 50, "", 0}});
    EXPECT_EQ(touched(image), (PixelRect{10, 20, 60, 50}));
    const Colour colour = class_colour(0);
    for (const auto& [x, y] : {std::pair(10, 20), {11, 30}, {59, 49}, {58, 30}, {30, 21}, {30, 48}})
        EXPECT_EQ(pixel(image, x, y), colour) << x << ' ' << y;
    for (const auto& [x, y] : {std::pair(12, 22), {57, 47}, {9, 30}, {60, 30}, {30, 19}, {30, 50}})
        EXPECT_EQ(pixel(image, x, y), grey) << x << ' ' << y;
}

TEST(Draw, ThickensLinesWithThePicture) {
    const Image image = drawn(2000, 1000, {{100, 100, 900, 900, "", 0}});
    EXPECT_EQ(pixel(image, 104, 500), class_colour(0));
    EXPECT_EQ(pixel(image, 105, 500), grey);
}

TEST(Draw, RoundsCoordinatesToPixels) {
    EXPECT_EQ(touched(drawn(100, 100, {{10.4, 20.6, 60.6, 50.4, "", 0}})), (PixelRect{10, 21, 61, 50}));
}

TEST(Draw, ClipsABoxToThePicture) {
    EXPECT_EQ(touched(drawn(100, 80, {{-1e300, -5, 1e300, 200, "", 0}})), (PixelRect{0, 0, 100, 80}));
    EXPECT_EQ(touched(drawn(100, 80, {{99.9, 79.9, 120, 120, "", 0}})), (PixelRect{99, 79, 100, 80}));
}

TEST(Draw, ShowsAtLeastOnePixelOfATinyBox) {
    EXPECT_EQ(touched(drawn(100, 80, {{50.1, 40.1, 50.2, 40.2, "", 0}})), (PixelRect{50, 40, 51, 41}));
}

TEST(Draw, SkipsWhatIsNotABoxInThePicture) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    for (const Annotation& annotation :
         {Annotation{nan, 1, 5, 5, "x", 0}, Annotation{1, nan, 5, 5, "x", 0}, Annotation{1, 1, nan, 5, "x", 0},
          Annotation{1, 1, 5, nan, "x", 0}, Annotation{-infinity, 1, infinity, 5, "x", 0},
          Annotation{5, 1, 5, 5, "x", 0}, Annotation{6, 1, 5, 5, "x", 0}, Annotation{1, 7, 5, 5, "x", 0},
          Annotation{100, 1, 120, 5, "x", 0}, Annotation{-9, 1, 0, 5, "x", 0}, Annotation{1, 80, 5, 99, "x", 0},
          Annotation{1, -9, 5, -1, "x", 0}})
        EXPECT_TRUE(is_untouched(drawn(100, 80, {annotation}))) << annotation.x1 << ' ' << annotation.y1;
}

TEST(Draw, PutsTheLabelAboveTheBox) {
    const Image image = drawn(200, 200, {{50, 60, 150, 150, "I", 0}});
    const int width = text_width("I") + 4, height = text_height + 4;
    EXPECT_EQ(touched(image), (PixelRect{50, 60 - height, 150, 150}));
    EXPECT_EQ(pixel(image, 50, 60 - height), class_colour(0));
    EXPECT_EQ(pixel(image, 50 + width - 1, 59), class_colour(0));
    EXPECT_EQ(pixel(image, 50 + width, 59), grey);
    // The stem of the I, in the middle of its serifs.
    EXPECT_EQ(pixel(image, 53, 60 - height + 2 + 4), readable_on(class_colour(0)));
}

TEST(Draw, PutsTheLabelInsideWhereThereIsNoRoomAbove) {
    const Image image = drawn(200, 200, {{50, 5, 150, 150, "I", 0}});
    EXPECT_EQ(touched(image), (PixelRect{50, 5, 150, 150}));
    EXPECT_EQ(pixel(image, 53, 5 + 2 + 4), readable_on(class_colour(0)));
}

TEST(Draw, MovesALabelLeftThatWouldLeaveThePicture) {
    const Image image = drawn(200, 200, {{190, 100, 200, 150, "label", 0}});
    const int width = text_width("label") + 4;
    EXPECT_EQ(touched(image), (PixelRect{200 - width, 100 - text_height - 4, 200, 150}));
}

TEST(Draw, CutsALabelThatIsWiderThanThePicture) {
    const Image image = drawn(60, 60, {{10, 30, 50, 50, std::string(100'000, 'W'), 0}});
    EXPECT_EQ(touched(image), (PixelRect{0, 30 - text_height - 4, 60, 50}));
}

TEST(Draw, DrawsTheFirstAnnotationOnTop) {
    const Annotation first{10, 10, 50, 50, "", 0}, second{10, 10, 50, 50, "", 1};
    EXPECT_EQ(pixel(drawn(100, 100, {first, second}), 10, 10), class_colour(0));
    EXPECT_EQ(pixel(drawn(100, 100, {second, first}), 10, 10), class_colour(1));
}

TEST(Draw, LetsNoLineCrossALabel) {
    const Annotation labelled{50, 60, 150, 150, "I", 0}, across{40, 52, 160, 170, "", 1};
    const Image image = drawn(200, 200, {across, labelled});
    EXPECT_EQ(pixel(image, 50, 52), class_colour(0));
    EXPECT_EQ(pixel(image, 45, 52), class_colour(1));
}

Annotation box_with_mask(std::vector<RowRun> runs) {
    Annotation annotation{10, 10, 90, 70, "", 0};
    annotation.mask = std::move(runs);
    return annotation;
}

TEST(DrawMask, TintsItsRunsAndLeavesTheRest) {
    const Image image = drawn(100, 80, {box_with_mask({{30, 40, 60}})});
    const Colour colour = class_colour(0), tinted = pixel(image, 40, 30);
    // Nine sixteenths of the grey and seven of the colour.
    EXPECT_EQ(tinted.red, (100 * 9 + colour.red * 7 + 8) / 16);
    EXPECT_EQ(tinted.green, (100 * 9 + colour.green * 7 + 8) / 16);
    EXPECT_EQ(tinted.blue, (100 * 9 + colour.blue * 7 + 8) / 16);
    EXPECT_EQ(pixel(image, 59, 30), tinted);
    for (const auto& [x, y] : {std::pair(39, 30), {60, 30}, {40, 29}, {40, 31}})
        EXPECT_EQ(pixel(image, x, y), grey) << x << ' ' << y;
}

TEST(DrawMask, CutsRunsAtThePicturesEdges) {
    constexpr int most = std::numeric_limits<int>::max(), least = std::numeric_limits<int>::min();
    const Image image = drawn(100, 80,
                              {box_with_mask({{30, least, most},
                                              {-1, 0, 100},
                                              {80, 0, 100},
                                              {least, 0, 100},
                                              {most, 0, 100},
                                              {40, 60, 40},
                                              {41, most, least},
                                              {42, 100, most}})});
    EXPECT_NE(pixel(image, 0, 30), grey);
    EXPECT_NE(pixel(image, 99, 30), grey);
    EXPECT_EQ(touched(image), (PixelRect{0, 10, 100, 70}));
    EXPECT_EQ(pixel(image, 50, 40), grey);
    EXPECT_EQ(pixel(image, 50, 41), grey);
}

TEST(DrawMask, LiesUnderEveryBox) {
    Annotation mask{0, 0, 100, 80, "", 0};
    for (int y = 0; y < 80; ++y) mask.mask.push_back({y, 0, 100});
    const Image image = drawn(100, 80, {mask, {20, 20, 50, 50, "", 1}});
    EXPECT_EQ(pixel(image, 20, 20), class_colour(1));
}

TEST(DrawKeypoints, AreRoundDots) {
    Annotation annotation{10, 10, 90, 70, "", 0};
    annotation.keypoints = {{40, 30}, {60, 30, false}};
    const Image image = drawn(100, 80, {annotation});
    EXPECT_EQ(pixel(image, 40, 30), class_colour(0));
    EXPECT_EQ(pixel(image, 42, 30), readable_on(class_colour(0)));  // lines of 2: a dot of 4 on one of 6
    EXPECT_EQ(pixel(image, 43, 30), grey);
    EXPECT_EQ(pixel(image, 42, 32), grey);
    EXPECT_EQ(pixel(image, 60, 30), grey);
    EXPECT_EQ(pixel(image, 50, 30), grey);
}

TEST(DrawKeypoints, AreConnectedAsAPersonWhereThereAreSeventeen) {
    Annotation person{10, 10, 190, 190, "", 0};
    person.keypoints.resize(17);
    for (AnnotatedPoint& point : person.keypoints) point.visible = false;
    person.keypoints[5] = {40, 60, true};    // the left shoulder,
    person.keypoints[7] = {40, 120, true};   // the elbow
    person.keypoints[10] = {120, 60, true};  // and the right wrist, which belongs to neither
    const Image image = drawn(200, 200, {person});
    EXPECT_EQ(pixel(image, 40, 90), class_colour(0));
    EXPECT_EQ(pixel(image, 80, 60), grey);
    EXPECT_EQ(pixel(image, 80, 90), grey);
    person.keypoints.pop_back();
    EXPECT_EQ(pixel(drawn(200, 200, {person}), 40, 90), grey);
}

TEST(DrawTurnedBox, DrawsFourLinesInPlaceOfTheUprightBox) {
    Annotation annotation{20, 20, 80, 80, "", 0};
    annotation.corners = {{{50, 20}, {80, 50}, {50, 80}, {20, 50}}};
    const Image image = drawn(100, 100, {annotation});
    for (const auto& [x, y] : {std::pair(65, 35), {65, 65}, {35, 65}, {35, 35}, {50, 20}, {79, 50}})
        EXPECT_EQ(pixel(image, x, y), class_colour(0)) << x << ' ' << y;
    for (const auto& [x, y] : {std::pair(20, 20), {79, 20}, {50, 50}, {60, 40}, {70, 30}})
        EXPECT_EQ(pixel(image, x, y), grey) << x << ' ' << y;
}

TEST(DrawTurnedBox, ReachesAcrossThePictureFromFarOutside) {
    Annotation annotation{0, 0, 100, 100, "", 0};
    annotation.corners = {{{-1e8, -1e8}, {1e8, 1e8}, {1e8, 1e8}, {-1e8, -1e8}}};
    const Image image = drawn(100, 100, {annotation});
    for (int i = 0; i < 100; ++i) EXPECT_EQ(pixel(image, i, i), class_colour(0)) << i;
    EXPECT_EQ(pixel(image, 10, 90), grey);
}

TEST(DrawTurnedBox, SkipsLinesThatAreNotFinite) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    Annotation annotation{0, 0, 100, 100, "", 0};
    annotation.corners = {{{nan, 5}, {infinity, 50}, {1e300, -1e300}, {5, -infinity}}};
    annotation.keypoints = {{nan, 5}, {5, nan}, {infinity, 5}, {5, -infinity}, {1e300, 5}, {-0.1, 5}};
    EXPECT_TRUE(is_untouched(drawn(100, 100, {annotation})));
}

TEST(DrawDashedBox, HasGapsAndTheCornersOfTheSolidOne) {
    Annotation annotation{10, 20, 74, 84, "", 0};
    annotation.dashed = true;
    const Image image = drawn(100, 100, {annotation});
    EXPECT_EQ(touched(image), (PixelRect{10, 20, 74, 84}));
    // Lines of 62 pixels and 2 pixels' width have four dashes and gaps of 7.75 each, half a dash at either end.
    for (const auto& [x, y] : {std::pair(10, 20), {14, 20}, {26, 21}, {42, 20}, {73, 21}, {73, 83}, {10, 36}})
        EXPECT_EQ(pixel(image, x, y), class_colour(0)) << x << ' ' << y;
    for (const auto& [x, y] : {std::pair(19, 20), {34, 21}, {10, 29}, {73, 44}, {40, 40}})
        EXPECT_EQ(pixel(image, x, y), grey) << x << ' ' << y;
}

TEST(DrawDashedBox, FollowsTurnedCorners) {
    Annotation annotation{20, 20, 80, 80, "", 0};
    annotation.corners = {{{50, 20}, {80, 50}, {50, 80}, {20, 50}}};
    Annotation dashed = annotation;
    dashed.dashed = true;
    const Image solid = drawn(100, 100, {annotation}), gaps = drawn(100, 100, {dashed});
    int in_both = 0, in_solid = 0;
    for (int y = 0; y < 100; ++y)
        for (int x = 0; x < 100; ++x) {
            in_solid += pixel(solid, x, y) != grey;
            in_both += pixel(solid, x, y) != grey && pixel(gaps, x, y) != grey;
        }
    EXPECT_NEAR(in_both, in_solid / 2, in_solid / 8);
}

TEST(Draw, SurvivesAnyCoordinatesOnAnyPicture) {
    constexpr unsigned seed = 5;
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 3'000; ++round) {
        const auto coordinate = [&random] {
            const double scale = std::pow(10.0, static_cast<double>(random() % 12));
            return scale * std::uniform_real_distribution<double>(-1, 1)(random);
        };
        Image image(static_cast<int>(random() % 40), static_cast<int>(random() % 40));
        Annotation annotation{coordinate(), coordinate(), coordinate(), coordinate(), "né 99%", random()};
        const auto number = [&random] { return static_cast<int>(random()); };
        for (int i = 0; i < 17; ++i) {
            annotation.keypoints.push_back({coordinate(), coordinate(), random() % 2 == 0});
            annotation.mask.push_back({number() % 50, number() % 50, number()});
        }
        if (random() % 2 == 0)
            annotation.corners = {{{coordinate(), coordinate()},
                                   {coordinate(), coordinate()},
                                   {coordinate(), coordinate()},
                                   {coordinate(), coordinate()}}};
        annotation.dashed = random() % 2 == 0;
        draw_annotations(image, std::vector{annotation});
    }
}

TEST(ClassColour, DiffersBetweenClasses) {
    std::set<std::tuple<int, int, int>> seen;
    for (std::size_t index = 0; index < 80; ++index) {
        const Colour colour = class_colour(index);
        seen.insert({colour.red, colour.green, colour.blue});
    }
    EXPECT_EQ(seen.size(), 80U);
    for (std::size_t index = 0; index < 80; ++index) {
        const Colour a = class_colour(index), b = class_colour(index + 1);
        EXPECT_GT(std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue), 100) << index;
    }
    EXPECT_EQ(class_colour(7), class_colour(7));
}

TEST(ClassColour, CarriesReadableText) {
    EXPECT_EQ(readable_on(white), black);
    EXPECT_EQ(readable_on(black), white);
    for (std::size_t index = 0; index < 1'000; ++index)
        EXPECT_GT(contrast(class_colour(index), readable_on(class_colour(index))), 4.5) << index;
}

TEST(Text, ShowsAsciiAndAQuestionMarkForTheRest) {
    EXPECT_EQ(drawable_text("person 0.91 ~"), "person 0.91 ~");
    EXPECT_EQ(drawable_text("né写\xFF\n\x7F"), "n?????");
    EXPECT_EQ(drawable_text(std::string(1'000, 'a')).size(), 80U);
}

TEST(Text, StaysWithinItsLineAndWidth) {
    std::string all;
    for (char character = ' '; character <= '~'; ++character) all += character;
    for (const char character : all) {
        const std::string text(1, character);
        for (const PixelRect& stroke : text_strokes(text, 100, 50, 3)) {
            EXPECT_TRUE(stroke.left >= 100 && stroke.right <= 100 + 3 * text_width(text)) << character;
            EXPECT_TRUE(stroke.top >= 50 && stroke.bottom <= 50 + 3 * text_height) << character << stroke.bottom;
            EXPECT_TRUE(stroke.left < stroke.right && stroke.top < stroke.bottom) << character;
        }
        EXPECT_EQ(text_strokes(text, 0, 0, 1).empty(), character == ' ') << character;
    }
    EXPECT_EQ(text_width(""), 0);
}

}  // namespace
}  // namespace yolozu
