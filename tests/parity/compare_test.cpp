// SPDX-License-Identifier: Apache-2.0
//
// Cases small enough to work out by hand.
#include <gmock/gmock.h>

#include <vector>

#include "parity/compare.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

json box(double cx, double w) {
    return {{"cx", cx}, {"cy", 0.5}, {"w", w}, {"h", 0.5}};
}

json detection(int class_id, double score, const json& bbox) {
    return {{"class_id", class_id}, {"score", score}, {"bbox", bbox}};
}

class Parity : public testing::Test {
protected:
    /// Compares files of one picture, "a.jpg", of 100 by 100 pixels.
    const PictureParity& compare(const std::vector<json>& reference, const std::vector<json>& candidate) {
        return compare_files({{"a.jpg", json(reference)}}, {{"a.jpg", json(candidate)}});
    }
    const PictureParity& compare_files(const json& reference, const json& candidate) {
        reference_ = read("reference.json", reference);
        candidate_ = read("candidate.json", candidate);
        auto compared = compare_predictions(*reference_, *candidate_, options);
        EXPECT_TRUE(compared) << compared.error().to_string();
        pictures_ = std::move(*compared);
        return pictures_.at(0);
    }
    Result<PredictionIndex> read(const char* name, const json& document) {
        test::write_text(folder / name, document.dump());
        return PredictionIndex::read(folder / name);
    }
    static ParityOptions small_pictures() {
        ParityOptions options;
        options.picture_size = PictureSize{100, 100};
        return options;
    }

    test::TemporaryFolder folder;
    ParityOptions options = small_pictures();
    Result<PredictionIndex> reference_ = PredictionIndex(), candidate_ = PredictionIndex();
    std::vector<PictureParity> pictures_;
};

TEST_F(Parity, TheSameInAnotherOrderAgrees) {
    const json first = detection(0, 0.9, box(0.5, 0.5)), second = detection(1, 0.1, box(0.25, 0.125));
    const PictureParity& result = compare({first, second}, {second, first});
    EXPECT_TRUE(result.ok());
    ASSERT_THAT(result.matches, SizeIs(2));
    EXPECT_EQ(result.matches[0].candidate, 1U);
    EXPECT_EQ(result.matches[1].candidate, 0U);
    EXPECT_EQ(result.matches[0].iou, 1.0);
    EXPECT_TRUE(result.matches[0].score_ok && result.matches[0].box_ok);
    EXPECT_THAT(result.extras, IsEmpty());
}

TEST_F(Parity, ScoresMayDifferByTheToleranceOnly) {
    const std::vector<json> reference{detection(0, 0.5, box(0.5, 0.5))};
    EXPECT_TRUE(compare(reference, {detection(0, 0.50009, box(0.5, 0.5))}).ok());
    const PictureParity& result = compare(reference, {detection(0, 0.50011, box(0.5, 0.5))});
    ASSERT_THAT(result.failures, SizeIs(1));
    EXPECT_EQ(result.failures[0].kind, ParityFailureKind::value_mismatch);
    ASSERT_THAT(result.matches, SizeIs(1));
    EXPECT_FALSE(result.matches[0].score_ok);
    EXPECT_TRUE(result.matches[0].box_ok);
    options.score_tolerance = 0.001;
    EXPECT_TRUE(compare(reference, {detection(0, 0.50011, box(0.5, 0.5))}).ok());
}

TEST_F(Parity, BoxesMayDifferByTheToleranceOnly) {
    // 50 of 50.1 pixels: IoU 0.998, but a width that is 0.001 off.
    const std::vector<json> reference{detection(0, 0.5, box(0.5, 0.5))}, candidate{detection(0, 0.5, box(0.5, 0.501))};
    const PictureParity& result = compare(reference, candidate);
    ASSERT_THAT(result.failures, SizeIs(1));
    EXPECT_EQ(result.failures[0].kind, ParityFailureKind::value_mismatch);
    EXPECT_NEAR(*result.failures[0].iou, 0.5 / 0.501, 1e-12);
    EXPECT_TRUE(result.matches[0].score_ok);
    EXPECT_FALSE(result.matches[0].box_ok);
    options.box_tolerance = 0.01;
    EXPECT_TRUE(compare(reference, candidate).ok());
}

TEST_F(Parity, ABoxTooFarAwayIsNoMatch) {
    // 49 of 51 pixels in common.
    const std::vector<json> reference{detection(0, 0.5, box(0.5, 0.5))}, candidate{detection(0, 0.5, box(0.51, 0.5))};
    const PictureParity& result = compare(reference, candidate);
    ASSERT_THAT(result.failures, SizeIs(1));
    EXPECT_EQ(result.failures[0].kind, ParityFailureKind::missing_match);
    EXPECT_NEAR(*result.failures[0].iou, 49.0 / 51, 1e-12);
    EXPECT_THAT(result.matches, IsEmpty());
    EXPECT_THAT(result.extras, ElementsAre(0U));
    options.iou_threshold = 0.96;
    EXPECT_EQ(compare(reference, candidate).failures[0].kind, ParityFailureKind::value_mismatch);
}

TEST_F(Parity, CandidatesThatAreLeftOverAreNoFailure) {
    const json detected = detection(0, 0.5, box(0.5, 0.5));
    const PictureParity& result = compare({detected}, {detected, detection(3, 0.2, box(0.1, 0.1))});
    EXPECT_TRUE(result.ok());
    EXPECT_THAT(result.extras, ElementsAre(1U));
    EXPECT_FALSE(compare({detected, detection(3, 0.2, box(0.1, 0.1))}, {detected}).ok()) << "it is not symmetric";
}

