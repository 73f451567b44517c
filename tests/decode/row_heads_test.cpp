// SPDX-License-Identifier: Apache-2.0
//
// Heads with a row for each detection that the graph selected, in cases worked by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "decode/head_cases.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

TEST(EndToEndHead, SkipsNumbersBehindTheClass) {
    ModelInfo model = model_with(Head::end_to_end, 3);
    model.task = Task::pose;
    model.keypoint_count = 1;
    model.keypoint_dimensions = 2;
    const RawOutput output(DataType::float32, {1, 2, 8}, {0, 0, 0, 0, 0, 0, 5, 5, 1, 2, 3, 4, 0.5F, 2, 7, nan});
    const std::vector<Detection> detections = decode(model, {.score_threshold = 0}, output);
    ASSERT_THAT(detections, ElementsAre(Detection{1, 2, 3, 4, 0.5F, 2}));
    EXPECT_EQ(detections.front().row, 1);
}

TEST(EndToEndObbHead, GivesTheBoxBeforeItIsTurned) {
    ModelInfo model = small_model(Head::end_to_end_obb);
    model.task = Task::obb;
    const RawOutput output(DataType::float32, {1, 2, 7}, {50, 40, 20, 10, 0.75F, 2, 1.5F, 0, 0, 0, 0, 0, 0, 0});
    EXPECT_THAT(decode(model, {.score_threshold = 0}, output),
                ElementsAre(Detection{40, 35, 60, 45, 0.75F, 2, 0, 1.5F}));
    const RawOutput unsound(DataType::float32, {1, 1, 7}, {50, 40, 20, 10, 0.75F, 2, nan});
    EXPECT_THAT(decode(model, {}, unsound), IsEmpty());
}

TEST(EndToEndFractionsHead, MultipliesByTheInputsSize) {
    // 96 by 64: x from 0.25 to 0.75, y from 0.375 to 0.625.
    const RawOutput output(DataType::float32, {1, 1, 6}, {0.5F, 0.5F, 0.5F, 0.25F, 0.75F, 1});
    EXPECT_THAT(decode(small_model(Head::end_to_end_fractions), {}, output),
                ElementsAre(Detection{24, 24, 72, 40, 0.75F, 1}));
}

TEST(RtdetrRowsHead, TakesTheBestClassOfAQueryAndSuppressesNothing) {
    const RawOutput output(DataType::float32, {1, 2, 6},
                           {0.5F, 0.5F, 0.5F, 0.25F, 0.25F, 0.5F, 0.5F, 0.5F, 0.5F, 0.25F, 0.125F, 0.75F});
    EXPECT_THAT(decode(small_model(Head::rtdetr_rows, 2), {}, output),
                ElementsAre(Detection{24, 24, 72, 40, 0.75F, 1}, Detection{24, 24, 72, 40, 0.5F, 1}));
}

TEST(NmsRowsHeads, ReadTheRowsOfTheSlotOnly) {
    const std::vector<float> rows{0, 1, 2, 3, 4, 2, 0.5F, 1, 5, 6, 7, 8, 1, 0.75F, 0.5F, 5, 6, 7, 8, 1, 0.75F};
    const RawOutput output(DataType::float32, {3, 7}, rows);
    const ModelInfo class_first = small_model(Head::nms_rows_class_score);
    EXPECT_THAT(decode(class_first, {}, output, 0), ElementsAre(Detection{1, 2, 3, 4, 0.5F, 2}));
    EXPECT_THAT(decode(class_first, {}, output, 1), ElementsAre(Detection{5, 6, 7, 8, 0.75F, 1}));
    EXPECT_THAT(decode(class_first, {}, output, 2), IsEmpty());
    // As score and class: class 0 (0.5 cut) with a score of 2, class 0 with a score of 1.
    EXPECT_THAT(decode(small_model(Head::nms_rows_score_class), {}, output, 1),
                ElementsAre(Detection{5, 6, 7, 8, 1, 0}));
}

TEST(NmsRowsHeads, TakeNoRowsToo) {
    EXPECT_THAT(decode(small_model(Head::nms_rows_class_score), {}, RawOutput(DataType::float32, {0, 7}, {})),
                IsEmpty());
}

// Decodes several outputs; "error: ..." cannot happen in these cases.
std::vector<Detection> decode_all(const ModelInfo& model, const std::vector<RawOutput>& outputs,
                                  std::int64_t slot = 0) {
    Result<HeadDecoder> decoder = HeadDecoder::create(model, {});
    std::vector<Detection> detections;
    if (!decoder) {
        ADD_FAILURE() << decoder.error().to_string();
        return detections;
    }
    const Status status = decoder->decode(views_of(outputs), slot, detections);
    EXPECT_TRUE(status.ok()) << status.error().to_string();
    return detections;
}

