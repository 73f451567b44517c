// SPDX-License-Identifier: Apache-2.0
#include "predictions/sanitize.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "predictions/samples.hpp"

namespace yolozu {
namespace {

using test::sample_object;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<PredictedObject> sanitized(std::vector<PredictedObject> detections) {
    std::vector<PredictedObject> kept;
    std::vector<std::size_t> origins;
    sanitize_detections(detections, kept, origins);
    return kept;
}

PredictedObject with_box(const NormalizedBox& box) {
    return {0, 0.5, box};
}

TEST(NormalizeBox, DividesCentreAndSizeByThePicture) {
    EXPECT_EQ(normalize_box(10, 20, 30, 60, 100, 200), (NormalizedBox{0.2, 0.2, 0.2, 0.2}));
}

TEST(NormalizeBox, TakesASwappedBoxForAnEmptyOne) {
    EXPECT_EQ(normalize_box(30, 60, 10, 20, 100, 100), (NormalizedBox{0.3, 0.6, 0, 0}));
}

TEST(Sanitize, KeepsABoxInsideThePictureBitByBit) {
    const PredictedObject object{3, 0.1, {0.1 + 0.2, 1.0 / 3, 0.1, 2.0 / 3}};
    EXPECT_EQ(sanitized({object}), std::vector{object});
    EXPECT_EQ(sanitized({with_box({0.5, 0.5, 1, 1})}), std::vector{with_box({0.5, 0.5, 1, 1})});
}

TEST(Sanitize, ClipsABoxToThePicture) {
    EXPECT_EQ(sanitized({with_box({0.0, 1.0, 0.5, 0.25})}), std::vector{with_box({0.125, 0.9375, 0.25, 0.125})});
    EXPECT_EQ(sanitized({with_box({0.5, 0.5, 4, 1e300})}), std::vector{with_box({0.5, 0.5, 1, 1})});
}

TEST(Sanitize, DropsABoxOfWhichNothingIsLeft) {
    for (const NormalizedBox& box : {NormalizedBox{-0.5, 0.5, 1.0, 0.1}, NormalizedBox{0.5, 2.0, 0.1, 0.5},
                                     NormalizedBox{0.5, 0.5, 0, 0.1}, NormalizedBox{0.5, 0.5, 0.1, -0.1}})
        EXPECT_TRUE(sanitized({with_box(box)}).empty()) << box.cx << ' ' << box.cy;
}

TEST(Sanitize, DropsWhatIsNotFinite) {
    for (const double bad : {nan, infinity, -infinity}) {
        PredictedObject object = sample_object();
        object.score = bad;
        EXPECT_TRUE(sanitized({object}).empty());
        for (double NormalizedBox::*const side :
             {&NormalizedBox::cx, &NormalizedBox::cy, &NormalizedBox::w, &NormalizedBox::h}) {
            object = sample_object();
            object.bbox.*side = bad;
            EXPECT_TRUE(sanitized({object}).empty());
        }
    }
}

TEST(Sanitize, ClampsScores) {
    PredictedObject high = sample_object(), low = sample_object();
    high.score = 1.0000001;
    low.score = -0.5;
    const std::vector<PredictedObject> kept = sanitized({low, high});
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].score, 1.0);
    EXPECT_EQ(kept[1].score, 0.0);
}

TEST(Sanitize, SortsByScoreThenClassThenBox) {
    const std::vector<PredictedObject> sorted{
        {1, 0.9, {0.5, 0.5, 0.2, 0.2}}, {0, 0.5, {0.5, 0.5, 0.2, 0.2}}, {1, 0.5, {0.4, 0.5, 0.2, 0.2}},
        {1, 0.5, {0.5, 0.4, 0.2, 0.2}}, {1, 0.5, {0.5, 0.5, 0.1, 0.2}}, {1, 0.5, {0.5, 0.5, 0.2, 0.1}},
        {1, 0.5, {0.5, 0.5, 0.2, 0.2}}, {2, 0.1, {0.5, 0.5, 0.2, 0.2}},
    };
    std::vector<PredictedObject> shuffled = sorted;
    std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(7));
    EXPECT_EQ(sanitized(shuffled), sorted);
}

