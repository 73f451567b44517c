// SPDX-License-Identifier: Apache-2.0
//
// Outputs of one shape that mean different things, and what tells them apart.
#include <gmock/gmock.h>

#include "head_graphs.hpp"

namespace yolozu::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* two_names = "{0: 'a', 1: 'b'}";

std::vector<std::string> names(std::size_t count) {
    return std::vector<std::string>(count, "x");
}

/// `names` as an exporter writes them.
std::string names_text(std::size_t count) {
    std::string text = "[";
    for (std::size_t id = 0; id < count; ++id) text += "'x',";
    return text + "]";
}

ModelSignature with(ModelSignature signature, std::string key, std::string value) {
    signature.metadata.emplace_back(std::move(key), std::move(value));
    return signature;
}

// ---- each family, from its graph alone

TEST(DecideHead, FromTheGraphWithoutMetadata) {
    EXPECT_EQ(decision(signature_of(yolov8_graph(), {1, 84, 8400})), "yolov8, 80 classes, letterbox rgb 255");
    EXPECT_EQ(decision(signature_of(yolov5_graph(), {1, 25200, 85})), "yolov5, 80 classes, letterbox rgb 255");
    EXPECT_EQ(decision(signature_of(yolov6_graph(), {1, 8400, 85})), "yolov5, 80 classes, letterbox rgb 255");
    EXPECT_EQ(decision(signature_of(yolox_raw_graph(), {1, 8400, 85})), "yolox, 80 classes, top-left bgr 1");
    EXPECT_EQ(decision(signature_of(yolox_quantized_graph(), {1, 8400, 85})), "yolox, 80 classes, top-left bgr 1");
    EXPECT_EQ(decision(signature_of(yolox_decoded_graph(), {1, 8400, 85})), "yolov5, 80 classes, top-left bgr 1");
    EXPECT_EQ(decision(signature_of(yolov10_graph(), {1, 300, 6})), "end2end, 0 classes, letterbox rgb 255");
}

TEST(DecideHead, StridesOfLargerHeads) {
    const Result<ModelInfo> p6 = decide_model(signature_of(yolov5_graph(), {1, 25500, 85}));
    ASSERT_TRUE(p6.ok()) << p6.error().to_string();
    EXPECT_EQ(p6->stride, 64);
    const Result<ModelInfo> stated = decide_model(with(signature_of(yolov8_graph(), {1, 84, 8400}), "stride", "32"));
    ASSERT_TRUE(stated.ok());
    EXPECT_EQ(stated->stride, 32);
}

TEST(DecideHead, GivesItsReasons) {
    const Result<ModelInfo> info = decide_model(signature_of(yolox_raw_graph(), {1, 3549, 85}, 416));
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    std::string reasons;
    for (const Evidence& evidence : info->evidence) reasons += evidence.finding + " -> " + evidence.conclusion + "\n";
    EXPECT_THAT(reasons, AllOf(HasSubstr("(no Exp)"), HasSubstr("-> head yolox: YOLOX without decoding"),
                               HasSubstr("-> preprocessing top-left,bgr,0-255"), HasSubstr("-> size 416x416")));
    EXPECT_EQ(info->outputs.front().name, "output0");
    EXPECT_EQ(info->outputs.front().index, 0U);
}

// ---- six columns

TEST(DecideSixColumns, OneClassYolov5) {
    EXPECT_EQ(decision(signature_of(yolov5_graph(), {1, 25200, 6})),
              "yolov5, 1 classes, letterbox rgb 255, objectness alone");
    EXPECT_EQ(decision(with(signature_of_shapes({1, 25200, 6}), "names", "['face']")),
              "yolov5, 1 classes, letterbox rgb 255, objectness alone");
}

TEST(DecideSixColumns, EndToEndByMetadataOrSelection) {
    const ModelSignature shapes = signature_of_shapes({1, 300, 6});
    EXPECT_EQ(decision(with(shapes, "end2end", "True")), "end2end, 0 classes, letterbox rgb 255");
    EXPECT_EQ(decision(with(shapes, "args", "{'nms': True}")), "end2end, 0 classes, letterbox rgb 255");
    EXPECT_EQ(decision(with(signature_of(yolov10_graph(), {1, 300, 6}), "names", two_names)),
              "end2end, 2 classes, letterbox rgb 255");
}

