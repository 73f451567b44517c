// SPDX-License-Identifier: Apache-2.0
#include "eval/evaluation.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "eval/image_index.hpp"

namespace yolozu::eval {
namespace {

using testing::Each;
using testing::HasSubstr;

TrueObject object(std::size_t class_id, PixelBox box, bool crowd = false) {
    return {class_id, box, box.area(), crowd, crowd};
}

/// A detection on a picture of 100 x 100 pixels.
ReadDetection detection(std::int32_t class_id, double score, PixelBox box) {
    return {class_id, score, {(box.x + box.w / 2) / 100, (box.y + box.h / 2) / 100, box.w / 100, box.h / 100}};
}

TrueImage picture(std::string key, std::vector<TrueObject> objects) {
    return {std::move(key), 100, 100, std::move(objects)};
}

Evaluation evaluated(const GroundTruth& truth, const std::vector<ReadEntry>& entries) {
    const auto found = evaluate_objects(truth, entries, {});
    EXPECT_TRUE(found) << found.error().to_string();
    return found ? *found : Evaluation{};
}

/// Two objects of a class. The best detection is none of them, the second finds one exactly, the third finds the other
/// with an IoU of 0.72 (18 of 25 rows): up to the threshold 0.7.
///
/// At the first five thresholds precision is 0, 1/2, 2/3 at the recalls 0, 1/2, 1; made monotone, 2/3 everywhere. At
/// the other five it is 1/2 for the 51 recalls up to 0.5, 0 beyond.
TEST(Evaluation, EqualsTheNumbersWorkedOutByHand) {
    const GroundTruth truth{.images = {picture("a.jpg", {object(0, {0, 0, 20, 20}), object(0, {50, 50, 20, 25})})},
                            .class_names = {},
                            .class_count = 1};
    const Evaluation found = evaluated(truth, {{"a.jpg",
                                                {detection(0, 0.9, {80, 0, 10, 10}), detection(0, 0.8, {0, 0, 20, 20}),
                                                 detection(0, 0.7, {50, 50, 20, 18})}}});
    const double high = 51 * 0.5 / 101;
    EXPECT_NEAR(found.scores.map50_95, (5 * 2.0 / 3 + 5 * high) / 10, 1e-9);
    EXPECT_NEAR(found.scores.map50, 2.0 / 3, 1e-9);
    EXPECT_NEAR(found.scores.map75, high, 1e-9);
    EXPECT_NEAR(found.scores.recall, 0.75, 1e-9);
    EXPECT_EQ(found.stats[6], 0);             // the best one is none
    EXPECT_NEAR(found.stats[7], 0.75, 1e-9);  // of the best ten
    EXPECT_EQ(found.stats[5], -1);            // no large object
    EXPECT_NEAR(found.stats[9], 0.75, 1e-9);  // all are small
    EXPECT_EQ(found.objects, 2U);
    EXPECT_EQ(found.detections, 3U);
    EXPECT_NEAR(found.classes[0].scores.map50_95, found.scores.map50_95, 1e-12);
}

TEST(Evaluation, AveragesOverTheClassesThatHaveObjects) {
    const GroundTruth truth{
        .images = {picture("a.jpg", {object(0, {0, 0, 20, 20})}), picture("b.jpg", {object(2, {0, 0, 50, 50})})},
        .class_names = {},
        .class_count = 3};
    const Evaluation found = evaluated(
        truth,
        {{"a.jpg",
          {detection(1, 0.9, {0, 0, 20, 20}), detection(7, 0.9, {0, 0, 20, 20}), detection(0, 0.5, {0, 0, 20, 20})}}});
    EXPECT_NEAR(found.scores.map50_95, 0.5, 1e-9);  // class 0 is found, class 2 is not, class 1 does not count
    EXPECT_EQ(found.classes[1].scores.map50_95, -1);
    EXPECT_EQ(found.classes[2].scores.map50_95, 0);
    EXPECT_EQ(found.classes[1].detections, 1U);
    EXPECT_EQ(found.unknown_class_detections, 1U);
    EXPECT_EQ(found.images_without_predictions, 1U);
}

TEST(Evaluation, ADetectionWithinACrowdDoesNotCount) {
    const GroundTruth truth{
        .images = {picture("a.jpg", {object(0, {0, 0, 60, 60}, true), object(0, {70, 70, 20, 20})})},
        .class_names = {},
        .class_count = 1};
    const Evaluation found = evaluated(truth, {{"a.jpg",
                                                {detection(0, 0.9, {0, 0, 10, 10}), detection(0, 0.8, {5, 5, 10, 10}),
                                                 detection(0, 0.7, {70, 70, 20, 20})}}});
    EXPECT_NEAR(found.scores.map50_95, 1, 1e-9);
    EXPECT_EQ(found.objects, 1U);
}

TEST(Evaluation, WithoutDetectionsEveryScoreIsZero) {
    const GroundTruth truth{
        .images = {picture("a.jpg", {object(0, {0, 0, 20, 20})})}, .class_names = {}, .class_count = 1};
    const Evaluation found = evaluated(truth, {});
    EXPECT_EQ(found.scores.map50_95, 0);
    EXPECT_EQ(found.scores.recall, 0);
    EXPECT_EQ(found.images_without_predictions, 1U);
}

TEST(Evaluation, ADatasetWithoutObjectsIsRefused) {
    const GroundTruth truth{.images = {picture("a.jpg", {})}, .class_names = {}, .class_count = 0};
    const auto found = evaluate_objects(truth, {}, {});
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().message(), HasSubstr("no object"));
}

TEST(Evaluation, TwoEntriesOfOnePictureAreRefused) {
    const GroundTruth truth{
        .images = {picture("a.jpg", {object(0, {0, 0, 20, 20})})}, .class_names = {}, .class_count = 1};
    const std::vector<ReadEntry> entries{{"a.jpg", {}}, {"folder/a.jpg", {}}};
    const auto found = evaluate_objects(truth, entries, {});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().message(), "images 'a.jpg' and 'folder/a.jpg' are the same of the dataset");
}

