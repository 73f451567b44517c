// SPDX-License-Identifier: Apache-2.0
#include "pipeline/flip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <numbers>

#include "support/files.hpp"
#include "support/known_model.hpp"

namespace yolozu {
namespace {

using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Mirrored, TurnsABoxRound) {
    DetectedObject object;
    object.box = {10, 20, 30, 50};
    const Box box = mirrored(object, 100).box;
    EXPECT_EQ(box.x1, 70);
    EXPECT_EQ(box.y1, 20);
    EXPECT_EQ(box.x2, 90);
    EXPECT_EQ(box.y2, 50);
}

/// The corners of an oriented box, by the formula that defines its angle.
std::vector<std::array<double, 2>> corners(const OrientedBox& box, bool mirror, double picture_width) {
    std::vector<std::array<double, 2>> points;
    for (const auto& [sx, sy] : {std::array{1, 1}, {1, -1}, {-1, -1}, {-1, 1}}) {
        const double x = sx * box.w / 2, y = sy * box.h / 2;
        const double px = box.cx + x * std::cos(box.angle) - y * std::sin(box.angle);
        points.push_back(
            {mirror ? picture_width - px : px, box.cy + x * std::sin(box.angle) + y * std::cos(box.angle)});
    }
    return points;
}

TEST(Mirrored, TurnsTheCornersOfAnOrientedBoxRound) {
    for (const double angle : {0.0, 1e-18, 0.3, 0.8, 1.5}) {
        DetectedObject object;
        object.oriented = OrientedBox{40, 50, 30, 10, angle};
        const OrientedBox turned = *mirrored(object, 100).oriented;
        EXPECT_GE(turned.angle, 0);
        EXPECT_LT(turned.angle, std::numbers::pi / 2);
        const auto found = corners(turned, false, 0);
        for (const auto& expected : corners(*object.oriented, true, 100)) {
            double nearest = 1e9;
            for (const auto& corner : found)
                nearest = std::min(nearest, std::hypot(corner[0] - expected[0], corner[1] - expected[1]));
            EXPECT_LT(nearest, 1e-9) << angle;
        }
    }
}

TEST(MeanScores, CountsAClassThatIsMissingAsNothing) {
    const std::vector<ClassScore> a{{3, 0.6}, {1, 0.3}}, b{{1, 0.5}, {7, 0.4}};
    EXPECT_THAT(mean_scores(a, b, 5), ElementsAre(ClassScore{1, 0.4}, ClassScore{3, 0.3}, ClassScore{7, 0.2}));
    EXPECT_THAT(mean_scores(a, b, 1), ElementsAre(ClassScore{1, 0.4}));
}

class Flip : public testing::Test {
protected:
    std::vector<DetectedObject> objects(const test::OnnxBuilder& model, const Image& image) {
        const auto path = model.write(folder / "m.onnx");
        auto predictor = Predictor::load(path, *decide_model(*read_model_signature(path)), {});
        EXPECT_TRUE(predictor) << predictor.error().to_string();
        MergeRule rule;
        rule.method = MergeMethod::nms;
        rule.measure = OverlapMeasure::iou;
        rule.threshold = 0.7;
        FlippedPredictor flipped(*predictor, rule, 5);
        std::vector<Prediction> predictions;
        const ImageView view = image.view();
        EXPECT_TRUE(flipped.predict({&view, 1}, predictions));
        return predictions.at(0).objects;
    }

    const TemporaryFolder folder;
};

TEST_F(Flip, FindsAnObjectOnceWhereBothPicturesShowIt) {
    Image image(64, 64);
    for (int y = 16; y < 24; ++y) std::fill_n(image.row(y) + std::ptrdiff_t{3} * 8, 24, std::uint8_t{255});
    for (const test::OnnxExtent& batch : {test::OnnxExtent(1), test::OnnxExtent(2), test::OnnxExtent("batch")}) {
        const auto found = objects(test::white_cell_detector(batch), image);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].box.x1, 8);
        EXPECT_EQ(found[0].box.y1, 16);
    }
}

TEST_F(Flip, AddsWhatOnlyTheMirrorImageShows) {
    const auto found = objects(test::known_detector({{{10, 32, 8, 8, 0, 0.5F}}}), Image(64, 64));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_DOUBLE_EQ(std::min(found[0].box.x1, found[1].box.x1), 6);
    EXPECT_DOUBLE_EQ(std::max(found[0].box.x1, found[1].box.x1), 50);
}

TEST(CheckFlip, RefusesTasksWhoseAnswersCannotBeJoined) {
    ModelInfo info;
    for (const Task task : {Task::detect, Task::segment, Task::obb, Task::classify, Task::depth}) {
        info.task = task;
        EXPECT_TRUE(check_flip(info));
    }
    for (const Task task : {Task::pose, Task::semantic, Task::pose6d}) {
        info.task = task;
        const Status status = check_flip(info);
        ASSERT_FALSE(status);
        EXPECT_EQ(status.error().code(), ErrorCode::invalid_argument);
        EXPECT_THAT(status.error().to_string(), HasSubstr(std::string(to_string(task))));
    }
}

}  // namespace
}  // namespace yolozu
