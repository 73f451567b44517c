// SPDX-License-Identifier: Apache-2.0
//
// Flags, files beside the model, and families that differ in nothing but what these say.
#include <gmock/gmock.h>

#include "family_models.hpp"
#include "model/preprocess_words.hpp"

namespace yolozu::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string refusal(const FamilyModel& model, const ModelOverrides& overrides = {}, const ModelHints& hints = {}) {
    return decision(model.signature, overrides, hints);
}

TEST(DecideSidecars, CountLikeFlagsAndAreNamed) {
    const ModelHints hints{.sidecars = {{"folder/classes.txt", {.names = std::vector<std::string>(80, "x")}, ""}}};
    const Result<ModelInfo> info = decide_model(signature_of(yolov8_graph(), {1, 84, 8400}), {}, hints);
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_EQ(info->names.size(), 80U);
    bool named = false;
    for (const Evidence& evidence : info->evidence)
        named = named || (evidence.finding == "file 'classes.txt'" && evidence.conclusion == "80 class names" &&
                          evidence.certainty == Certainty::asked);
    EXPECT_TRUE(named);
}

TEST(DecideSidecars, FlagsComeFirstThenTheFirstFile) {
    const auto named = [](const char* name) { return ModelOverrides{.names = std::vector<std::string>(80, name)}; };
    const ModelHints hints{.sidecars = {{"a", named("a"), ""}, {"b", named("b"), ""}}};
    const ModelSignature signature = signature_of(yolov8_graph(), {1, 84, 8400});
    EXPECT_EQ(decide_model(signature, {}, hints)->names[0], "a");
    EXPECT_EQ(decide_model(signature, named("flag"), hints)->names[0], "flag");
}

TEST(DecideSidecars, NamesOfAnotherModelAreRefusedWithTheirFile) {
    const ModelHints hints{.sidecars = {{"model.yaml", {.names = std::vector<std::string>(3, "x")}, ""}}};
    EXPECT_THAT(decision(signature_of(yolov8_graph(), {1, 84, 8400}), {}, hints),
                HasSubstr("holds 80 classes as yolov8, but file 'model.yaml' list 3"));
}

bool leaves_alone(const ModelInfo& info, std::string_view file) {
    return std::ranges::any_of(info.evidence, [&](const Evidence& evidence) {
        return evidence.finding == file && evidence.conclusion == "its 3 class names are another model's";
    });
}

// Whoever labels pictures has a classes.txt in the folder; docs/model-file.md promises that it does no harm.
TEST(DecideSidecars, FoundNamesThatDoNotFitAreLeftAlone) {
    const ModelHints hints{.sidecars = {{"classes.txt", {.names = std::vector<std::string>(3, "x")}, ""}}};
    const Result<ModelInfo> info = decide_model(signature_of(yolov8_graph(), {1, 84, 8400}), {}, hints);
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_EQ(info->class_count, 80);
    EXPECT_TRUE(info->names.empty());
    EXPECT_TRUE(leaves_alone(*info, "file 'classes.txt'"));
}

// The rows of an end-to-end head do not count the classes: ids beyond the names would be lost.
TEST(DecideSidecars, FoundNamesThatTheMetadataContradictAreLeftAlone) {
    ModelSignature signature = signature_of(yolov10_graph(), {1, 300, 6});
    signature.metadata.emplace_back("names", "{0: 'a', 1: 'b', 2: 'c', 3: 'd'}");
    const ModelHints hints{.sidecars = {{"coco.names", {.names = std::vector<std::string>(3, "x")}, ""}}};
    const Result<ModelInfo> info = decide_model(signature, {}, hints);
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_EQ(info->class_count, 4);
    EXPECT_EQ(info->names.at(3), "d");
    EXPECT_TRUE(leaves_alone(*info, "file 'coco.names'"));
}

TEST(DecideSidecars, ASizeFillsWhatIsOpenAndLeavesWhatIsFixed) {
    const ModelHints hints{.sidecars = {{"model.yaml", {.input_size = std::pair(320, 320)}, ""}}};
    EXPECT_EQ(decide_model(signature_of(yolov8_graph(), {1, 84, 8400}), {}, hints)->input_width, 640);
    ModelSignature open = signature_of(yolov8_graph(), {1, 84, "anchors"});
    open.inputs[0].shape->at(2) = {};
    open.inputs[0].shape->at(3) = {};
    const Result<ModelInfo> info = decide_model(open, {.names = std::vector<std::string>(80, "x")}, hints);
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_EQ(info->input_width, 320);
}

