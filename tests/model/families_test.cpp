// SPDX-License-Identifier: Apache-2.0
//
// The table, and the decision on a model of each of its rows.
#include "model/families.hpp"

#include <gmock/gmock.h>

#include <set>

#include "family_models.hpp"
#include "model/left_to_do.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;

TEST(Families, LieInTheTableAtTheirIds) {
    for (std::size_t index = 0; index < families().size(); ++index)
        EXPECT_EQ(static_cast<std::size_t>(families()[index].id), index) << families()[index].name;
    EXPECT_EQ(&family(FamilyId::depth), &families().back());
}

TEST(Families, HaveNamesOfTheirOwnAndWords) {
    std::set<std::string_view> names;
    for (const Family& each : families()) {
        EXPECT_TRUE(names.insert(each.name).second) << each.name;
        EXPECT_FALSE(each.tasks.empty()) << each.name;
        EXPECT_FALSE(each.outputs.empty()) << each.name;
        EXPECT_FALSE(each.recognised.empty()) << each.name;
    }
}

TEST(Families, EveryHeadHasOne) {
    std::set<Head> heads;
    for (const Family& each : families()) heads.insert(each.head);
    for (int number = 0; number <= static_cast<int>(Head::depth_map); ++number)
        EXPECT_TRUE(heads.contains(static_cast<Head>(number))) << to_string(static_cast<Head>(number));
}

class DecideFamily : public testing::TestWithParam<FamilyId> {};

TEST_P(DecideFamily, IsFoundAndFedAsItsRowSays) {
    const Family& row = family(GetParam());
    FamilyModel model = family_model(GetParam());
    const Result<ModelInfo> info = decide_model(model.signature, model.overrides, model.hints);
    ASSERT_TRUE(info.ok()) << row.name << ": " << info.error().to_string();
    EXPECT_EQ(info->head, row.head) << row.name;
    EXPECT_EQ(info->task, model.task) << row.name;
    EXPECT_EQ(info->class_count, model.class_count) << row.name;
    EXPECT_EQ(info->preprocess, *left_to_do(row.preprocess, model.signature.picture, info->input_type)) << row.name;
    EXPECT_FALSE(info->outputs.empty());
    EXPECT_EQ(info->inputs.size(), model.signature.inputs.size());
    // What the user had to say leaves the family open where two are read alike.
    if (!model.overrides.preprocess && model.hints.sidecars.empty()) {
        EXPECT_EQ(info->family, row.name);
    }
}

std::vector<FamilyId> all_families() {
    std::vector<FamilyId> ids;
    for (const Family& each : families()) ids.push_back(each.id);
    return ids;
}

INSTANTIATE_TEST_SUITE_P(Table, DecideFamily, testing::ValuesIn(all_families()),
                         [](const auto& id) { return "row_" + std::to_string(static_cast<int>(id.param)); });

/// The decision on a family's model; fails the test when there is none.
ModelInfo info_of(FamilyId id) {
    const FamilyModel model = family_model(id);
    const Result<ModelInfo> info = decide_model(model.signature, model.overrides, model.hints);
    EXPECT_TRUE(info.ok()) << info.error().to_string();
    return info ? *info : ModelInfo{};
}

std::vector<std::string> roles_of(const ModelInfo& info) {
    std::vector<std::string> roles;
    for (const OutputBinding& output : info.outputs)
        roles.push_back(std::string(to_string(output.role)) + " " + std::to_string(output.index));
    return roles;
}

TEST(DecideFamilies, OutputsAreBoundByWhatTheyHold) {
    EXPECT_THAT(roles_of(info_of(FamilyId::yolo_nas)), ElementsAre("boxes 0", "scores 1"));
    EXPECT_THAT(roles_of(info_of(FamilyId::damo)), ElementsAre("boxes 1", "scores 0"));
    EXPECT_THAT(roles_of(info_of(FamilyId::rtdetr)), ElementsAre("labels 0", "boxes 1", "scores 2"));
    EXPECT_THAT(roles_of(info_of(FamilyId::rfdetr)), ElementsAre("scores 1", "boxes 0"));
    EXPECT_THAT(roles_of(info_of(FamilyId::rtdetr_transformers)), ElementsAre("scores 0", "boxes 1"));
    EXPECT_THAT(roles_of(info_of(FamilyId::efficient_nms)), ElementsAre("count 0", "boxes 1", "scores 2", "labels 3"));
    EXPECT_THAT(roles_of(info_of(FamilyId::picodet)), ElementsAre("detections 0", "count 1"));
    EXPECT_THAT(roles_of(info_of(FamilyId::yolov3_zoo)), ElementsAre("boxes 0", "scores 1", "indices 2"));
    EXPECT_THAT(roles_of(info_of(FamilyId::yolov7_masks)), ElementsAre("detections 0", "prototypes 4"));
    EXPECT_THAT(roles_of(info_of(FamilyId::yolov9_dual)), ElementsAre("detections 1"));
    EXPECT_THAT(roles_of(info_of(FamilyId::yolozu_pose)),
                ElementsAre("scores 0", "boxes 1", "log_z 2", "rot6d 3", "offsets 4", "k_delta 5"));
}

