// SPDX-License-Identifier: Apache-2.0
//
// What the anchors of the yolov8 and yolov5 heads mean, in cases worked by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "decode/raw_output.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

// A yolov8 output with one anchor at (100, 60), 40 wide, 20 high, and these class scores.
std::vector<Detection> decode_scores(const std::vector<float>& scores, const DecodeOptions& options = {}) {
    std::vector<float> column{100, 60, 40, 20};
    column.insert(column.end(), scores.begin(), scores.end());
    const auto features = static_cast<std::int64_t>(column.size());
    return decode(model_with(Head::yolov8, static_cast<int>(scores.size())), options,
                  RawOutput(DataType::float32, {1, features, 1}, column));
}

TEST(Yolov8Head, TurnsCentreAndSizeIntoCorners) {
    EXPECT_THAT(decode_scores({0.1F, 0.75F, 0.2F}), ElementsAre(Detection{80, 50, 120, 70, 0.75F, 1}));
}

TEST(Yolov8Head, ReadsChannelsAsRows) {
    const RawOutput output(DataType::float32, {1, 6, 2}, {100, 300, 60, 200, 40, 10, 20, 30, 0.5F, 0.1F, 0.2F, 0.9F});
    EXPECT_THAT(decode(model_with(Head::yolov8, 2), {}, output),
                ElementsAre(Detection{295, 185, 305, 215, 0.9F, 1}, Detection{80, 50, 120, 70, 0.5F, 0}));
}

TEST(Yolov8Head, ReadsHalfPrecision) {
    const RawOutput output(DataType::float16, {1, 6, 1}, {100, 60, 40, 20, 0.25F, 0.5F});
    EXPECT_THAT(decode(model_with(Head::yolov8, 2), {}, output), ElementsAre(Detection{80, 50, 120, 70, 0.5F, 1}));
}

TEST(Yolov8Head, GivesTiesToTheFirstClass) {
    EXPECT_THAT(decode_scores({0.1F, 0.5F, 0.5F, 0.2F, 0.5F}), ElementsAre(Detection{80, 50, 120, 70, 0.5F, 1}));
}

TEST(Yolov8Head, KeepsAScoreThatEqualsTheThreshold) {
    // The double 0.001 is less than the float 0.001F; NumPy compares float32 arrays with Python numbers in float32.
    EXPECT_EQ(decode_scores({0.001F}, {.score_threshold = 0.001}).size(), 1);
    EXPECT_EQ(decode_scores({0.3F}, {.score_threshold = 0.3}).size(), 1);
    EXPECT_EQ(decode_scores({0.7F}, {.score_threshold = 0.7}).size(), 1);  // here 0.7F is less than 0.7
    EXPECT_THAT(decode_scores({std::nextafter(0.7F, 0.0F)}, {.score_threshold = 0.7}), IsEmpty());
}

TEST(Yolov8Head, KeepsScoresOfZeroAtThresholdZero) {
    EXPECT_EQ(decode_scores({0.0F}, {.score_threshold = 0}).size(), 1);
    EXPECT_EQ(decode_scores({-0.0F}, {.score_threshold = 0}).size(), 1);
    EXPECT_FALSE(std::signbit(decode_scores({-0.0F}, {.score_threshold = 0}).at(0).score));
    EXPECT_THAT(decode_scores({-0.25F}, {.score_threshold = 0}), IsEmpty());
}

TEST(Yolov8Head, LetsNoNanWinOrPass) {
    EXPECT_THAT(decode_scores({nan, 0.5F, nan}), ElementsAre(Detection{80, 50, 120, 70, 0.5F, 1}));
    EXPECT_THAT(decode_scores({nan, nan}), IsEmpty());
}

TEST(Yolov8Head, DropsAnAnchorWhoseBestScoreIsInfinite) {
    EXPECT_THAT(decode_scores({0.5F, infinity}), IsEmpty());
}

TEST(Yolov8Head, DropsBoxesThatAreNotFinite) {
    for (const float value : {nan, infinity, -infinity})
        for (std::size_t feature = 0; feature < 4; ++feature) {
            std::vector<float> column{100, 60, 40, 20, 0.5F};
            column[feature] = value;
            const RawOutput output(DataType::float32, {1, 5, 1}, column);
            EXPECT_THAT(decode(model_with(Head::yolov8, 1), {}, output), IsEmpty()) << "feature " << feature;
        }
}

TEST(Yolov8Head, DropsBoxesWhoseCornersOverflow) {
    const RawOutput output(DataType::float32, {1, 5, 1}, {3e38F, 60, 3e38F, 20, 0.5F});
    EXPECT_THAT(decode(model_with(Head::yolov8, 1), {}, output), IsEmpty());
}