// ---- fed differently, made alike

TEST(DecideFeeding, PaddlesNormalisationMustBeSaid) {
    for (const FamilyId id : {FamilyId::ppyoloe, FamilyId::ppyoloe_boxes, FamilyId::ppyoloe_rows}) {
        const FamilyModel model = family_model(id);
        EXPECT_THAT(refusal(model),
                    AllOf(StartsWith("ambiguous: "), HasSubstr("PP-YOLOE+"),
                          HasSubstr("--preprocess stretch,cubic,imagenet"), HasSubstr("--preprocess stretch,cubic)")));
        EXPECT_THAT(refusal(model, {.preprocess = *parse_preprocess("stretch,cubic")}), HasSubstr("stretch rgb 255"));
    }
}

TEST(DecideFeeding, TheFamilyIsTheOneThatIsFedSo) {
    const FamilyModel model = family_model(FamilyId::ppyoloe_plus);
    const Result<ModelInfo> info = decide_model(model.signature, model.overrides, model.hints);
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_EQ(info->family, "PP-YOLOE+");
}

TEST(DecideFeeding, SuppressedOutputsWithoutAGraph) {
    FamilyModel model = family_model(FamilyId::efficient_nms);
    for (OutputTail& tail : model.signature.tails) tail = {};
    EXPECT_THAT(refusal(model), AllOf(StartsWith("ambiguous: "), HasSubstr("YOLOv6, v7 or v9"), HasSubstr("DAMO-YOLO"),
                                      HasSubstr("--preprocess stretch,0-255")));
}

TEST(DecideFeeding, ScoresBeforeBoxesWithoutTheirNames) {
    FamilyModel model = family_model(FamilyId::yolo_world);
    model.signature.outputs[0].name = "a";
    EXPECT_THAT(refusal(model), AllOf(StartsWith("ambiguous: "), HasSubstr("DAMO-YOLO"), HasSubstr("YOLO-World")));
}

TEST(DecideFeeding, DetrIsNoRtdetr) {
    FamilyModel model = family_model(FamilyId::rtdetr_transformers);
    EXPECT_THAT(refusal(model, {}, named_by_file("preprocessor_config.json", "DetrImageProcessor")),
                StartsWith("unsupported: "));
    EXPECT_EQ(refusal(model, {}, named_by_file("config.json", "RTDetrForObjectDetection")),
              "detr, 80 classes, stretch rgb 255");
    model.signature.outputs[0].shape->at(1).value = 100;
    model.signature.outputs[1].shape->at(1).value = 100;
    EXPECT_THAT(refusal(model), StartsWith("ambiguous: "));
}

TEST(DecideFeeding, AClassifierOfNobody) {
    EXPECT_THAT(decision(signature_of(OnnxBuilder().node("Gemm", {"images", "w"}, {"output0"}), {1, 10}, 224)),
                AllOf(StartsWith("ambiguous: "), HasSubstr("--preprocess centre-crop,antialias"),
                      HasSubstr("--preprocess square-crop,imagenet")));
}

// ---- anchors that no file says

TEST(DecideAnchors, AreAskedForOrThoseOfTheHeadThatIsNamed) {
    const ModelSignature maps = family_model(FamilyId::yolov7_maps).signature;
    EXPECT_THAT(decision(maps), AllOf(StartsWith("ambiguous: "), HasSubstr("--head yolov7-maps")));
    const Result<ModelInfo> info =
        decide_model(maps, {.anchors = std::vector<std::array<float, 2>>(9, {10.0F, 13.0F})});
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_EQ(info->head, Head::yolov7_maps);
    EXPECT_EQ(info->anchors[8], (std::array{10.0F, 13.0F}));
    EXPECT_THAT(decision(maps, {.anchors = std::vector<std::array<float, 2>>(6, {10.0F, 13.0F})}),
                HasSubstr("--anchors: 6 anchors, expected three for each of 3 strides"));
}

}  // namespace
}  // namespace yolozu::test
