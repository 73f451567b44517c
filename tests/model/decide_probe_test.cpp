// SPDX-License-Identifier: Apache-2.0
//
// What a test picture adds where the file leaves several readings, and where it proves nothing.
#include <gmock/gmock.h>

#include "family_models.hpp"

namespace yolozu::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Range = ProbedOutput::Range;

/// An output's values by column; `rest` for the columns that are not given.
ProbedOutput probed(const Shape& shape, std::vector<Range> columns, Range rest = {0.0F, 1.0F}) {
    columns.resize(static_cast<std::size_t>(shape[shape.rank() - 1]), rest);
    ProbedOutput output{shape, rest, {}, columns};
    for (const Range& column : columns) {
        output.all.least = std::min(output.all.least, column.least);
        output.all.greatest = std::max(output.all.greatest, column.greatest);
    }
    return output;
}

std::string decision_with(const ModelSignature& signature, const ProbedOutput& output) {
    return decision(signature, {}, {.probe = {output}});
}

constexpr Range pixels{0.0F, 639.0F}, cells{-3.0F, 4.5F}, fractions{0.0F, 1.0F}, ones{1.0F, 1.0F};

TEST(DecideByPicture, RowsWithObjectness) {
    const ModelSignature rows = signature_of_shapes({1, 8400, 117});  // no number of classes of NanoDet or others
    EXPECT_EQ(decision_with(rows, probed({1, 8400, 117}, {pixels, pixels, pixels, pixels, ones})),
              "yolov5, 112 classes, letterbox rgb 255");  // YOLOv6
    EXPECT_EQ(decision_with(rows, probed({1, 8400, 117}, {pixels, pixels, pixels, pixels, fractions})),
              "yolov5, 112 classes, top-left bgr 1");  // YOLOX, decoded
    EXPECT_EQ(decision_with(rows, probed({1, 8400, 117}, {cells, cells, cells, cells, fractions})),
              "yolox, 112 classes, top-left bgr 1");
}

TEST(DecideByPicture, ATailThatIsHiddenBehindAProductCountsAsUnseen) {
    const ModelSignature rows = signature_of(OnnxBuilder().node("MatMul", {"images", "w"}, {"output0"}), {1, 8400, 85});
    EXPECT_THAT(decision(rows), StartsWith("ambiguous: "));
    EXPECT_EQ(decision_with(rows, probed({1, 8400, 85}, {pixels, pixels, pixels, pixels, ones})),
              "yolov5, 80 classes, letterbox rgb 255");
}

TEST(DecideByPicture, SixColumns) {
    const ModelSignature rows = signature_of_shapes({1, 300, 6});
    EXPECT_EQ(decision_with(rows, probed({1, 300, 6}, {pixels, pixels, pixels, pixels, {0.0F, 0.9F}, {0.0F, 11.0F}})),
              "end2end, 0 classes, letterbox rgb 255");
    EXPECT_EQ(decision_with(
                  rows, probed({1, 300, 6}, {fractions, fractions, fractions, fractions, {0.0F, 0.9F}, {0.0F, 11.0F}})),
              "end-to-end-fractions, 0 classes, stretch rgb 255");
    // Nothing was found in the picture: all rows are padding.
    EXPECT_THAT(decision_with(rows, probed({1, 300, 6}, {}, {0.0F, 0.0F})), StartsWith("ambiguous: "));
    // Class and score the other way round are none of these.
    EXPECT_THAT(decision_with(rows, probed({1, 300, 6}, {pixels, pixels, pixels, pixels, {0.0F, 11.0F}, {0.0F, 0.9F}})),
                StartsWith("ambiguous: "));
}

TEST(DecideByPicture, SevenColumns) {
    const ModelSignature rows = signature_of_shapes({"detections", 7});
    const Range score{0.0F, 0.9F}, class_number{0.0F, 55.0F};
    EXPECT_EQ(decision_with(rows, probed({9, 7}, {{}, pixels, pixels, pixels, pixels, class_number, score})),
              "nms-rows-class-score, 0 classes, letterbox rgb 255");
    EXPECT_EQ(decision_with(rows, probed({9, 7}, {{}, pixels, pixels, pixels, pixels, score, class_number})),
              "nms-rows-score-class, 0 classes, letterbox rgb 255");
    EXPECT_THAT(decision_with(rows, probed({9, 7}, {{}, pixels, pixels, pixels, pixels, score, score})),
                StartsWith("ambiguous: "));
}

TEST(DecideByPicture, AValueOutsideProvesRawScoresAndOneInsideNothing) {
    FamilyModel model = family_model(FamilyId::yolo_nas);
    for (OutputTail& tail : model.signature.tails) tail = {};
    const ProbedOutput boxes = probed({1, 8400, 4}, {pixels, pixels, pixels, pixels});
    const auto activation_with = [&](Range scores) {
        const Result<ModelInfo> info =
            decide_model(model.signature, {}, {.probe = {boxes, probed({1, 8400, 80}, {}, scores)}});
        EXPECT_TRUE(info.ok()) << info.error().to_string();
        return info ? info->activation : Activation::softmax;
    };
    EXPECT_EQ(activation_with({-6.0F, 2.0F}), Activation::sigmoid);
    EXPECT_EQ(activation_with({0.01F, 0.9F}), Activation::none);
}

TEST(DecideByPicture, FillsOpenShapes) {
    const ModelSignature rows = signature_of(yolov8_graph(), {"batch", "channels", "anchors"});
    EXPECT_THAT(decision(rows), StartsWith("ambiguous: "));
    EXPECT_EQ(decision_with(rows, probed({1, 84, 8400}, {})), "yolov8, 80 classes, letterbox rgb 255");
}

TEST(DecideByPicture, HostileValuesProveNothing) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const ModelSignature rows = signature_of_shapes({1, 300, 6});
    EXPECT_THAT(decision_with(rows, probed({1, 300, 6}, {}, {nan, nan})), StartsWith("ambiguous: "));
    // Another shape than declared, too few columns, more outputs than the model has.
    EXPECT_THAT(decision_with(rows, probed({3}, {})), StartsWith("ambiguous: "));
    EXPECT_THAT(decision_with(rows, {Shape{1, 300, 6}, {}, {}, {}}), StartsWith("ambiguous: "));
    EXPECT_THAT(decision(rows, {}, {.probe = std::vector<ProbedOutput>(9)}), StartsWith("ambiguous: "));
}

}  // namespace
}  // namespace yolozu::test
