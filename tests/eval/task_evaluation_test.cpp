// SPDX-License-Identifier: Apache-2.0
//
// What is particular to masks, keypoints and turned boxes, and what stands beside COCO's numbers.
#include <gmock/gmock.h>

#include "eval/evaluation.hpp"
#include "eval/segmentation.hpp"
#include "image/encode.hpp"
#include "support/files.hpp"

namespace yolozu::eval {
namespace {

using testing::HasSubstr;

/// A picture of 4 x 3 with one object, whose mask is its two columns at the left.
GroundTruth two_columns() {
    TrueObject object{0, {0, 0, 2, 3}, 6};
    object.mask = {4, 3, {0, 6, 6}};
    return {.images = {{"a.png", 4, 3, {object}}}, .class_names = {}, .class_count = 1};
}

TEST(MaskFile, IsReadBesideTheList) {
    const test::TemporaryFolder folder;
    const std::vector<std::uint8_t> pixels{1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0};
    test::write_text(folder / "m.png", *encode_grey_png(4, 3, pixels));
    ReadDetection instance;
    instance.score = 0.5;
    instance.mask_file = "m.png";
    const std::vector<ReadEntry> entries{{"a.png", {instance}}};
    const EvaluationRequest request{.comparison = {.task = Task::segment, .mask_folder = folder.path()}};
    const auto found = evaluate_objects(two_columns(), entries, request);
    ASSERT_TRUE(found) << found.error().to_string();
    EXPECT_NEAR(found->scores.map50_95, 1, 1e-12);
    EXPECT_THAT(read_mask_file(folder / "m.png", 3, 4).error().to_string(), HasSubstr("4x3 pixels, expected"));
    EXPECT_THAT(read_mask_file(folder / "n.png", 3, 4).error().to_string(), HasSubstr("n.png"));
}

TEST(Masks, OfAnotherSizeAreRefused) {
    ReadDetection detection;
    detection.segmentation = {3, 4, "", {12}, {}};
    const std::vector<ReadEntry> entries{{"a.png", {detection}}};
    const auto found = evaluate_objects(two_columns(), entries, {.comparison = {.task = Task::segment}});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().to_string(),
              "image 'a.png': detections[0]: the mask is of 3x4 pixels, expected the picture's 4x3");
}

GroundTruth one_keypoint() {
    TrueObject object{0, {0, 0, 100, 100}, 10'000};
    object.keypoints = {{50, 50, 2}};
    return {.images = {{"a.png", 100, 100, {object}}}, .class_names = {}, .class_count = 1};
}

double keypoint_map(const std::vector<ReadPoint>& keypoints) {
    ReadDetection detection;
    detection.score = 0.5;
    detection.keypoints = keypoints;
    const std::vector<ReadEntry> entries{{"a.png", {detection}}};
    const auto found = evaluate_objects(one_keypoint(), entries, {.comparison = {.task = Task::pose, .sigmas = {0.1}}});
    EXPECT_TRUE(found) << found.error().to_string();
    return found ? found->scores.map50_95 : -2;
}

// At a spread of 0.1 and an area of 100 x 100, a distance of d pixels fits by exp(-d^2 / 800): 0.726 at 16 pixels,
// which is enough for the first five of ten thresholds.
TEST(Keypoints, AreFractionsOrPixels) {
    EXPECT_NEAR(keypoint_map({{0.5, 0.5}}), 1, 1e-12);
    EXPECT_NEAR(keypoint_map({{50, 50}}), 1, 1e-12);
    EXPECT_NEAR(keypoint_map({{0.66, 0.5}}), 0.5, 1e-12);
}

TEST(Keypoints, OfAnotherNumberAreRefused) {
    ReadDetection detection;
    detection.keypoints = {{0.5, 0.5}, {0.1, 0.1}};
    const std::vector<ReadEntry> entries{{"a.png", {detection}}};
    const auto found = evaluate_objects(one_keypoint(), entries, {.comparison = {.task = Task::pose, .sigmas = {0.1}}});
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().to_string(), HasSubstr("detections[0]: has 2 keypoints, expected 1"));
    const auto objects =
        evaluate_objects(one_keypoint(), entries, {.comparison = {.task = Task::pose, .sigmas = {0.1, 0.1}}});
    ASSERT_FALSE(objects);
    EXPECT_THAT(objects.error().to_string(), HasSubstr("an object has 1 keypoints, the predictions have 2"));
    EXPECT_FALSE(evaluate_objects(one_keypoint(), {}, {.comparison = {.task = Task::pose}}));
}

// Of two objects one is found at 0.8; there is a false alarm at 0.4.
TEST(Curves, AreOfClassesAndOfAll) {
    const PixelBox box{0, 0, 10, 10}, other{50, 50, 10, 10};
    const GroundTruth truth{.images = {{"a.png", 100, 100, {TrueObject{0, box, 100}, TrueObject{0, other, 100}}}},
                            .class_names = {},
                            .class_count = 2};
    ReadDetection hit, miss;
    hit.score = 0.8;
    hit.bbox = {0.05, 0.05, 0.1, 0.1};
    miss.score = 0.4;
    miss.bbox = {0.9, 0.9, 0.1, 0.1};
    const std::vector<ReadEntry> entries{{"a.png", {hit, miss}}};
    const auto found = evaluate_objects(truth, entries, {});
    ASSERT_TRUE(found) << found.error().to_string();
    ASSERT_EQ(found->class_curves.size(), 1U);
    const Curves& curves = found->class_curves[0].curves;
    EXPECT_NEAR(curves.precision[40], 0.5, 1e-12);
    EXPECT_NEAR(curves.recall[40], 0.5, 1e-12);
    EXPECT_NEAR(curves.f1[40], 0.5, 1e-12);
    EXPECT_NEAR(curves.f1[41], 2 * 0.5 / 1.5, 1e-12);
    EXPECT_NEAR(curves.precision_at_recall[50], 1, 1e-9);
    EXPECT_EQ(curves.precision_at_recall[51], 0);
    EXPECT_EQ(curves.f1[81], 0);
    EXPECT_EQ(curves.best(), 41U);
    EXPECT_EQ(found->curves.f1, curves.f1);
    EXPECT_EQ(found->confusion.size(), 3U);
}

}  // namespace
}  // namespace yolozu::eval
