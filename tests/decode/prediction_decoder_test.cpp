// SPDX-License-Identifier: Apache-2.0
//
// From outputs to predictions in the picture's pixels, as an embedding program asks for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/task_outputs.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// 1280x960 in 640x640: scale 0.5, 80 rows of border above and below.
const Placement halved = placed(1280, 960, 640, 640);

ModelInfo detecting() {
    ModelInfo model = model_for(Task::detect, Head::end_to_end, {OutputRole::detections});
    model.class_count = 9;
    return model;
}

TEST(PredictionDecoder, BringsBoxesBack) {
    Result<PredictionDecoder> decoder = PredictionDecoder::create(detecting(), {});
    ASSERT_TRUE(decoder.ok()) << decoder.error().to_string();
    const RawOutput output(DataType::float32, {2, 2, 6}, {0,   0,   0,   0,   0,    0, 0,  0,   0,   0,  0,     0,
                                                          100, 180, 200, 280, 0.5F, 3, -9, 100, 700, 90, 0.75F, 4});
    const TensorView view = output.view();
    Prediction prediction;
    ASSERT_TRUE(decoder->decode({&view, 1}, 1, halved, prediction).ok());
    EXPECT_EQ(prediction.placement, halved);
    ASSERT_THAT(prediction.objects, SizeIs(2));
    EXPECT_EQ(prediction.objects[0].class_id, 4);
    EXPECT_EQ(prediction.objects[0].box.x1, 0);
    EXPECT_EQ(prediction.objects[0].box.y1, 40);
    EXPECT_EQ(prediction.objects[0].box.x2, 1280);
    EXPECT_EQ(prediction.objects[0].box.y2, 20);
    EXPECT_EQ(prediction.objects[1].box.x1, 200);
    EXPECT_EQ(prediction.objects[1].box.y2, 400);
    EXPECT_EQ(prediction.objects[1].score, 0.5);
    EXPECT_FALSE(prediction.objects[1].mask || prediction.objects[1].oriented || prediction.objects[1].pose);
}

TEST(PredictionDecoder, DropsWhatWasThere) {
    Prediction prediction;
    prediction.objects.resize(3);
    prediction.classes.resize(3);
    prediction.class_map = ClassMap{1, 1, {5}};
    prediction.depth = DepthMap{1, 1, {5}};
    Result<PredictionDecoder> decoder =
        PredictionDecoder::create(model_for(Task::classify, Head::classifier, {OutputRole::scores}), {});
    ASSERT_TRUE(decoder.ok()) << decoder.error().to_string();
    const RawOutput output(DataType::float16, {1, 3}, {0.25F, 0.5F, 0});
    const TensorView view = output.view();
    ASSERT_TRUE(decoder->decode({&view, 1}, 0, halved, prediction).ok());
    EXPECT_THAT(prediction.objects, IsEmpty());
    EXPECT_THAT(prediction.classes, ElementsAre(ClassScore{1, 0.5}, ClassScore{0, 0.25}, ClassScore{2, 0}));
    EXPECT_FALSE(prediction.class_map || prediction.depth);
}

TEST(PredictionDecoder, GivesMaps) {
    const RawOutput output(DataType::float32, {1, 1, 1, 2}, {-1, 2});
    const TensorView view = output.view();
    const Placement placement = placed(2, 1, 2, 1);
    Prediction prediction;
    const auto decode = [&](Task task, Head head) {
        Result<PredictionDecoder> decoder =
            PredictionDecoder::create(model_for(task, head, {OutputRole::detections}), {});
        return decoder ? decoder->decode({&view, 1}, 0, placement, prediction) : Status(decoder.error());
    };
    ASSERT_TRUE(decode(Task::depth, Head::depth_map).ok());
    EXPECT_THAT(prediction.depth->metres, ElementsAre(-1, 2));
    ASSERT_TRUE(decode(Task::semantic, Head::semantic_logits).ok());
    EXPECT_THAT(prediction.class_map->ids, ElementsAre(0, 1));
    EXPECT_FALSE(prediction.depth);
    EXPECT_EQ(decode(Task::semantic, Head::class_map).error().code(), ErrorCode::malformed);
    EXPECT_EQ(decode(Task::semantic, Head::depth_map).error().code(), ErrorCode::unsupported);
}

TEST(PredictionDecoder, RefusesDecisionsThatCannotBeDecoded) {
    for (const Task task : {Task::segment, Task::pose, Task::classify, Task::semantic, Task::depth, Task::pose6d}) {
        ModelInfo model = detecting();
        model.task = task;
        model.outputs.clear();
        EXPECT_FALSE(PredictionDecoder::create(model, {}).ok()) << to_string(task);
    }
}

TEST(PredictionDecoder, PassesErrorsOn) {
    Result<PredictionDecoder> decoder = PredictionDecoder::create(detecting(), {});
    ASSERT_TRUE(decoder.ok());
    const RawOutput output(DataType::float32, {1, 1, 5}, std::vector<float>(5));
    const TensorView view = output.view();
    Prediction prediction;
    EXPECT_EQ(decoder->decode({&view, 1}, 0, halved, prediction).error().code(), ErrorCode::malformed);
    EXPECT_EQ(decoder->decode({}, 0, halved, prediction).error().code(), ErrorCode::not_found);
}

}  // namespace
}  // namespace yolozu::test
