// SPDX-License-Identifier: Apache-2.0
//
// Masks of objects: cases worked out by hand, and outputs that are not what they should be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "decode/task_outputs.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using MaskRun = Mask::Run;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

const decode::MapKernels& kernels() {
    return decode::map_kernels_for(checked_isa());
}

// Two prototypes of 2x2 for an 8x8 input that the picture fills: +1 left and -1 right, +1 above and -1 below.
RawOutput prototypes(DataType type = DataType::float32) {
    return {type, {1, 2, 2, 2}, {1, -1, 1, -1, 1, 1, -1, -1}};
}

ModelInfo segmenting(Head head, int class_count) {
    ModelInfo model = model_for(Task::segment, head, {OutputRole::detections, OutputRole::prototypes});
    model.class_count = class_count;
    model.mask_coefficients = 2;
    return model;
}

const Placement eight = placed(8, 8, 8, 8);
const Detection whole = detection_in_row(1, 0, 0, 8, 8);

void expect_left_half(const Prediction& prediction) {
    ASSERT_EQ(prediction.objects.size(), 1);
    std::vector<MaskRun> runs;
    for (int row = 0; row < 8; ++row) runs.push_back({row, 0, 4});
    EXPECT_EQ(prediction.objects[0].mask, Mask::from_runs(8, 8, runs));
}

TEST(PrototypeMasks, ReadCoefficientsOfEachHead) {
    // Each output has three rows, of which the second one's coefficients are 1 and 0.
    const auto yolov8 = made(make_prototype_masks(segmenting(Head::yolov8, 1), kernels()));
    std::vector<float> columns(7 * 3, 9.0F);
    columns[5 * 3 + 1] = 1;
    columns[6 * 3 + 1] = 0;
    expect_left_half(decode_with(*yolov8, std::vector{RawOutput(DataType::float32, {1, 7, 3}, columns), prototypes()},
                                 eight, {&whole, 1}));
    for (const auto& [head, first] : {std::pair{Head::yolov5, 6}, std::pair{Head::end_to_end, 6}}) {
        const auto part = made(make_prototype_masks(segmenting(head, 1), kernels()));
        std::vector<float> rows(3 * 8, 9.0F);
        rows[static_cast<std::size_t>(8 + first)] = 1;
        rows[static_cast<std::size_t>(8 + first + 1)] = 0;
        expect_left_half(decode_with(*part, std::vector{RawOutput(DataType::float32, {1, 3, 8}, rows), prototypes()},
                                     eight, {&whole, 1}));
    }
}

RawOutput rows_with(std::vector<float> first, std::vector<float> second, DataType type = DataType::float32) {
    std::vector<float> values(6, 0.0F);
    values.insert(values.end(), first.begin(), first.end());
    values.insert(values.end(), 6, 0.0F);
    values.insert(values.end(), second.begin(), second.end());
    return {type, {1, 2, 8}, values};
}

std::unique_ptr<decode::TaskPart> end_to_end() {
    return made(make_prototype_masks(segmenting(Head::end_to_end, 3), kernels()));
}

TEST(PrototypeMasks, TypesMayDiffer) {
    for (const DataType rows : {DataType::float32, DataType::float16})
        for (const DataType maps : {DataType::float32, DataType::float16})
            expect_left_half(decode_with(*end_to_end(), std::vector{rows_with({0, 0}, {1, 0}, rows), prototypes(maps)},
                                         eight, {&whole, 1}));
}

TEST(PrototypeMasks, AreCutOffAtTheBox) {
    // Pixels at 1, 2 and 3 of the row: 0.5 and what lies before it is outside, 3.5 not reached by 4.
    const Detection detection = detection_in_row(0, 0.5F, 5, 3.5F, 6.001F);
    const Prediction prediction =
        decode_with(*end_to_end(), std::vector{rows_with({1, 0}, {0, 0}), prototypes()}, eight, {&detection, 1});
    EXPECT_THAT(prediction.objects[0].mask->runs(), ElementsAre(MaskRun{5, 1, 4}, MaskRun{6, 1, 4}));
}

TEST(PrototypeMasks, NeedMoreThanZero) {
    // Between +1 and -1 the logit is 0 nowhere at a pixel's centre, but where the coefficients are 0.
    const Prediction prediction =
        decode_with(*end_to_end(), std::vector{rows_with({0, 0}, {0, 0}), prototypes()}, eight, {&whole, 1});
    EXPECT_EQ(prediction.objects[0].mask, Mask(8, 8));
}