std::size_t place(const ImageIndex& index, std::string_view key) {
    const auto found = index.find(key);
    EXPECT_TRUE(found) << found.error().to_string();
    return found ? *found : 1'000;
}

TEST(ImageIndex, PrefersTheWholeKeyThenTheNameThenTheStem) {
    const std::vector<TrueImage> images{picture("x/a.jpg", {}), picture("y/a.jpg", {}), picture("a.png", {}),
                                        picture("y/b.jpg", {}), picture("\xFF.jpg", {})};
    const ImageIndex index(images);
    EXPECT_EQ(place(index, "y/a.jpg"), 1U);
    EXPECT_EQ(place(index, "elsewhere/a.png"), 2U);
    EXPECT_EQ(place(index, "b.jpg"), 3U);
    EXPECT_EQ(place(index, "z/b.webp"), 3U);
    EXPECT_EQ(place(index, "b"), 3U);
    EXPECT_EQ(place(index, "\xEE\xB3\xBF.jpg"), 4U);  // U+ECFF, as parse_json gives that byte
}

TEST(ImageIndex, RefusesWhatIsUnknownOrAmbiguous) {
    const std::vector<TrueImage> images{picture("x/a.jpg", {}), picture("y/a.jpg", {}), picture("a.png", {})};
    const ImageIndex index(images);
    EXPECT_EQ(index.find("a.jpg").error().code(), ErrorCode::ambiguous);
    EXPECT_EQ(index.find("a").error().code(), ErrorCode::ambiguous);
    EXPECT_EQ(index.find("c.jpg").error().code(), ErrorCode::not_found);
}

}  // namespace
}  // namespace yolozu::eval
