// SPDX-License-Identifier: Apache-2.0
//
// Which oriented boxes survive, in cases worked by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "decode/nms_rotated.hpp"
#include "decode/raw_output.hpp"

namespace yolozu::test {
namespace {

using decode::gaussian_of;
using decode::probabilistic_iou;
using testing::ElementsAre;

constexpr float quarter_turn = std::numbers::pi_v<float> / 2;

Detection box(float x, float y, float width, float height, float angle) {
    return {x - width / 2, y - height / 2, x + width / 2, y + height / 2, 0, 0, 0, angle};
}

double iou(const Detection& first, const Detection& second) {
    return probabilistic_iou(gaussian_of(first), gaussian_of(second));
}

TEST(ProbabilisticIou, OfABoxWithItselfIsOneButForEpsilon) {
    // d is epsilon: 1 - sqrt(1 - exp(-1e-7) + 1e-7), which is 1 - sqrt(2e-7).
    EXPECT_NEAR(iou(box(50, 40, 30, 20, 0.5F), box(50, 40, 30, 20, 0.5F)), 1 - std::sqrt(2e-7), 1e-9);
}

TEST(ProbabilisticIou, TakesABoxTurnedByAQuarterForOneWithItsSidesChanged) {
    const Detection upright = box(50, 40, 20, 60, 0);
    EXPECT_NEAR(iou(box(50, 40, 60, 20, quarter_turn), upright), iou(upright, upright), 1e-6);
    EXPECT_NEAR(iou(box(50, 40, 60, 20, 0), upright), iou(box(50, 40, 60, 20, quarter_turn), box(50, 40, 60, 20, 0)),
                1e-6);
}

TEST(ProbabilisticIou, OfTwoSquaresFollowsTheirDistance) {
    // Sides of 12 have a = b = 12, so D = 24^2; at a distance of 8, d is 24 * 64 / 24^2 / 4 = 2 / 3.
    EXPECT_NEAR(iou(box(50, 40, 12, 12, 0), box(58, 40, 12, 12, 0.3F)), 1 - std::sqrt(1 - std::exp(-2.0 / 3)), 1e-6);
}

TEST(ProbabilisticIou, OfTwoShapesAtOnePlaceFollowsTheirAreas) {
    // Variances 12 and 48: D = 60^2, D1 * D2 = (12 * 48)^2, d = ln(60^2 / (4 * 576)) / 2 = ln(1.5625) / 2 = ln 1.25.
    EXPECT_NEAR(iou(box(50, 40, 12, 12, 0), box(50, 40, 24, 24, 0)), 1 - std::sqrt(1 - 1 / 1.25), 1e-6);
}

struct Anchor {
    float x, y, width, height, angle, score;
    int class_id = 0;
};

std::vector<float> surviving_scores(const std::vector<Anchor>& anchors, const DecodeOptions& options) {
    const std::size_t count = anchors.size();
    std::vector<float> values(7 * count);
    for (std::size_t index = 0; index < count; ++index) {
        const Anchor& anchor = anchors[index];
        const auto set = [&](std::size_t feature, float value) { values[feature * count + index] = value; };
        set(0, anchor.x);
        set(1, anchor.y);
        set(2, anchor.width);
        set(3, anchor.height);
        set(4 + static_cast<std::size_t>(anchor.class_id), anchor.score);
        set(6, anchor.angle);
    }
    ModelInfo model = model_with(Head::yolov8, 2);
    model.task = Task::obb;
    std::vector<float> scores;
    for (const Detection& detection :
         decode(model, options, RawOutput(DataType::float32, {1, 7, static_cast<std::int64_t>(count)}, values)))
        scores.push_back(detection.score);
    return scores;
}

TEST(OrientedSuppression, LooksAtTheAngle) {
    const std::vector<Anchor> cross{{50, 50, 60, 6, 0, 0.9F}, {50, 50, 60, 6, quarter_turn, 0.8F}};
    EXPECT_THAT(surviving_scores(cross, {.iou_threshold = 0.5}), ElementsAre(0.9F, 0.8F));
    const std::vector<Anchor> same{{50, 50, 60, 6, 0, 0.9F}, {50, 50, 6, 60, quarter_turn, 0.8F}};
    EXPECT_THAT(surviving_scores(same, {.iou_threshold = 0.5}), ElementsAre(0.9F));
}

TEST(OrientedSuppression, IsDoneByBoxesThatWereSuppressedThemselves) {
    // Squares of 12: at a distance of 4, d is 1 / 6 and the IoU 0.608; at 8 it is 0.302. The third falls to the second,
    // which fell to the first: "fast" suppression, unlike the greedy one.
    const std::vector<Anchor> chain{{50, 50, 12, 12, 0, 0.9F}, {54, 50, 12, 12, 0, 0.8F}, {58, 50, 12, 12, 0, 0.7F}};
    EXPECT_THAT(surviving_scores(chain, {.iou_threshold = 0.5}), ElementsAre(0.9F));
    EXPECT_THAT(surviving_scores(chain, {.iou_threshold = 0.61}), ElementsAre(0.9F, 0.8F, 0.7F));
}

TEST(OrientedSuppression, SparesOtherClasses) {
    const std::vector<Anchor> anchors{
        {50, 50, 20, 20, 0, 0.9F, 0}, {50, 50, 20, 20, 0, 0.8F, 1}, {50, 50, 20, 20, 0, 0.7F, 1}};
    EXPECT_THAT(surviving_scores(anchors, {}), ElementsAre(0.9F, 0.8F));
    EXPECT_THAT(surviving_scores(anchors, {.class_agnostic = true}), ElementsAre(0.9F));
}

TEST(OrientedSuppression, MeetsTheNextClassBeyondTheOffset) {
    const std::vector<Anchor> anchors{{8000, 8000, 20, 20, 0, 0.9F, 0}, {320, 320, 20, 20, 0, 0.8F, 1}};
    EXPECT_THAT(surviving_scores(anchors, {}), ElementsAre(0.9F));
}

TEST(OrientedSuppression, ReachesFarAlongHugeBoxes) {
    // 40,000 long: the offset of a class, 7680 in x and y, is little beside that.
    const std::vector<Anchor> anchors{{0, 0, 40000, 40000, 0, 0.9F, 0}, {0, 0, 40000, 40000, 0, 0.8F, 1}};
    EXPECT_THAT(surviving_scores(anchors, {.iou_threshold = 0.3}), ElementsAre(0.9F));
}

TEST(OrientedSuppression, FollowsTheFormulaForBoxesWithoutWidth) {
    // Two lines one behind the other: every determinant is 0, so d is epsilon wherever they lie. As in the reference.
    const std::vector<Anchor> lines{{50, 50, 0, 20, 0, 0.9F}, {50, 500, 0, 20, 0, 0.8F}, {90, 50, 0, 20, 0, 0.7F}};
    EXPECT_THAT(surviving_scores(lines, {}), ElementsAre(0.9F, 0.7F));
}

TEST(OrientedSuppression, StopsAtTheNumberAskedFor) {
    const std::vector<Anchor> anchors{{10, 10, 4, 4, 0, 0.7F}, {30, 10, 4, 4, 0, 0.9F}, {50, 10, 4, 4, 0, 0.8F}};
    EXPECT_THAT(surviving_scores(anchors, {.max_detections = 2}), ElementsAre(0.9F, 0.8F));
    EXPECT_THAT(surviving_scores(anchors, {.max_detections = 0}), testing::IsEmpty());
}

}  // namespace
}  // namespace yolozu::test
