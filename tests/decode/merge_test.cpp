// SPDX-License-Identifier: Apache-2.0
#include "decode/merge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numbers>
#include <random>
#include <set>
#include <string>

#include "decode/box_tree.hpp"
#include "decode/polygon.hpp"
#include "support/seed.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

DetectedObject object(const Box& box, double score, std::int32_t class_id = 0) {
    return {.box = box, .score = score, .class_id = class_id};
}

std::vector<DetectedObject> merged(std::vector<DetectedObject> objects, const MergeRule& rule) {
    merge_objects(objects, rule);
    return objects;
}

MATCHER_P2(IsObject, box, score, "") {
    return arg.box.x1 == box.x1 && arg.box.y1 == box.y1 && arg.box.x2 == box.x2 && arg.box.y2 == box.y2 &&
           arg.score == score;
}

// IoU of 1/3 with the next one, nothing with the one after that.
constexpr Box first{0, 0, 10, 10}, second{5, 0, 15, 10}, third{10, 0, 20, 10};

constexpr MergeRule nms{MergeMethod::nms, OverlapMeasure::iou, 0.3};
constexpr MergeRule nmm{MergeMethod::nmm, OverlapMeasure::iou, 0.3};
constexpr MergeRule greedy{MergeMethod::greedy_nmm, OverlapMeasure::iou, 0.3};

TEST(Merge, NmsKeepsTheBest) {
    EXPECT_THAT(merged({object(first, 0.5), object(second, 0.9), object(third, 0.6)}, nms),
                ElementsAre(IsObject(second, 0.9)));
    EXPECT_THAT(merged({object(first, 0.9), object(second, 0.5), object(third, 0.6)}, nms),
                ElementsAre(IsObject(first, 0.9), IsObject(third, 0.6)));
}

TEST(Merge, GreedyTakesInWhatMatchesTheBest) {
    EXPECT_THAT(merged({object(first, 0.9), object(second, 0.5), object(third, 0.6)}, greedy),
                ElementsAre(IsObject(Box{0, 0, 15, 10}, 0.9), IsObject(third, 0.6)));
}

TEST(Merge, NmmTakesInWhatMatchesThose) {
    // The first takes in the second, which takes along the third; that overlaps by 5 * 10 of 20 * 10 with what the
    // first has become.
    const std::vector<DetectedObject> chain{object(first, 0.9), object(second, 0.6), object(third, 0.5)};
    EXPECT_THAT(merged(chain, {MergeMethod::nmm, OverlapMeasure::iou, 0.2}),
                ElementsAre(IsObject(Box{0, 0, 20, 10}, 0.9)));
    // At 0.3 it belongs to the first all the same, but does not change it.
    EXPECT_THAT(merged(chain, nmm), ElementsAre(IsObject(Box{0, 0, 15, 10}, 0.9)));
}

TEST(Merge, NmmLeavesTheBestOfAnotherGroup) {
    EXPECT_THAT(merged({object(first, 0.9), object(second, 0.5), object(third, 0.6)}, nmm),
                ElementsAre(IsObject(Box{0, 0, 15, 10}, 0.9), IsObject(third, 0.6)));
}

TEST(Merge, ThresholdIsReachedByEqualOverlap) {
    const std::vector<DetectedObject> pair{object({0, 0, 10, 10}, 0.9), object({0, 0, 10, 5}, 0.8)};
    EXPECT_THAT(merged(pair, {MergeMethod::nms, OverlapMeasure::iou, 0.5}), SizeIs(1));
    EXPECT_THAT(merged(pair, {MergeMethod::nms, OverlapMeasure::iou, 0.51}), SizeIs(2));
    EXPECT_THAT(merged(pair, {MergeMethod::nms, OverlapMeasure::ios, 1}), SizeIs(1));
}

TEST(Merge, IosMeasuresBySmallerBox) {
    const std::vector<DetectedObject> pair{object({0, 0, 100, 100}, 0.9), object({95, 95, 105, 105}, 0.8)};
    EXPECT_THAT(merged(pair, {MergeMethod::nms, OverlapMeasure::ios, 0.25}), SizeIs(1));
    EXPECT_THAT(merged(pair, {MergeMethod::nms, OverlapMeasure::ios, 0.26}), SizeIs(2));
    EXPECT_THAT(merged(pair, {MergeMethod::nms, OverlapMeasure::iou, 0.01}), SizeIs(2));
}

TEST(Merge, BoxesThatOnlyTouchNeverMatch) {
    const std::vector<DetectedObject> pair{object(first, 0.9), object(third, 0.8)};
    EXPECT_THAT(merged(pair, {MergeMethod::nms, OverlapMeasure::iou, 0}), SizeIs(2));
    EXPECT_THAT(merged({object({3, 3, 3, 3}, 0.9), object({3, 3, 3, 3}, 0.9)}, nms), SizeIs(2));
}