TEST(DecideFamilies, LevelsAreOrderedByTheirStrides) {
    // YOLOv3's maps come with the largest stride first.
    EXPECT_THAT(roles_of(info_of(FamilyId::yolov3_maps)), ElementsAre("level 2", "level 1", "level 0"));
    EXPECT_THAT(info_of(FamilyId::yolov3_maps).strides, ElementsAre(8, 16, 32));
    EXPECT_THAT(roles_of(info_of(FamilyId::damo_maps)),
                ElementsAre("scores 0", "scores 1", "scores 2", "boxes 3", "boxes 4", "boxes 5"));
    EXPECT_THAT(roles_of(info_of(FamilyId::picodet_maps)), ElementsAre("scores 0", "scores 1", "scores 2", "scores 3",
                                                                       "boxes 4", "boxes 5", "boxes 6", "boxes 7"));
    EXPECT_THAT(info_of(FamilyId::picodet_maps).strides, ElementsAre(8, 16, 32, 64));
    EXPECT_THAT(info_of(FamilyId::nanodet).strides, ElementsAre(8, 16, 32));
    EXPECT_THAT(info_of(FamilyId::nanodet_plus).strides, ElementsAre(8, 16, 32, 64));
}

TEST(DecideFamilies, SideInputsAreBoundByWhatTheyAreFedWith) {
    const ModelInfo detr = info_of(FamilyId::rtdetr);
    EXPECT_THAT(detr.inputs,
                ElementsAre(InputBinding{InputRole::image, 0, "images", DataType::float32},
                            InputBinding{InputRole::original_size, 1, "orig_target_sizes", DataType::int64}));
    EXPECT_EQ(detr.input_name, "images");
    const ModelInfo paddle = info_of(FamilyId::rtdetr_paddle);
    EXPECT_THAT(paddle.inputs,
                ElementsAre(InputBinding{InputRole::network_shape, 0, "im_shape", DataType::float32},
                            InputBinding{InputRole::image, 1, "image", DataType::float32},
                            InputBinding{InputRole::scale_factor, 2, "scale_factor", DataType::float32}));
    const ModelInfo keras = info_of(FamilyId::yolov3_zoo);
    EXPECT_EQ(keras.inputs.at(1).role, InputRole::original_shape);
    EXPECT_EQ(keras.input_width, 416);  // the model zoo's, where the file leaves it open
}

TEST(DecideFamilies, RawScoresAreActivated) {
    EXPECT_EQ(info_of(FamilyId::rfdetr).activation, Activation::sigmoid);
    EXPECT_EQ(info_of(FamilyId::rtdetr_transformers).activation, Activation::sigmoid);
    EXPECT_EQ(info_of(FamilyId::yolov7_maps).activation, Activation::sigmoid);
    EXPECT_EQ(info_of(FamilyId::damo_maps).activation, Activation::sigmoid);
    EXPECT_EQ(info_of(FamilyId::yolov5_classifier).activation, Activation::softmax);
    EXPECT_EQ(info_of(FamilyId::yolozu_pose).activation, Activation::softmax);
    for (const FamilyId id : {FamilyId::ultralytics, FamilyId::yolo_nas, FamilyId::damo, FamilyId::picodet_maps,
                              FamilyId::ultralytics_classifier, FamilyId::rtdetr, FamilyId::nanodet_plus})
        EXPECT_EQ(info_of(id).activation, Activation::none) << family(id).name;
}

TEST(DecideFamilies, PublishedAnchors) {
    const ModelInfo yolov7 = info_of(FamilyId::yolov7_maps);
    ASSERT_EQ(yolov7.anchors.size(), 9U);
    EXPECT_EQ(yolov7.anchors[0], (std::array{12.0F, 16.0F}));
    EXPECT_EQ(yolov7.anchors[8], (std::array{459.0F, 401.0F}));
    EXPECT_EQ(info_of(FamilyId::yolov3_maps).anchors.at(8), (std::array{373.0F, 326.0F}));
    EXPECT_EQ(info_of(FamilyId::yolo_fastestv2).anchors.size(), 6U);
}

TEST(DecideFamilies, CocosSparseIdsBecomeThoseOfTheNames) {
    const ModelInfo info = info_of(FamilyId::rfdetr);
    ASSERT_EQ(info.class_ids.size(), 91U);
    EXPECT_EQ(info.class_ids[0], -1);
    EXPECT_EQ(info.class_ids[1], 0);    // person
    EXPECT_EQ(info.class_ids[12], -1);  // street sign, which COCO never used
    EXPECT_EQ(info.class_ids[13], 11);  // stop sign
    EXPECT_EQ(info.class_ids[90], 79);  // toothbrush
    EXPECT_EQ(std::set<std::int32_t>(info.class_ids.begin(), info.class_ids.end()).size(), 81U);
}

TEST(DecideFamilies, ScoresOfPaddleAreChannelMajor) {
    EXPECT_TRUE(info_of(FamilyId::ppyoloe_boxes).scores_channel_major);
    EXPECT_FALSE(info_of(FamilyId::yolo_nas).scores_channel_major);
}

}  // namespace
}  // namespace yolozu::test