TEST(Yolov8Head, ReadsTheSlotAskedFor) {
    const RawOutput output(DataType::float32, {2, 5, 1}, {100, 60, 40, 20, 0.5F, 10, 10, 4, 4, 0.75F});
    EXPECT_THAT(decode(model_with(Head::yolov8, 1), {}, output, 1), ElementsAre(Detection{8, 8, 12, 12, 0.75F, 0}));
}

TEST(HeadDecoder, ReadsTheOutputThatTheModelNames) {
    ModelInfo model = model_with(Head::yolov8, 1);
    model.outputs.front().index = 1;
    const RawOutput first(DataType::float32, {1, 3}, {1, 2, 3});
    const RawOutput second(DataType::float32, {1, 5, 1}, {100, 60, 40, 20, 0.5F});
    const std::vector<TensorView> outputs{first.view(), second.view()};
    Result<HeadDecoder> decoder = HeadDecoder::create(model, {});
    ASSERT_TRUE(decoder.ok());
    std::vector<Detection> detections;
    ASSERT_TRUE(decoder->decode(outputs, 0, detections).ok());
    EXPECT_THAT(detections, ElementsAre(Detection{80, 50, 120, 70, 0.5F, 0}));
}

TEST(HeadDecoder, ForgetsTheDetectionsOfTheCallBefore) {
    Result<HeadDecoder> decoder = HeadDecoder::create(model_with(Head::yolov8, 1), {});
    ASSERT_TRUE(decoder.ok());
    std::vector<Detection> detections;
    for (const float score : {0.5F, 0.0F}) {
        const RawOutput output(DataType::float32, {1, 5, 1}, {100, 60, 40, 20, score});
        const TensorView view = output.view();
        ASSERT_TRUE(decoder->decode({&view, 1}, 0, detections).ok());
        EXPECT_EQ(detections.size(), score == 0.5F ? 1 : 0);
    }
}

// A yolov5 output with one anchor at (100, 60), 40 wide, 20 high.
std::vector<Detection> decode_row(float objectness, const std::vector<float>& scores, bool multiply = true) {
    std::vector<float> row{100, 60, 40, 20, objectness};
    row.insert(row.end(), scores.begin(), scores.end());
    ModelInfo model = model_with(Head::yolov5, static_cast<int>(scores.size()));
    model.objectness = multiply;
    return decode(model, {.score_threshold = 0.25},
                  RawOutput(DataType::float32, {1, 1, static_cast<std::int64_t>(row.size())}, row));
}

TEST(Yolov5Head, MultipliesObjectnessWithTheBestClassScore) {
    EXPECT_THAT(decode_row(0.5F, {0.25F, 0.75F}), ElementsAre(Detection{80, 50, 120, 70, 0.375F, 1}));
    EXPECT_THAT(decode_row(0.5F, {0.25F, 0.375F}), IsEmpty());
}

TEST(Yolov5Head, GivesTiesToTheFirstClass) {
    EXPECT_THAT(decode_row(1.0F, {0.1F, 0.5F, 0.5F}), ElementsAre(Detection{80, 50, 120, 70, 0.5F, 1}));
}

TEST(Yolov5Head, TakesObjectnessAloneWhereTheModelSaysSo) {
    EXPECT_THAT(decode_row(0.75F, {0.5F}, false), ElementsAre(Detection{80, 50, 120, 70, 0.75F, 0}));
    EXPECT_THAT(decode_row(0.75F, {nan}, false), ElementsAre(Detection{80, 50, 120, 70, 0.75F, 0}));
    EXPECT_THAT(decode_row(0.75F, {0.5F}, true), ElementsAre(Detection{80, 50, 120, 70, 0.375F, 0}));
}

TEST(Yolov5Head, LetsNoNanOrInfinityPass) {
    EXPECT_THAT(decode_row(nan, {0.5F}), IsEmpty());
    EXPECT_THAT(decode_row(infinity, {0.5F}), IsEmpty());
    EXPECT_THAT(decode_row(infinity, {0.0F}), IsEmpty());
    EXPECT_THAT(decode_row(0.5F, {nan, nan}), IsEmpty());
    EXPECT_THAT(decode_row(0.5F, {0.75F, infinity}), IsEmpty());
    EXPECT_THAT(decode_row(0.5F, {nan, 0.75F}), ElementsAre(Detection{80, 50, 120, 70, 0.375F, 1}));
}

TEST(Yolov5Head, ReadsSixColumnsOfAModelOfOneClassAsObjectness) {
    // Not as the rows of an end-to-end head, which have six columns too.
    EXPECT_THAT(decode_row(0.5F, {1.0F}), ElementsAre(Detection{80, 50, 120, 70, 0.5F, 0}));
}

}  // namespace
}  // namespace yolozu::test