/// Any doubles, of any size and many near the borders: what is kept obeys the strict rules.
TEST(Sanitize, KeepsOnlyWhatTheStrictRulesAccept) {
    constexpr std::uint64_t seed = 42;
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const auto any_double = [&random] {
        switch (random() % 3) {
            case 0:
                return std::bit_cast<double>(random());
            case 1:
                return std::uniform_real_distribution<double>(-0.5, 1.5)(random);
            default:
                return 1.0 + std::ldexp(static_cast<double>(random() % 9) - 4.0, -53);
        }
    };
    std::size_t kept_count = 0;
    for (int round = 0; round < 200'000; ++round) {
        const PredictedObject object{0, any_double(), {any_double(), any_double(), any_double(), any_double()}};
        for (const PredictedObject& kept : sanitized({object})) {
            ++kept_count;
            for (const double value : {kept.score, kept.bbox.cx, kept.bbox.cy, kept.bbox.w, kept.bbox.h})
                ASSERT_TRUE(value >= 0 && value <= 1) << value;
            ASSERT_TRUE(kept.bbox.w > 0 && kept.bbox.h > 0);
        }
    }
    EXPECT_GT(kept_count, 1'000U);
}

TEST(Sanitize, KeepsWhatBelongsToABoxWithIt) {
    PredictedObject worse = sample_object(), better = sample_object();
    worse.score = 0.25;
    worse.keypoints = {{0.25, 0.5, 2, 0.5}};
    worse.segmentation = {640, 427, "worse", {}};
    better.pose = PredictedPose{1, {1, 0, 0, 0, 1, 0}, {}, {}, std::nullopt, 0.5};
    better.oriented = PredictedOrientedBox{1, 2, 3, 4, 0.5, {}};
    EXPECT_EQ(sanitized({worse, better}), (std::vector{better, worse}));
    worse.bbox = {0.0, 0.5, 0.5, 0.25};
    const PredictedObject clipped = sanitized({worse}).at(0);
    EXPECT_EQ(clipped.bbox, (NormalizedBox{0.125, 0.5, 0.25, 0.25}));
    EXPECT_EQ(clipped.keypoints, worse.keypoints);
    EXPECT_EQ(clipped.segmentation, worse.segmentation);
}

TEST(Sanitize, MovesKeypointsIntoThePictureAndKeepsTheirPlaces) {
    PredictedObject person = sample_object();
    person.keypoints = {{-0.5, 3, 2, 1.5}, {nan, 0.5, 2, 0.75}, {0.5, infinity, 1, nan}, {0.5, 0.5, 2, std::nullopt}};
    EXPECT_EQ(sanitized({person}).at(0).keypoints,
              (std::vector<PredictedKeypoint>{{0, 1, 2, 1.0}, {0, 0, 0, 0.75}, {0, 0, 0, 0.0}, {0.5, 0.5, 2, {}}}));
}

TEST(Sanitize, DropsAnObjectWithAPoseOrAnOutlineThatIsNotFinite) {
    for (const double number : {nan, infinity}) {
        PredictedObject object = sample_object();
        object.pose = PredictedPose{};
        EXPECT_EQ(sanitized({object}).size(), 1U);
        object.pose->rot6d[5] = number;
        EXPECT_TRUE(sanitized({object}).empty());
        object.pose = PredictedPose{number, {}, {}, {}, {}, {}};
        EXPECT_TRUE(sanitized({object}).empty());
        object.pose = PredictedPose{0, {}, {}, {}, {}, number};
        EXPECT_TRUE(sanitized({object}).empty());
        object.pose.reset();
        object.oriented = PredictedOrientedBox{};
        object.oriented->corners[3][1] = number;
        EXPECT_TRUE(sanitized({object}).empty());
        object.oriented.reset();
        object.segmentation = PredictedSegmentation{1, 1, {}, {{0, 1, number}}};
        EXPECT_TRUE(sanitized({object}).empty());
    }
}

}  // namespace
}  // namespace yolozu