TEST(DecideSixColumns, ATransformersRowsAreFractions) {
    EXPECT_EQ(decision(with(with(signature_of_shapes({1, 300, 6}), "head", "RTDETRDecoder"), "task", "detect")),
              "end-to-end-fractions, 0 classes, stretch rgb 255");
    EXPECT_EQ(decision(with(signature_of(detr_graph(), {1, 300, 6}), "task", "detect")),
              "end-to-end-fractions, 0 classes, stretch rgb 255");
    EXPECT_EQ(decision(with(signature_of(rtdetr_rows_graph(), {1, 300, 6}), "names", two_names)),
              "rtdetr-rows, 2 classes, stretch rgb 255");
}

TEST(DecideSixColumns, NothingButTheShapeIsAmbiguous) {
    EXPECT_EQ(decision(signature_of_shapes({1, 300, 6})),
              "ambiguous: output 'output0' float32 1x300x6 can be end-to-end (YOLOv10, YOLO26 or nms=True) (--head "
              "end2end --preprocess letterbox), or RT-DETR of Ultralytics since 2026 (--head end-to-end-fractions "
              "--preprocess stretch), or RT-DETR of Ultralytics before 2026 (--head rtdetr-rows --preprocess stretch); "
              "choose with these flags, or pass the class names with --names FILE");
}

TEST(DecideSixColumns, ThousandsOfRowsAreNoSelection) {
    EXPECT_EQ(decision(signature_of_shapes({1, 25200, 6})),
              "ambiguous: output 'output0' float32 1x25200x6 can be YOLOv5 or YOLOv7 (--head yolov5 --preprocess "
              "letterbox); choose with these flags, or pass the class names with --names FILE");
}

TEST(DecideSixColumns, OneClassOfYolov6AndYoloxKeepsTheProduct) {
    EXPECT_EQ(decision(signature_of(yolov6_graph(), {1, 8400, 6})), "yolov5, 1 classes, letterbox rgb 255");
    EXPECT_EQ(decision(signature_of(yolox_decoded_graph(), {1, 8400, 6})), "yolov5, 1 classes, top-left bgr 1");
    EXPECT_EQ(decision(signature_of(yolox_raw_graph(), {1, 8400, 6})), "yolox, 1 classes, top-left bgr 1");
}

// ---- seven columns and many classes

TEST(DecideOrientation, ThreeClassYolov8HasSevenChannels) {
    EXPECT_EQ(decision(signature_of(yolov8_graph(), {1, 7, 8400})), "yolov8, 3 classes, letterbox rgb 255");
}

TEST(DecideOrientation, SevenColumnsAreOrientedBoxesWhereTheTaskSaysSo) {
    const ModelSignature rows = with(signature_of(yolov10_graph(), {1, 300, 7}), "end2end", "True");
    EXPECT_EQ(decision(with(rows, "task", "obb")), "end-to-end-obb obb, 0 classes, letterbox rgb 255");
    EXPECT_THAT(decision(rows), AllOf(StartsWith("ambiguous: "), HasSubstr("--head end-to-end-obb")));
}

TEST(DecideOrientation, SevenColumnsOfTwoDimensionsNeedMoreThanTheShape) {
    EXPECT_THAT(decision(signature_of_shapes({"detections", 7})),
                AllOf(StartsWith("ambiguous: "), HasSubstr("--head nms-rows-class-score"),
                      HasSubstr("--head nms-rows-score-class"), HasSubstr("--head classifier")));
}

TEST(DecideOrientation, MoreChannelsThanAnchors) {
    EXPECT_EQ(decision(signature_of(yolov8_graph(), {1, 4604, 2100}, 320)), "yolov8, 4600 classes, letterbox rgb 255");
    EXPECT_EQ(decision(with(signature_of_shapes({1, 4604, 2100}, 320), "names", names_text(4600))),
              "yolov8, 4600 classes, letterbox rgb 255");
}

