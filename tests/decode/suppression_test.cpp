// SPDX-License-Identifier: Apache-2.0
//
// Which boxes survive, in cases worked by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/raw_output.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;

struct Anchor {
    float x, y, width, height, score;
    int class_id = 0;
};

// The scores of the detections that a yolov8 output with these anchors gives.
std::vector<float> surviving_scores(const std::vector<Anchor>& anchors, const DecodeOptions& options,
                                    int class_count = 3) {
    const std::size_t count = anchors.size();
    std::vector<float> values((4 + static_cast<std::size_t>(class_count)) * count);
    for (std::size_t index = 0; index < count; ++index) {
        const Anchor& anchor = anchors[index];
        values[index] = anchor.x;
        values[count + index] = anchor.y;
        values[2 * count + index] = anchor.width;
        values[3 * count + index] = anchor.height;
        values[(4 + static_cast<std::size_t>(anchor.class_id)) * count + index] = anchor.score;
    }
    const RawOutput output(DataType::float32, {1, 4 + class_count, static_cast<std::int64_t>(count)}, values);
    std::vector<float> scores;
    for (const Detection& detection : decode(model_with(Head::yolov8, class_count), options, output))
        scores.push_back(detection.score);
    return scores;
}

// Two boxes 30 by 10, one 10 further right: intersection 200, union 400, IoU exactly a half.
const std::vector<Anchor> half_overlap{{15, 5, 30, 10, 0.9F}, {25, 5, 30, 10, 0.8F}};

TEST(Suppression, KeepsAnIouThatEqualsTheThreshold) {
    EXPECT_THAT(surviving_scores(half_overlap, {.iou_threshold = 0.5}), ElementsAre(0.9F, 0.8F));
}

TEST(Suppression, DropsAnIouAboveTheThreshold) {
    EXPECT_THAT(surviving_scores(half_overlap, {.iou_threshold = 0.4999}), ElementsAre(0.9F));
}

TEST(Suppression, LeavesTouchingBoxesAtThresholdZero) {
    EXPECT_THAT(surviving_scores({{10, 10, 20, 20, 0.9F}, {30, 10, 20, 20, 0.8F}}, {.iou_threshold = 0}),
                ElementsAre(0.9F, 0.8F));
}

TEST(Suppression, SparesOtherClasses) {
    const std::vector<Anchor> anchors{{50, 50, 20, 20, 0.9F, 0}, {50, 50, 20, 20, 0.8F, 1}, {50, 50, 20, 20, 0.7F, 1}};
    EXPECT_THAT(surviving_scores(anchors, {}), ElementsAre(0.9F, 0.8F));
    EXPECT_THAT(surviving_scores(anchors, {.class_agnostic = true}), ElementsAre(0.9F));
}

TEST(Suppression, IsNotDoneByBoxesThatWereSuppressed) {
    // The second falls to the first; the third overlaps with the second only.
    const std::vector<Anchor> anchors{{15, 5, 30, 10, 0.9F}, {25, 5, 30, 10, 0.8F}, {35, 5, 30, 10, 0.7F}};
    EXPECT_THAT(surviving_scores(anchors, {.iou_threshold = 0.4}), ElementsAre(0.9F, 0.7F));
}

TEST(Suppression, TakesTheFirstOfEqualScores) {
    const std::vector<Anchor> anchors{{15, 5, 30, 10, 0.5F}, {15, 5, 30, 10, 0.5F, 1}, {15, 5, 30, 10, 0.5F}};
    EXPECT_THAT(surviving_scores(anchors, {.class_agnostic = true}), ElementsAre(0.5F));
}

TEST(Suppression, LeavesBoxesWithoutArea) {
    const std::vector<Anchor> anchors{{50, 50, 0, 20, 0.9F}, {50, 50, 0, 20, 0.8F}, {50, 50, 30, 30, 0.7F}};
    EXPECT_THAT(surviving_scores(anchors, {.iou_threshold = 0}), ElementsAre(0.9F, 0.8F, 0.7F));
}

