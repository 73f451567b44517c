// SPDX-License-Identifier: Apache-2.0
//
// Flags, files beside the model, and families that differ in nothing but what these say.
#include <gmock/gmock.h>

#include <algorithm>

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
                HasSubstr("holds 80 classes as yolov8, but file 'model.yaml' lists 3"));
}

TEST(DecideSidecars, ANamesFileThatWasOnlyFoundMayBeAnotherModels) {
    const auto hints = [](std::size_t count) {
        return ModelHints{.sidecars = {{"classes.txt", {.names = std::vector<std::string>(count, "x")}, "", true}}};
    };
    const auto left_out = [](const Result<ModelInfo>& info) {
        return std::ranges::any_of(info->evidence, [](const Evidence& evidence) {
            return evidence.finding == "file 'classes.txt' has 3 class names" &&
                   evidence.conclusion == "another model's, left out";
        });
    };
    const ModelSignature nameless = signature_of(yolov8_graph(), {1, 84, 8400});
    const Result<ModelInfo> without_names = decide_model(nameless, {}, hints(3));
    ASSERT_TRUE(without_names.ok()) << without_names.error().to_string();
    EXPECT_EQ(without_names->class_count, 80);
    EXPECT_TRUE(without_names->names.empty() && left_out(without_names));
    EXPECT_EQ(decide_model(nameless, {}, hints(80))->names.size(), 80U);

    // Rows that bring their class ids fit any number of names; the model's own count tells.
    FamilyModel end_to_end = family_model(FamilyId::end_to_end);
    std::erase_if(end_to_end.signature.metadata, [](const auto& property) { return property.first == "names"; });
    end_to_end.signature.metadata.emplace_back("names", "{0: 'cat', 1: 'dog'}");
    const Result<ModelInfo> own_names = decide_model(end_to_end.signature, {}, hints(3));
    ASSERT_TRUE(own_names.ok()) << own_names.error().to_string();
    EXPECT_EQ(own_names->names, (std::vector<std::string>{"cat", "dog"}));
    EXPECT_TRUE(left_out(own_names));
    EXPECT_EQ(decide_model(end_to_end.signature, {}, hints(2))->names, std::vector<std::string>(2, "x"));
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
