// SPDX-License-Identifier: Apache-2.0
//
// Heads whose boxes stand on grids, in cases worked by hand. The input is 96 wide and 64 high.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "decode/head_cases.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A logit far below all others, so that the sigmoid of none passes and no weight of a softmax counts.
constexpr float low = -1000.0F;

// Decodes outputs of these shapes, each filled with one number, but for the elements that `change` sets.
class Maps {
public:
    Maps(ModelInfo model, std::vector<Shape> shapes, float filling) : model_(std::move(model)), shapes_(shapes) {
        for (const Shape& shape : shapes_)
            values_.emplace_back(static_cast<std::size_t>(shape.element_count()), filling);
    }

    float& at(std::size_t output, std::initializer_list<std::int64_t> index) {
        std::int64_t place = 0;
        std::size_t axis = 0;
        for (const std::int64_t i : index) place = place * shapes_[output][axis++] + i;
        return values_[output].at(static_cast<std::size_t>(place));
    }

    std::vector<Detection> decode(const DecodeOptions& options = {}) const {
        std::vector<RawOutput> outputs;
        for (std::size_t index = 0; index < shapes_.size(); ++index)
            outputs.emplace_back(DataType::float32, shapes_[index], values_[index]);
        Result<HeadDecoder> decoder = HeadDecoder::create(model_, options);
        std::vector<Detection> detections;
        if (!decoder) {
            ADD_FAILURE() << decoder.error().to_string();
            return detections;
        }
        const Status status = decoder->decode(views_of(outputs), 0, detections);
        EXPECT_TRUE(status.ok()) << status.error().to_string();
        return detections;
    }

private:
    ModelInfo model_;
    std::vector<Shape> shapes_;
    std::vector<std::vector<float>> values_;
};

// Grids of 12x8, 6x4, 3x2 and, where 64 is a stride, 2x1 cells.
constexpr std::int64_t three_levels = 96 + 24 + 6, four_levels = three_levels + 2;

TEST(NanodetHead, MeasuresFromTheMiddleOfACell) {
    Maps maps(small_model(Head::nanodet, 2), {{1, three_levels, 34}}, 0);
    // Cell 3 of row 2 at stride 8, its middle at (28, 20). All weight on bins 1, 2, 1 and 0.
    const std::int64_t cell = 2 * 12 + 3;
    maps.at(0, {0, cell, 1}) = 0.5F;
    for (std::int64_t bin = 0; bin < 32; ++bin) maps.at(0, {0, cell, 2 + bin}) = low;
    for (const std::int64_t bin : {1, 8 + 2, 16 + 1, 24 + 0}) maps.at(0, {0, cell, 2 + bin}) = 0;
    EXPECT_THAT(maps.decode(), ElementsAre(Detection{20, 4, 36, 20, 0.5F, 1}));
}

TEST(NanodetHead, CutsBoxesAtTheInputsEdge) {
    Maps maps(small_model(Head::nanodet, 2), {{1, three_levels, 34}}, 0);
    // The last cell of stride 32, its middle at (80, 48). Even weights mean 3.5 strides: 112 to each side.
    maps.at(0, {0, three_levels - 1, 0}) = 0.5F;
    EXPECT_THAT(maps.decode(), ElementsAre(Detection{0, 0, 96, 64, 0.5F, 0}));
}

TEST(NanodetPlusHead, MeasuresFromTheCornerOfACell) {
    Maps maps(small_model(Head::nanodet_plus, 2), {{1, four_levels, 34}}, 0);
    // The second cell of stride 64, which the input covers in part: at (64, 0). Bins 0, 0, 0 and half of 0, half of 1.
    const std::int64_t cell = four_levels - 1;
    maps.at(0, {0, cell, 1}) = 0.5F;
    for (std::int64_t bin = 0; bin < 32; ++bin) maps.at(0, {0, cell, 2 + bin}) = low;
    for (const std::int64_t bin : {0, 8, 16, 24, 25}) maps.at(0, {0, cell, 2 + bin}) = 3;
    EXPECT_THAT(maps.decode(), ElementsAre(Detection{64, 0, 64, 32, 0.5F, 1}));
}