TEST(Merge, ClassesStayApartUnlessTold) {
    const std::vector<DetectedObject> pair{object(first, 0.9, 2), object(first, 0.8, 1)};
    EXPECT_THAT(merged(pair, nms), SizeIs(2));
    MergeRule agnostic = greedy;
    agnostic.class_agnostic = true;
    const std::vector<DetectedObject> one = merged(pair, agnostic);
    ASSERT_THAT(one, SizeIs(1));
    EXPECT_EQ(one[0].class_id, 2);
}

TEST(Merge, OfEqualScoresTheFirstStays) {
    EXPECT_THAT(merged({object(second, 0.5), object(first, 0.5), object(third, 0.5)}, nms),
                ElementsAre(IsObject(second, 0.5)));
    EXPECT_THAT(merged({object(third, 0.5, 1), object(first, 0.5, 0)}, nms),
                ElementsAre(IsObject(third, 0.5), IsObject(first, 0.5)));
}

TEST(Merge, KeepsTheBestOnly) {
    MergeRule rule = nms;
    rule.max_objects = 2;
    const std::vector<DetectedObject> objects{object({0, 0, 1, 1}, 0.1), object({2, 0, 3, 1}, 0.3),
                                              object({4, 0, 5, 1}, 0.2, 1), object({6, 0, 7, 1}, 0.05, 1)};
    EXPECT_THAT(merged(objects, rule), ElementsAre(IsObject(Box{2, 0, 3, 1}, 0.3), IsObject(Box{4, 0, 5, 1}, 0.2)));
    rule.max_objects = 0;
    EXPECT_THAT(merged(objects, rule), IsEmpty());
    EXPECT_THAT(merged({}, nms), IsEmpty());
}

TEST(Merge, UnitesMasksAndKeepsTheBestOnesKeypoints) {
    DetectedObject best = object(first, 0.9), other = object(second, 0.8);
    best.mask = Mask::from_runs(20, 10, {{0, 0, 4}});
    other.mask = Mask::from_runs(20, 10, {{0, 3, 9}, {1, 5, 6}});
    best.keypoints = {{1, 2, 0.5}};
    other.keypoints = {{3, 4, 0.9}};
    const std::vector<DetectedObject> one = merged({other, best}, greedy);
    ASSERT_THAT(one, SizeIs(1));
    EXPECT_EQ(one[0].mask, Mask::from_runs(20, 10, {{0, 0, 9}, {1, 5, 6}}));
    EXPECT_EQ(one[0].keypoints, best.keypoints);
    EXPECT_EQ(merged({other, best}, nms)[0].mask, best.mask);
}

TEST(Merge, DropsWhatIsNotFinite) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    DetectedObject oriented = object(first, 0.5);
    oriented.oriented = {1, 1, nan, 1, 0};
    EXPECT_THAT(merged({object(first, nan), object({0, 0, infinity, 1}, 0.5), object({nan, 0, 1, 1}, 0.5),
                        object(first, infinity), oriented, object(third, 0.5)},
                       nmm),
                ElementsAre(IsObject(third, 0.5)));
}

TEST(Merge, OrientedBoxesHaveTheirOwnOverlap) {
    // Two thin boxes that cross: their axis-aligned boxes are the same.
    constexpr double quarter = std::numbers::pi / 4;
    DetectedObject rising = object({0, 0, 10, 10}, 0.9), falling = object({0, 0, 10, 10}, 0.8);
    rising.oriented = {5, 5, 13, 1, quarter};
    falling.oriented = {5, 5, 1, 13, quarter};
    EXPECT_THAT(merged({rising, falling}, nms), SizeIs(2));
    const std::vector<DetectedObject> one = merged({rising, falling, rising}, greedy);
    ASSERT_THAT(one, SizeIs(2));
    EXPECT_EQ(one[0].oriented, rising.oriented);
}

TEST(OrientedBoxes, ShareAnArea) {
    const OrientedBox square{0, 0, 2, 2, 0};
    EXPECT_NEAR(decode::intersection_area(square, square), 4, 1e-12);
    EXPECT_NEAR(decode::intersection_area(square, {1, 0, 2, 2, 0}), 2, 1e-12);
    EXPECT_NEAR(decode::intersection_area(square, {3, 0, 2, 2, 0}), 0, 1e-12);
    // A square and itself turned by 45 degrees make an octagon: 8 (sqrt(2) - 1) for a side of 2.
    EXPECT_NEAR(decode::intersection_area(square, {0, 0, 2, 2, std::numbers::pi / 4}), 8 * (std::numbers::sqrt2 - 1),
                1e-12);
    // A diamond within it.
    EXPECT_NEAR(decode::intersection_area(square, {0, 0, 1, 1, std::numbers::pi / 4}), 1, 1e-12);
    EXPECT_EQ(decode::intersection_area(square, {0, 0, -2, 2, 0}), 0);
}