TEST(PrototypeMasks, OfABoxWithoutPixelsAreEmpty) {
    const Detection detections[] = {detection_in_row(0, 3, 3, 3, 7),     detection_in_row(0, 3.2F, 3, 3.4F, 7),
                                    detection_in_row(0, 20, 20, 30, 30), detection_in_row(0, -9, -9, -1, -1),
                                    detection_in_row(0, 6, 6, 2, 2),     detection_in_row(0, -3e38F, 0, 3e38F, 0.5F)};
    const Prediction prediction =
        decode_with(*end_to_end(), std::vector{rows_with({1, 1}, {0, 0}), prototypes()}, eight, detections);
    for (std::size_t object = 0; object < 5; ++object) EXPECT_EQ(prediction.objects[object].mask, Mask(8, 8)) << object;
    // The last two pixels are right of the map's last centre, where the logit is 1 - 1.
    EXPECT_THAT(prediction.objects[5].mask->runs(), ElementsAre(MaskRun{0, 0, 6}));
}

TEST(PrototypeMasks, WithNumbersThatAreNoneAreEmpty) {
    for (const float value : {nan, infinity, -infinity}) {
        const Prediction prediction =
            decode_with(*end_to_end(), std::vector{rows_with({nan, value}, {0, 0}), prototypes()}, eight,
                        std::vector{detection_in_row(0, 0, 0, 8, 8)});
        EXPECT_EQ(prediction.objects[0].mask, Mask(8, 8));
    }
    const RawOutput wild(DataType::float32, {1, 2, 2, 2}, {nan, nan, nan, infinity, 1, 1, 1, 1});
    const Prediction prediction = decode_with(*end_to_end(), std::vector{rows_with({1, 0}, {0, 0}), wild}, eight,
                                              std::vector{detection_in_row(0, 0, 0, 8, 8)});
    EXPECT_EQ(prediction.objects[0].mask->width(), 8);
}

TEST(PrototypeMasks, AreOfTheSlot) {
    std::vector<float> rows(3 * 2 * 8), maps(3 * 8);
    rows[1 * 16 + 8 + 6] = 1;  // slot 1, row 1
    const RawOutput one = prototypes();
    for (std::size_t index = 0; index < 8; ++index)
        maps[8 + index] = one.at(0, 0, 0) * (index % 2 == 0 ? 1.0F : -1.0F) * (index < 4 ? 1.0F : 0.0F);
    expect_left_half(decode_with(
        *end_to_end(),
        std::vector{RawOutput(DataType::float32, {3, 2, 8}, rows), RawOutput(DataType::float32, {3, 2, 2, 2}, maps)},
        eight, {&whole, 1}, 1));
}