TEST(PicodetHead, ReadsScoresAndDistributionsOfEachLevel) {
    Maps maps(small_model(Head::picodet_maps, 2),
              {{1, 96, 2}, {1, 96, 32}, {1, 24, 2}, {1, 24, 32}, {1, 6, 2}, {1, 6, 32}, {1, 2, 2}, {1, 2, 32}}, 0);
    // Cell 4 of stride 32 is column 1 of row 1, its middle at (48, 48). Bins 1, 1, 1 and 0.
    maps.at(4, {0, 4, 1}) = 0.5F;
    for (std::int64_t bin = 0; bin < 32; ++bin) maps.at(5, {0, 4, bin}) = low;
    for (const std::int64_t bin : {1, 8 + 1, 16 + 1, 24 + 0}) maps.at(5, {0, 4, bin}) = 0;
    const std::vector<Detection> detections = maps.decode();
    ASSERT_THAT(detections, ElementsAre(Detection{16, 16, 80, 48, 0.5F, 1}));
    EXPECT_EQ(detections.front().row, 96 + 24 + 4);
}

TEST(DamoHead, ReadsMapsOfSeventeenBins) {
    Maps maps(small_model(Head::damo_maps, 2),
              {{1, 2, 8, 12}, {1, 68, 8, 12}, {1, 2, 4, 6}, {1, 68, 4, 6}, {1, 2, 2, 3}, {1, 68, 2, 3}}, 0);
    // Column 2 of row 3 at stride 16: (32, 48). Bins 1, 2, 3 and 16, not cut at the edge.
    maps.at(2, {0, 1, 3, 2}) = 0.5F;
    for (std::int64_t bin = 0; bin < 68; ++bin) maps.at(3, {0, bin, 3, 2}) = low;
    for (const std::int64_t bin : {1, 17 + 2, 34 + 3, 51 + 16}) maps.at(3, {0, bin, 3, 2}) = 0;
    EXPECT_THAT(maps.decode(), ElementsAre(Detection{16, 16, 80, 304, 0.5F, 1}));
}

TEST(FastestdetHead, MixesObjectnessAndProbability) {
    Maps maps(small_model(Head::fastestdet, 2), {{1, 7, 4, 6}}, 0);
    // Column 3 of row 1 of 6x4 cells: tanh(0) = 0, so (48, 16); sigmoid(0) = 0.5, so 48 by 32. 0.5^0.6 * 0.5^0.4 = 0.5.
    maps.at(0, {0, 0, 1, 3}) = 0.5F;
    maps.at(0, {0, 6, 1, 3}) = 0.5F;
    EXPECT_THAT(maps.decode(), ElementsAre(Detection{24, 0, 72, 32, 0.5F, 1}));
    maps.at(0, {0, 6, 1, 3}) = 1.0F;  // 0.5^0.6
    EXPECT_NEAR(maps.decode().at(0).score, 0.6597539F, 1e-6F);
    maps.at(0, {0, 1, 1, 3}) = std::numeric_limits<float>::infinity();
    EXPECT_THAT(maps.decode(), IsEmpty());
}

TEST(YoloFastestv2Head, SharesClassScoresBetweenTheBoxesOfACell) {
    ModelInfo model = small_model(Head::yolo_fastestv2, 2);
    model.anchors = {{8, 8}, {16, 8}, {8, 16}, {32, 32}, {4, 4}, {40, 20}};
    Maps maps(model, {{1, 24 + 6, 17}}, 0);
    // Cell 4 of stride 32 is column 1 of row 1. Boxes 0 and 2: (2 * 0.5 - 0.5 + 1) * 32 = 48, (2 * 0.5)^2 * anchor.
    const std::int64_t cell = 24 + 4;
    for (std::int64_t number = 0; number < 12; ++number) maps.at(0, {0, cell, number}) = 0.5F;
    maps.at(0, {0, cell, 12}) = 0.5F;
    maps.at(0, {0, cell, 14}) = 1;
    maps.at(0, {0, cell, 16}) = 0.5F;
    const std::vector<Detection> detections = maps.decode();
    ASSERT_THAT(detections, ElementsAre(Detection{28, 38, 68, 58, 0.5F, 1}, Detection{32, 32, 64, 64, 0.25F, 1}));
    EXPECT_EQ(detections[0].row, 3 * cell + 2);
    EXPECT_EQ(detections[1].row, 3 * cell);
}

TEST(YoloFastestv2Head, KnowsThePublishedAnchors) {
    ModelInfo model = small_model(Head::yolo_fastestv2, 1);
    model.anchors.clear();
    Maps maps(model, {{1, 24 + 6, 16}}, 0);
    for (std::int64_t number = 0; number < 4; ++number) maps.at(0, {0, 0, number}) = 0.5F;
    maps.at(0, {0, 0, 12}) = maps.at(0, {0, 0, 15}) = 1;
    const Detection box = maps.decode().at(0);
    EXPECT_NEAR(box.x2 - box.x1, 12.64F, 1e-5F);
    EXPECT_NEAR(box.y2 - box.y1, 19.39F, 1e-5F);
}