const RawOutput two_boxes(DataType::float32, {1, 2, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
const RawOutput two_scores(DataType::float32, {1, 2}, {0.5F, 0.75F});

TEST(RtdetrHead, GivesBoxesInThePicturesPixels) {
    const std::vector<RawOutput> outputs{{DataType::int64, {1, 2}, {3, 1}}, two_boxes, two_scores};
    EXPECT_THAT(decode_all(small_model(Head::rtdetr), outputs),
                ElementsAre(Detection{5, 6, 7, 8, 0.75F, 1}, Detection{1, 2, 3, 4, 0.5F, 3}));
    EXPECT_EQ(HeadDecoder::create(small_model(Head::rtdetr), {})->frame(), BoxFrame::picture);
}

TEST(RtdetrHead, DropsLabelsThatAreNoClass) {
    for (const DataType type : {DataType::int64, DataType::int32, DataType::float32, DataType::float16})
        for (const float label : {-1.0F, 5.0F, 60000.0F}) {
            const std::vector<RawOutput> outputs{{type, {1, 2}, {3, label}}, two_boxes, two_scores};
            EXPECT_THAT(decode_all(small_model(Head::rtdetr), outputs), ElementsAre(Detection{1, 2, 3, 4, 0.5F, 3}));
        }
}

TEST(EfficientNmsHead, ReadsAsManyRowsAsTheCountSays) {
    const ModelInfo model = small_model(Head::efficient_nms);
    const RawOutput labels(DataType::int32, {1, 2}, {3, 1});
    const auto with_count = [&](float count, DataType type) {
        return decode_all(model, {{type, {1, 1}, {count}}, two_boxes, two_scores, labels}).size();
    };
    EXPECT_EQ(with_count(1, DataType::int32), 1);
    EXPECT_EQ(with_count(0, DataType::int64), 0);
    EXPECT_EQ(with_count(1000, DataType::int32), 2);
    EXPECT_EQ(with_count(-7, DataType::int32), 0);
    EXPECT_EQ(with_count(nan, DataType::float32), 0);
    EXPECT_EQ(with_count(infinity, DataType::float32), 0);
    EXPECT_EQ(decode_all(model, {{DataType::int32, {1}, {2}}, two_boxes, two_scores, labels}).size(), 2);
}

TEST(PaddleHead, FindsThePicturesRowsByTheCounts) {
    const RawOutput rows(DataType::float32, {4, 6},
                         {1, 0.5F, 1, 2, 3, 4, -1, 0.9F, 1, 2, 3, 4, 2, 0.75F, 5, 6, 7, 8, 0, 0.25F, 9, 9, 9, 9});
    const ModelInfo model = small_model(Head::paddle);
    const std::vector<RawOutput> outputs{rows, {DataType::int32, {3}, {2, -5, 9}}};
    EXPECT_THAT(decode_all(model, outputs, 0), ElementsAre(Detection{1, 2, 3, 4, 0.5F, 1}));
    EXPECT_THAT(decode_all(model, outputs, 1), IsEmpty());
    EXPECT_THAT(decode_all(model, outputs, 2),
                ElementsAre(Detection{5, 6, 7, 8, 0.75F, 2}, Detection{9, 9, 9, 9, 0.25F, 0}));
    EXPECT_EQ(HeadDecoder::create(model, {})->frame(), BoxFrame::picture);
}

TEST(MmdeployHead, DropsPadding) {
    ModelInfo model = small_model(Head::mmdeploy);
    const RawOutput rows(DataType::float32, {1, 2, 5}, {1, 2, 3, 4, 0.5F, 0, 0, 0, 0, 0});
    Result<HeadDecoder> decoder = HeadDecoder::create(model, {.score_threshold = 0});
    ASSERT_TRUE(decoder.ok());
    std::vector<Detection> detections;
    ASSERT_TRUE(decoder->decode(views_of({rows, {DataType::int64, {1, 2}, {4, 0}}}), 0, detections).ok());
    EXPECT_THAT(detections, ElementsAre(Detection{1, 2, 3, 4, 0.5F, 4}));
}

TEST(Yolov3ZooHead, LooksUpWhatTheIndicesName) {
    // Two anchors, five classes; the third index is past the anchors, the fifth past the end of the list.
    const RawOutput scores(DataType::float32, {1, 5, 2}, {0, 0, 0, 0.5F, 0, 0, 0.25F, 0, 0, 0});
    const RawOutput indices(DataType::int32, {1, 6, 3}, {0, 1, 1, 1, 3, 0, 0, 1, 2, 0, 3, 0, -1, -1, -1, 0, 1, 1});
    EXPECT_THAT(decode_all(small_model(Head::yolov3_zoo), {two_boxes, scores, indices}),
                ElementsAre(Detection{6, 5, 8, 7, 0.5F, 1}, Detection{2, 1, 4, 3, 0.25F, 3}));
    EXPECT_THAT(decode_all(small_model(Head::yolov3_zoo), {two_boxes, scores, {DataType::int32, {0, 3}, {}}}),
                IsEmpty());
}

TEST(DetrHead, TakesTheBestOfQueriesTimesClasses) {
    // Both classes of query 1 pass, and of query 0 one: three, of which as many stay as there are queries. sigmoid(0)
    // is 0.5; of equal scores the first query comes first.
    ModelInfo model = small_model(Head::detr, 2);
    model.activation = Activation::sigmoid;
    const RawOutput boxes(DataType::float32, {1, 2, 4}, {0.5F, 0.5F, 0.5F, 0.5F, 0.25F, 0.25F, 0.5F, 0.5F});
    const std::vector<Detection> detections =
        decode_all(model, {{DataType::float32, {1, 2, 2}, {-9, 0, 0, 1e9F}}, boxes});
    ASSERT_THAT(detections, ElementsAre(Detection{0, 0, 48, 32, 1, 1}, Detection{24, 16, 72, 48, 0.5F, 1}));
    EXPECT_EQ(detections[0].row, 1);
    EXPECT_EQ(detections[1].row, 0);
}

TEST(DetrHead, LeavesNoObjectOutOfASoftmax) {
    ModelInfo model = small_model(Head::detr, 2);
    model.activation = Activation::softmax;
    // exp(0) / (exp(0) + exp(ln 2) + exp(0)) is a quarter; a query that is no object at all, one with an infinity.
    const float two = 0.6931472F;
    const RawOutput scores(DataType::float32, {1, 3, 3}, {0, two, 0, -50, -50, 50, infinity, 0, 0});
    const RawOutput boxes(DataType::float32, {1, 3, 4},
                          {0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F});
    EXPECT_THAT(decode_all(model, {scores, boxes}), ElementsAre(Detection{24, 16, 72, 48, 0.5F, 1}));
    model.class_count = 0;  // the last column is no object there too
    EXPECT_THAT(decode_all(model, {scores, boxes}), ElementsAre(Detection{24, 16, 72, 48, 0.5F, 1}));
}

TEST(DetrHead, GivesColumnsTheirClassIds) {
    ModelInfo model = small_model(Head::detr, 0);
    model.class_ids = {-1, 7, 3};
    const RawOutput boxes(DataType::float32, {1, 1, 4}, {0.5F, 0.5F, 0.5F, 0.5F});
    EXPECT_THAT(decode_all(model, {{DataType::float32, {1, 1, 3}, {0.75F, nan, 0.5F}}, boxes}),
                ElementsAre(Detection{24, 16, 72, 48, 0.5F, 3}));
}

TEST(DetrHead, IgnoresAColumnBeyondTheClasses) {
    const RawOutput boxes(DataType::float32, {1, 1, 4}, {0.5F, 0.5F, 0.5F, 0.5F});
    EXPECT_THAT(decode_all(small_model(Head::detr, 1), {{DataType::float32, {1, 1, 2}, {0.5F, 0.75F}}, boxes}),
                ElementsAre(Detection{24, 16, 72, 48, 0.5F, 0}));
}

TEST(YolozuPoseHead, TurnsLogitsIntoScoresAndFractions) {
    // The softmax is over the background as well: 2 / (1 + 2 + 1). sigmoid(0) is a half of the input, and so is the
    // size.
    const RawOutput scores(DataType::float32, {1, 2, 3}, {0, 0.6931472F, 0, 0, 0, 9});
    const RawOutput boxes(DataType::float32, {1, 2, 4}, {0, 0, 0, 0, 0, 0, 0, 0});
    EXPECT_THAT(decode_all(small_model(Head::yolozu_pose, 2), {scores, boxes}),
                ElementsAre(Detection{24, 16, 72, 48, 0.5F, 1}));
}

TEST(BoxesScoresHead, ReadsScoresOfEitherLayout) {
    ModelInfo model = small_model(Head::boxes_scores, 3);
    const std::vector<Detection> expected{{1, 2, 3, 4, 0.75F, 2}, {5, 6, 7, 8, 0.5F, 0}};
    EXPECT_EQ(decode_all(model, {two_boxes, {DataType::float32, {1, 2, 3}, {0, 0.25F, 0.75F, 0.5F, 0, 0}}}), expected);
    model.scores_channel_major = true;
    EXPECT_EQ(decode_all(model, {two_boxes, {DataType::float32, {1, 3, 2}, {0, 0.5F, 0.25F, 0, 0.75F, 0}}}), expected);
}

TEST(BoxesScoresHead, PassesOverColumnsThatAreNoClass) {
    ModelInfo model = small_model(Head::boxes_scores, 3);
    model.class_ids = {-1, 4, 2};
    EXPECT_THAT(decode_all(model, {two_boxes, {DataType::float32, {1, 2, 3}, {0.9F, 0.25F, 0.75F, 0.5F, 0, 0}}}),
                ElementsAre(Detection{1, 2, 3, 4, 0.75F, 2}));
}

}  // namespace
}  // namespace yolozu::test