TEST(DecideOrientation, RowsThatAreAlsoALegalChannelCountNeedMore) {
    // At 64x64 84 is the number of anchors (64+16+4) and 4+80; 85 is 64+16+4+1 and 5+80.
    EXPECT_THAT(decision(signature_of_shapes({1, 84, 85}, 64)),
                AllOf(StartsWith("ambiguous: "), HasSubstr("--head yolov8"), HasSubstr("--head yolov5"),
                      HasSubstr("--head yolox")));
    EXPECT_EQ(decision(signature_of(yolox_raw_graph(), {1, 84, 85}, 64)), "yolox, 80 classes, top-left bgr 1");
    EXPECT_EQ(decision(signature_of(yolov8_graph(), {1, 84, 85}, 64)), "yolov8, 80 classes, letterbox rgb 255");
}

TEST(DecideOrientation, AnUnusualNumberOfAnchorsNeedsNamesAndTheGraph) {
    const auto named = [](const ModelSignature& signature) { return with(signature, "names", names_text(80)); };
    EXPECT_EQ(decision(named(signature_of(yolov8_graph(), {1, 84, 777}))), "yolov8, 80 classes, letterbox rgb 255");
    EXPECT_THAT(decision(named(signature_of_shapes({1, 84, 777}))), StartsWith("ambiguous: "));
    EXPECT_THAT(decision(signature_of(yolov8_graph(), {1, 84, 777})),
                AllOf(StartsWith("unsupported: "), HasSubstr("777 is no number of anchors for this input size")));
}

TEST(DecideOrientation, ColumnsThatAreJoinedTwiceMayHoldMoreThanClasses) {
    OnnxBuilder graph = yolov8_graph();  // its output becomes an inner part
    graph.node("Sigmoid", {"features"}, {"attributes"}).node("Concat", {"output0", "attributes"}, {"output1"});
    graph.input("images", DataType::float32, {1, 3, 640, 640}).output("output1", DataType::float32, {1, 84, 8400});
    EXPECT_THAT(decision(*read_signature(graph)), StartsWith("ambiguous: "));
}

// ---- [B, N, 5+nc]

TEST(DecideRows, WithoutAGraphTheFamiliesCannotBeToldApart) {
    EXPECT_EQ(
        decision(signature_of_shapes({1, 8400, 85})),
        "ambiguous: output 'output0' float32 1x8400x85 can be YOLOv6 or Gold-YOLO (--head yolov5 --preprocess "
        "letterbox), or "
        "YOLOX with decoding in the graph (--head yolov5 --preprocess top-left,bgr,0-255), or YOLOX without "
        "decoding (--head yolox --preprocess top-left,bgr,0-255), or NanoDet (--head nanodet --preprocess "
        "bgr,0-255,warp,fill=0,mean=103.53:116.28:123.675,std=57.375:57.12:58.395); choose with these flags, or pass "
        "the class names with --names FILE");
}

TEST(DecideRows, AnchorBasedRowsNeedNamesOrTheirGraph) {
    EXPECT_THAT(decision(signature_of_shapes({1, 25200, 85})), StartsWith("ambiguous: "));
    EXPECT_EQ(decision(with(signature_of_shapes({1, 25200, 85}), "names", names_text(80))),
              "yolov5, 80 classes, letterbox rgb 255");
}

TEST(DecideRows, UndecodedAnchorBasedRowsAreRefused) {
    OnnxBuilder raw;
    raw.node("Conv", {"images", "w"}, {"map"}).node("Sigmoid", {"map"}, {"s"}).node("Reshape", {"s", "d"}, {"output0"});
    EXPECT_THAT(decision(signature_of(raw, {1, 25200, 85})), HasSubstr("the graph does not decode the boxes"));
}