ModelInfo with_anchors(Head head) {
    ModelInfo model = small_model(head, 2);
    model.anchors = {{8, 8}, {16, 8}, {8, 16}, {32, 16}, {16, 32}, {24, 24}, {64, 32}, {32, 64}, {48, 48}};
    return model;
}

TEST(Yolov7Maps, FollowTheFormulaOfYolov5) {
    Maps maps(with_anchors(Head::yolov7_maps), {{1, 3, 8, 12, 7}, {1, 3, 4, 6, 7}, {1, 3, 2, 3, 7}}, low);
    // Box 1 of column 2, row 3 at stride 16: (2 * 0.5 - 0.5 + 2) * 16 = 40, (3.5) * 16 = 56; 1^2 times 16 by 32.
    for (std::int64_t feature = 0; feature < 4; ++feature) maps.at(1, {0, 1, 3, 2, feature}) = 0;
    maps.at(1, {0, 1, 3, 2, 4}) = 0;
    maps.at(1, {0, 1, 3, 2, 6}) = 0;
    const std::vector<Detection> detections = maps.decode();
    ASSERT_THAT(detections, ElementsAre(Detection{32, 40, 48, 72, 0.25F, 1}));
    EXPECT_EQ(detections.front().row, 3 * 96 + 24 + 3 * 6 + 2);
}

TEST(Yolov7Maps, TakeObjectnessAloneWhereTheModelSaysSo) {
    ModelInfo model = with_anchors(Head::yolov7_maps);
    model.class_count = 1;
    model.objectness = false;
    Maps maps(model, {{1, 3, 8, 12, 6}, {1, 3, 4, 6, 6}, {1, 3, 2, 3, 6}}, low);
    for (std::int64_t feature = 0; feature < 5; ++feature) maps.at(0, {0, 0, 0, 0, feature}) = 0;
    EXPECT_THAT(maps.decode(), ElementsAre(Detection{0, 0, 8, 8, 0.5F, 0}));
}

TEST(Yolov3Maps, FollowTheFormulaOfYolov3) {
    Maps maps(with_anchors(Head::yolov3_maps), {{1, 21, 8, 12}, {1, 21, 4, 6}, {1, 21, 2, 3}}, low);
    // Box 2 of column 1, row 0 at stride 32: (0.5 + 1) * 32 = 48, 16; exp(0) and exp(ln 2) times 48.
    for (const std::int64_t feature : {0, 1, 2, 4, 5}) maps.at(2, {0, 14 + feature, 0, 1}) = 0;
    maps.at(2, {0, 14 + 3, 0, 1}) = 0.6931472F;
    EXPECT_THAT(maps.decode(), ElementsAre(Detection{24, -32, 72, 64, 0.25F, 0}));
}

TEST(PpyoloeHead, ReadsCornersAndScores) {
    Maps maps(small_model(Head::ppyoloe, 2), {{1, 1, 6}}, 0);
    for (std::int64_t side = 0; side < 4; ++side) maps.at(0, {0, 0, side}) = static_cast<float>(10 * side);
    maps.at(0, {0, 0, 5}) = 0.5F;
    EXPECT_THAT(maps.decode(), ElementsAre(Detection{0, 10, 20, 30, 0.5F, 1}));
}

TEST(Yolov8Head, SkipsNumbersBehindTheScores) {
    ModelInfo model = model_with(Head::yolov8, 2);
    model.task = Task::segment;
    model.mask_coefficients = 3;
    const RawOutput output(DataType::float32, {1, 9, 1}, {100, 60, 40, 20, 0.25F, 0.5F, 9, 9, 9});
    EXPECT_THAT(decode(model, {}, output), ElementsAre(Detection{80, 50, 120, 70, 0.5F, 1}));
}

TEST(Yolov5Head, SkipsNumbersBehindTheScores) {
    ModelInfo model = model_with(Head::yolov5, 2);
    model.task = Task::segment;
    model.mask_coefficients = 3;
    const RawOutput output(DataType::float32, {1, 1, 10}, {100, 60, 40, 20, 1, 0.25F, 0.5F, 9, 9, 9});
    EXPECT_THAT(decode(model, {}, output), ElementsAre(Detection{80, 50, 120, 70, 0.5F, 1}));
}

}  // namespace
}  // namespace yolozu::test