TEST_F(Parity, OnlyTheSameClassMatches) {
    const PictureParity& result = compare({detection(0, 0.5, box(0.5, 0.5))}, {detection(1, 0.5, box(0.5, 0.5))});
    ASSERT_THAT(result.failures, SizeIs(1));
    EXPECT_EQ(result.failures[0].kind, ParityFailureKind::missing_match);
    EXPECT_EQ(result.failures[0].iou, std::nullopt);
}

TEST_F(Parity, ACandidateIsTakenOnce) {
    const json detected = detection(0, 0.5, box(0.5, 0.5));
    const PictureParity& result = compare({detected, detected}, {detected});
    EXPECT_THAT(result.matches, SizeIs(1));
    ASSERT_THAT(result.failures, SizeIs(1));
    EXPECT_EQ(result.failures[0].reference, 1U);
}

TEST_F(Parity, EachTakesTheBestOfSeveral) {
    options.iou_threshold = 0.5;
    options.box_tolerance = 1;
    const PictureParity& result = compare(
        {detection(0, 0.5, box(0.5, 0.5))},
        {detection(0, 0.5, box(0.55, 0.5)), detection(0, 0.5, box(0.5, 0.5)), detection(0, 0.5, box(0.5, 0.5))});
    ASSERT_THAT(result.matches, SizeIs(1));
    EXPECT_EQ(result.matches[0].candidate, 1U) << "the first of equals";
    EXPECT_THAT(result.extras, ElementsAre(0U, 2U));
}

TEST_F(Parity, InvalidBoxesAreFailuresOnBothSides) {
    const json broken = detection(0, 0.5, {{"format", "xyxy_abs"}, {"x1", 10}, {"y1", 20}, {"x2", 50}});
    const PictureParity& result = compare({broken}, {broken});
    ASSERT_THAT(result.failures, SizeIs(2));
    EXPECT_EQ(result.failures[0].kind, ParityFailureKind::invalid_reference_bbox);
    EXPECT_EQ(result.failures[1].kind, ParityFailureKind::invalid_candidate_bbox);
    EXPECT_THAT(result.extras, ElementsAre(0U));
    EXPECT_THAT(result.invalid_extras, ElementsAre(0U));
}

TEST_F(Parity, APictureThatTheCandidateLacksHasNoDetections) {
    const json detected = json::array({detection(0, 0.5, box(0.5, 0.5))});
    compare_files({{"a.jpg", detected}, {"b.jpg", detected}, {"empty.jpg", json::array()}},
                  {{"a.jpg", detected}, {"c.jpg", detected}});
    ASSERT_THAT(pictures_, SizeIs(3)) << "what only the candidate has is not looked at";
    EXPECT_TRUE(pictures_[0].ok());
    ASSERT_THAT(pictures_[1].failures, SizeIs(1));
    EXPECT_EQ(pictures_[1].failures[0].kind, ParityFailureKind::missing_match);
    EXPECT_TRUE(pictures_[2].ok());
}

TEST_F(Parity, TheReferencesKeyIsFoundByFileNameInTheCandidateOnly) {
    const json detected = json::array({detection(0, 0.5, box(0.5, 0.5))});
    EXPECT_TRUE(compare_files({{"a.jpg", detected}}, {{"/x/a.jpg", detected}}).ok());
    EXPECT_TRUE(compare_files({{"a.jpg", detected}}, {{"x\\a.jpg", detected}}).ok());
    EXPECT_FALSE(compare_files({{"/x/a.jpg", detected}}, {{"a.jpg", detected}}).ok());
}

TEST_F(Parity, SizesComeFromTheOptionsTheEntriesOrThePictures) {
    const std::string picture = (folder / "a.ppm").string();
    test::write_text(picture, "P6 3 2 255\n" + std::string(18, 'x'));
    json sized{{"image", picture}, {"orig_w", 30}, {"orig_h", 20}, {"detections", json::array()}};
    json unsized{{"image", picture}, {"detections", json::array()}};
    EXPECT_EQ(compare_files(json::array({sized}), json::array({unsized})).size, (PictureSize{100, 100}));
    options.picture_size.reset();
    EXPECT_EQ(compare_files(json::array({sized}), json::array({unsized})).size, (PictureSize{30, 20}));
    EXPECT_EQ(compare_files(json::array({unsized}), json::array({sized})).size, (PictureSize{30, 20}));
    EXPECT_EQ(compare_files(json::array({unsized}), json::array({unsized})).size, (PictureSize{3, 2}));
    sized["orig_w"] = 1e30;
    EXPECT_EQ(compare_files(json::array({sized}), json::array({unsized})).size, (PictureSize{3, 2}));
    sized["orig_w"] = -3;
    EXPECT_EQ(compare_files(json::array({sized}), json::array({unsized})).size, (PictureSize{3, 2}));
}

TEST_F(Parity, SaysWhenASizeIsNotKnownAndWhenThereIsNothing) {
    options.picture_size.reset();
    const auto unknown = read("r.json", {{"nowhere.jpg", json::array()}}), empty = read("e.json", json::array());
    const auto result = compare_predictions(*unknown, *empty, options);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().to_string(), testing::AllOf(HasSubstr("nowhere.jpg"), HasSubstr("--image-size")));
    EXPECT_FALSE(compare_predictions(*empty, *unknown, options));
}

TEST_F(Parity, LooksAtTheFirstPicturesOnlyWhenAsked) {
    options.max_images = 1;
    compare_files({{"a.jpg", json::array()}, {"b.jpg", json::array({detection(0, 0.5, box(0.5, 0.5))})}},
                  json::object());
    EXPECT_THAT(pictures_, SizeIs(1));
}

}  // namespace
}  // namespace yolozu