TEST(PrototypeMasks, RefuseOtherOutputs) {
    const RawOutput rows = rows_with({1, 0}, {1, 0}), maps = prototypes();
    const auto error = [&](const TensorView& first, const TensorView& second, const Detection& detection = whole,
                           std::int64_t slot = 0) {
        return error_of(*end_to_end(), std::vector{first, second}, eight, {&detection, 1}, slot);
    };
    EXPECT_EQ(error(rows.view(), maps.view()), "");
    EXPECT_EQ(error(rows.view(), maps.view(), detection_in_row(2, 0, 0, 8, 8)),
              "a detection stands in row 2 of the model's outputs, but one of them has only 2");
    EXPECT_THAT(error(rows.view(), maps.view(), detection_in_row(4'000'000'000U, 0, 0, 8, 8)), HasSubstr("4000000000"));
    EXPECT_THAT(error(rows.view(), maps.view(), whole, 1), HasSubstr("there is no batch slot 1, expected 0 to 0"));
    EXPECT_THAT(error(rows.view(), maps.view(), whole, -1), HasSubstr("there is no batch slot -1"));
    const auto reshaped = [](TensorView view, const Shape& shape) {
        view.shape = shape;
        return view;
    };
    EXPECT_EQ(error(rows.view(), reshaped(maps.view(), {1, 1, 2, 4})),
              "output 'prototypes' has the shape 1x1x2x4, expected [batch, 2 prototypes, height, width]");
    EXPECT_THAT(error(rows.view(), reshaped(maps.view(), {1, 2, 4})), HasSubstr("expected [batch, 2 prototypes"));
    EXPECT_THAT(error(rows.view(), reshaped(maps.view(), {1, 2, 0, 2})), HasSubstr("expected [batch, 2 prototypes"));
    EXPECT_THAT(error(rows.view(), reshaped(maps.view(), {0, 2, 2, 2})), HasSubstr("the batch is empty"));
    EXPECT_EQ(error(reshaped(rows.view(), {1, 4, 4}), maps.view()),
              "output 'detections' has the shape 1x4x4, expected [batch, rows, 6 + 2]");
    EXPECT_THAT(error(reshaped(rows.view(), {16}), maps.view()), HasSubstr("expected [batch, rows, 6 + 2]"));
    TensorView integers = maps.view();
    integers.type = DataType::int32;
    EXPECT_EQ(error(rows.view(), integers), "output 'prototypes' (int32 1x2x2x2): expected float32 or float16");
    EXPECT_EQ(error_of(*end_to_end(), std::vector{rows.view()}, eight, {&whole, 1}),
              "output 'prototypes' is at index 1 of the model's outputs, but this run gave 1");
    EXPECT_THAT(error_of(*end_to_end(), std::vector{rows.view(), maps.view()}, {}, {&whole, 1}),
                HasSubstr("every side must be 1 to 65536 pixels"));
}

TEST(PrototypeMasks, NeedADecisionThatHasThem) {
    ModelInfo model = segmenting(Head::end_to_end, 3);
    model.mask_coefficients = 0;
    EXPECT_THAT(make_prototype_masks(model, kernels()).error().to_string(), HasSubstr("the decision has 0"));
    model = segmenting(Head::yolox, 3);
    EXPECT_EQ(make_prototype_masks(model, kernels()).error().code(), ErrorCode::unsupported);
    model = model_for(Task::segment, Head::yolov8, {OutputRole::detections});
    model.mask_coefficients = 2;
    EXPECT_THAT(make_prototype_masks(model, kernels()).error().to_string(),
                HasSubstr("binds no output with the role prototypes"));
}

TEST(PrototypeMasks, ForgetThePictureBefore) {
    const auto part = end_to_end();
    const std::vector outputs{rows_with({0, 0}, {1, 0}), prototypes()};
    decode_with(*part, outputs, placed(50, 20, 8, 8), {&whole, 1});
    const Detection small = detection_in_row(1, 0, 0, 2, 2);
    decode_with(*part, outputs, placed(3, 90, 8, 8), {&small, 1});
    expect_left_half(decode_with(*part, outputs, eight, {&whole, 1}));
}

TEST(QueryMasks, AreThoseOfTheRows) {
    const RawOutput maps(DataType::float16, {1, 3, 1, 2}, {1, 1, -1, -1, -1, 1});
    const auto part = made(make_query_masks(model_for(Task::segment, Head::detr, {OutputRole::masks}), kernels()));
    const Detection detections[] = {detection_in_row(2), detection_in_row(1), detection_in_row(0)};
    const Prediction prediction = decode_with(*part, {&maps, 1}, placed(4, 2, 8, 8, ResizeMode::stretch), detections);
    EXPECT_THAT(prediction.objects[0].mask->runs(), ElementsAre(MaskRun{0, 2, 4}, MaskRun{1, 2, 4}));
    EXPECT_THAT(prediction.objects[1].mask->runs(), IsEmpty());
    EXPECT_THAT(prediction.objects[2].mask->runs(), ElementsAre(MaskRun{0, 0, 4}, MaskRun{1, 0, 4}));
}

TEST(QueryMasks, RefuseOtherOutputs) {
    const RawOutput maps(DataType::float32, {1, 3, 1, 2}, {1, 1, -1, -1, -1, 1});
    const auto part = made(make_query_masks(model_for(Task::segment, Head::detr, {OutputRole::masks}), kernels()));
    const TensorView view = maps.view(), flat{DataType::float32, {1, 3, 2}, view.data};
    const Detection beyond = detection_in_row(3);
    EXPECT_THAT(error_of(*part, {&view, 1}, eight, {&beyond, 1}), HasSubstr("stands in row 3"));
    EXPECT_EQ(error_of(*part, {&flat, 1}, eight, {&whole, 1}),
              "output 'masks' has the shape 1x3x2, expected [batch, queries, height, width]");
}

}  // namespace
}  // namespace yolozu::test