TEST(Suppression, MeetsTheNextClassBeyondTheOffset) {
    // A box 7680 further right of class 0 lies, once classes are moved apart, on a box of class 1 (and 7680 further
    // down).
    const std::vector<Anchor> anchors{{8000, 8000, 20, 20, 0.9F, 0}, {320, 320, 20, 20, 0.8F, 1}};
    EXPECT_THAT(surviving_scores(anchors, {}), ElementsAre(0.9F));
}

TEST(Suppression, ComparesBoxesAsRoundedBehindTheOffset) {
    // At class 79 the offset is 606,720, where float32 has steps of 1/16: two boxes of width 0.125, 0.04 apart, become
    // one.
    const std::vector<Anchor> near{{100.0F, 100, 0.125F, 0.125F, 0.9F, 79}, {100.02F, 100, 0.125F, 0.125F, 0.8F, 79}};
    EXPECT_THAT(surviving_scores(near, {.iou_threshold = 0.9}, 80), ElementsAre(0.9F));
    EXPECT_THAT(surviving_scores(near, {.iou_threshold = 0.9, .class_agnostic = true}, 80), ElementsAre(0.9F, 0.8F));
}

TEST(Suppression, GivesTheBoxesWithoutTheOffset) {
    const RawOutput output(DataType::float32, {1, 6, 1}, {100.125F, 60, 40, 20, 0, 0.5F});
    EXPECT_THAT(decode(model_with(Head::yolov8, 2), {}, output),
                ElementsAre(Detection{80.125F, 50, 120.125F, 70, 0.5F, 1}));
}

TEST(Suppression, StopsAtTheNumberAskedFor) {
    const std::vector<Anchor> anchors{{10, 10, 4, 4, 0.7F}, {30, 10, 4, 4, 0.9F}, {50, 10, 4, 4, 0.8F}};
    EXPECT_THAT(surviving_scores(anchors, {.max_detections = 2}), ElementsAre(0.9F, 0.8F));
    EXPECT_THAT(surviving_scores(anchors, {.max_detections = 0}), testing::IsEmpty());
}

TEST(Suppression, FiltersClassesBeforehand) {
    // Were the filter behind it, the box of class 0 would suppress the one of class 1 first.
    const std::vector<Anchor> anchors{{50, 50, 20, 20, 0.9F, 0}, {50, 50, 20, 20, 0.8F, 1}};
    EXPECT_THAT(surviving_scores(anchors, {.class_agnostic = true, .keep_classes = {1}}), ElementsAre(0.8F));
}

TEST(Suppression, FiltersByTheBestClassOnly) {
    const RawOutput output(DataType::float32, {1, 6, 1}, {100, 60, 40, 20, 0.75F, 0.5F});
    EXPECT_THAT(decode(model_with(Head::yolov8, 2), {.keep_classes = {1}}, output), testing::IsEmpty());
}

TEST(Suppression, HasThresholdsForSingleClassesBeforehand) {
    // Class 0 needs 0.95, so its box does not suppress; class 1 has less than the common threshold; class 2 has its own
    // twice, of which the last counts.
    const std::vector<Anchor> anchors{{50, 50, 20, 20, 0.9F, 0}, {50, 50, 20, 20, 0.3F, 1}, {150, 50, 20, 20, 0.6F, 2}};
    EXPECT_THAT(surviving_scores(anchors, {.score_threshold = 0.5,
                                           .class_agnostic = true,
                                           .class_thresholds = {{2, 0.9}, {0, 0.95}, {1, 0.3}, {2, 0.55}}}),
                ElementsAre(0.6F, 0.3F));
}

TEST(Suppression, DropsClassesBeforehand) {
    const std::vector<Anchor> anchors{{50, 50, 20, 20, 0.9F, 0}, {50, 50, 20, 20, 0.8F, 1}};
    EXPECT_THAT(surviving_scores(anchors, {.class_agnostic = true, .drop_classes = {2, 0}}), ElementsAre(0.8F));
    EXPECT_THAT(surviving_scores(anchors, {.keep_classes = {0, 1}, .drop_classes = {1}}), ElementsAre(0.9F));
}

}  // namespace
}  // namespace yolozu::test