TEST(DecideRows, OtherFamiliesOfThisShapeAreRefused) {
    // Anchor-free rows with an objectness that is computed, and boxes by corners: neither YOLOv6 nor YOLOX.
    OnnxBuilder computed = yolov8_graph();
    computed.node("Sigmoid", {"features"}, {"objectness"})
        .node("Concat", {"boxes", "objectness", "scores"}, {"rows"})
        .input("images", DataType::float32, {1, 3, 640, 640})
        .output("rows", DataType::float32, {1, 8400, 85});
    EXPECT_THAT(decision(*read_signature(computed)), StartsWith("unsupported: "));
    // Four strides are not YOLOX's.
    EXPECT_THAT(decision(signature_of(yolox_raw_graph(), {1, 8500, 85})), StartsWith("unsupported: "));
    // Transposed YOLOv8, [B, N, 4+nc], has no objectness.
    EXPECT_THAT(decision(signature_of(yolov8_graph(), {1, 8400, 84})),
                AllOf(StartsWith("unsupported: "), HasSubstr("the graph joins no constant objectness")));
}

TEST(DecideRows, OpenShapesWithAGraph) {
    EXPECT_EQ(decision(signature_of(yolov5_graph(), {"batch", "anchors", 85})),
              "yolov5, 80 classes, letterbox rgb 255");
    EXPECT_EQ(decision(with(signature_of(yolov8_graph(), {"batch", "c", "anchors"}), "names", two_names)),
              "yolov8, 2 classes, letterbox rgb 255");
    EXPECT_EQ(decision(signature_of(yolov6_graph(), {"batch", "n", 85})), "yolov5, 80 classes, letterbox rgb 255");
    EXPECT_THAT(decision(signature_of_shapes({"batch", "x", "y"})), StartsWith("ambiguous: "));
}

// ---- the user's word

TEST(DecideOverrides, TheHeadIsBelievedWhereTheShapeAllows) {
    EXPECT_EQ(decision(signature_of_shapes({1, 300, 6}), {.head = Head::end_to_end}),
              "end2end, 0 classes, letterbox rgb 255");
    EXPECT_EQ(decision(signature_of_shapes({1, 8400, 85}), {.head = Head::yolox}), "yolox, 80 classes, top-left bgr 1");
    EXPECT_EQ(decision(signature_of_shapes({1, 84, 777}), {.head = Head::yolov8}),
              "yolov8, 80 classes, letterbox rgb 255");
    EXPECT_EQ(decision(signature_of_shapes({1, 84, 8400}), {.head = Head::end_to_end}),
              "invalid_argument: --head end2end: output 'output0' float32 1x84x8400 cannot be read so (end-to-end "
              "(YOLOv10, YOLO26 or nms=True): its rows have 6 numbers, not 8400)");
    EXPECT_THAT(decision(signature_of_shapes({1, 8400, 5}), {.head = Head::yolov5}),
                HasSubstr("5 numbers, less 5, leave no sensible number of classes"));
}

TEST(DecideOverrides, AHeadOfTwoFamiliesNeedsThePreprocessingToo) {
    const ModelSignature signature = signature_of_shapes({1, 8400, 85});
    EXPECT_THAT(decision(signature, {.head = Head::yolov5}),
                AllOf(StartsWith("ambiguous: "), HasSubstr("--preprocess letterbox"),
                      HasSubstr("--preprocess top-left,bgr,0-255")));
    EXPECT_EQ(decision(signature, {.head = Head::yolov5, .preprocess = PreprocessSpec{}}),
              "yolov5, 80 classes, letterbox rgb 255");
}

TEST(DecideOverrides, ThePreprocessingReplacesTheFamilys) {
    PreprocessSpec spec;
    spec.order = ChannelOrder::bgr;
    EXPECT_EQ(decision(signature_of(yolov8_graph(), {1, 84, 8400}), {.preprocess = spec}),
              "yolov8, 80 classes, letterbox bgr 255");
}

TEST(DecideOverrides, NamesDecideLikeThoseOfTheFile) {
    EXPECT_EQ(decision(signature_of_shapes({1, 84, 8400}), {.names = names(80)}),
              "yolov8, 80 classes, letterbox rgb 255");
}

}  // namespace
}  // namespace yolozu::test