// What SAHI writes, over all pairs: an oracle for the tree and the bookkeeping.
std::vector<DetectedObject> merged_plainly(std::vector<DetectedObject> objects, const MergeRule& rule) {
    const auto overlap = [&](const Box& a, const Box& b) {
        const double shared = std::max(0.0, std::min(a.x2, b.x2) - std::max(a.x1, b.x1)) *
                              std::max(0.0, std::min(a.y2, b.y2) - std::max(a.y1, b.y1));
        const double area_a = (a.x2 - a.x1) * (a.y2 - a.y1), area_b = (b.x2 - b.x1) * (b.y2 - b.y1);
        return shared / (rule.measure == OverlapMeasure::iou ? area_a + area_b - shared : std::min(area_a, area_b));
    };
    std::ranges::stable_sort(objects, std::ranges::greater(), &DetectedObject::score);
    std::vector<int> keeper(objects.size(), -1);
    std::vector<std::vector<std::size_t>> taken(objects.size());
    const auto take = [&](std::size_t from, std::size_t to, std::size_t other) {
        const bool is_taken = keeper[other] >= 0 ||
                              !(overlap(objects[from].box, objects[other].box) >= rule.threshold) ||
                              objects[from].class_id != objects[other].class_id;
        if (is_taken) return;
        keeper[other] = static_cast<int>(to);
        taken[to].push_back(other);
    };
    for (std::size_t index = 0; index < objects.size(); ++index) {
        if (keeper[index] < 0) keeper[index] = static_cast<int>(index);
        const auto to = static_cast<std::size_t>(keeper[index]);
        if (rule.method == MergeMethod::nmm)
            for (std::size_t other = objects.size(); other-- > 0;) take(index, to, other);
        else if (to == index)
            for (std::size_t other = 0; other < objects.size(); ++other) take(index, to, other);
    }
    std::vector<DetectedObject> result;
    for (std::size_t index = 0; index < objects.size() && result.size() < rule.max_objects; ++index) {
        if (keeper[index] != static_cast<int>(index)) continue;
        DetectedObject best = objects[index];
        for (const std::size_t other : taken[index]) {
            const Box &a = best.box, &b = objects[other].box;
            if (rule.method != MergeMethod::nms && overlap(a, b) > rule.threshold)
                best.box = {std::min(a.x1, b.x1), std::min(a.y1, b.y1), std::max(a.x2, b.x2), std::max(a.y2, b.y2)};
        }
        result.push_back(best);
    }
    return result;
}

TEST(Merge, EqualsThePlainWay) {
    const unsigned seed = random_seed();
    SCOPED_TRACE("YOLOZU_TEST_SEED=" + std::to_string(seed));
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> unit(0, 1);
    for (int round = 0; round < 60; ++round) {
        std::vector<DetectedObject> objects;
        for (std::uint64_t count = random() % 400; count > 0; --count) {
            const double x = unit(random) * 200, y = unit(random) * 100;
            objects.push_back(object({x, y, x + 1 + unit(random) * 60, y + 1 + unit(random) * 60},
                                     static_cast<double>(random() % 50) / 50, static_cast<std::int32_t>(random() % 3)));
        }
        for (const MergeMethod method : {MergeMethod::nms, MergeMethod::nmm, MergeMethod::greedy_nmm})
            for (const OverlapMeasure measure : {OverlapMeasure::iou, OverlapMeasure::ios}) {
                const MergeRule rule{method, measure, 0.1 + unit(random) * 0.6, false, 1 + random() % 300};
                const std::vector<DetectedObject> actual = merged(objects, rule), plain = merged_plainly(objects, rule);
                ASSERT_EQ(actual.size(), plain.size());
                for (std::size_t index = 0; index < plain.size(); ++index) {
                    ASSERT_THAT(actual[index], IsObject(plain[index].box, plain[index].score));
                    ASSERT_EQ(actual[index].class_id, plain[index].class_id);
                }
            }
    }
}

TEST(BoxTree, FindsWhatIsThere) {
    std::vector<Box> boxes;
    for (int index = 0; index < 1000; ++index) {
        const double x = index % 40 * 10, y = index / 40 * 10;
        boxes.push_back({x, y, x + 10, y + 10});
    }
    decode::BoxTree tree(boxes);
    std::vector<std::uint32_t> found;
    tree.find({5, 5, 15, 15}, found);
    EXPECT_THAT(found, ElementsAre(0, 1, 40, 41));
    tree.remove(40);
    EXPECT_FALSE(tree.has(40));
    tree.find({5, 5, 15, 15}, found);
    EXPECT_THAT(found, ElementsAre(0, 1, 41));
    tree.find({-10, -10, 0, 0}, found);
    EXPECT_THAT(found, IsEmpty());
    decode::BoxTree none({});
    none.find({0, 0, 1, 1}, found);
    EXPECT_THAT(found, IsEmpty());
}

}  // namespace
}  // namespace yolozu::test
