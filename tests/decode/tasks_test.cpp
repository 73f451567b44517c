// SPDX-License-Identifier: Apache-2.0
//
// Keypoints, oriented boxes, classes, maps and poses: cases worked out by hand, and outputs that are not what they
// should be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>

#include "decode/oriented_boxes.hpp"
#include "decode/task_outputs.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr double pi = std::numbers::pi;

const decode::MapKernels& kernels() {
    return decode::map_kernels_for(checked_isa());
}

// 1280x960 in 640x640: scale 0.5, 80 rows of border above and below.
const Placement halved = placed(1280, 960, 640, 640);

TensorView reshaped(TensorView view, const Shape& shape) {
    view.shape = shape;
    return view;
}

// ---- Keypoints ----------------------------------------------------------------------------------------------------

ModelInfo posing(Head head, int count, int dimensions) {
    ModelInfo model = model_for(Task::pose, head, {OutputRole::detections});
    model.class_count = 1;
    model.keypoint_count = count;
    model.keypoint_dimensions = dimensions;
    return model;
}

TEST(Keypoints, AreBroughtBackAndClipped) {
    std::vector<float> columns(11 * 2);
    const float numbers[] = {100, 180, 0.75F, -5, 700, 0.25F};
    for (std::size_t index = 0; index < 6; ++index) columns[(5 + index) * 2 + 1] = numbers[index];
    const RawOutput output(DataType::float32, {1, 11, 2}, columns);
    const Detection detection = detection_in_row(1);
    const Prediction prediction =
        decode_with(*made(decode::make_keypoints(posing(Head::yolov8, 2, 3))), {&output, 1}, halved, {&detection, 1});
    EXPECT_THAT(prediction.objects[0].keypoints, ElementsAre(Keypoint{200, 200, 0.75}, Keypoint{0, 960, 0.25}));
}

TEST(Keypoints, OfTwoNumbersAreVisible) {
    const RawOutput output(DataType::float16, {1, 1, 10}, {0, 0, 0, 0, 0, 0, 100, 180, 640, 560});
    const Detection detection = detection_in_row(0);
    const Prediction prediction = decode_with(*made(decode::make_keypoints(posing(Head::end_to_end, 2, 2))),
                                              {&output, 1}, halved, {&detection, 1});
    EXPECT_THAT(prediction.objects[0].keypoints, ElementsAre(Keypoint{200, 200, 1}, Keypoint{1280, 960, 1}));
}

// The columns are counted by the ids, not by the greatest of them.
TEST(Keypoints, StandBehindAllColumnsOfClasses) {
    ModelInfo model = posing(Head::yolov8, 1, 2);
    model.class_count = 91;
    model.class_ids = {-1, 1, 90};
    const RawOutput output(DataType::float32, {1, 9, 1}, {0, 0, 0, 0, 0, 0, 0, 100, 180});
    const Detection detection = detection_in_row(0);
    EXPECT_THAT(
        decode_with(*made(decode::make_keypoints(model)), {&output, 1}, halved, {&detection, 1}).objects[0].keypoints,
        ElementsAre(Keypoint{200, 200, 1}));
}

TEST(Keypoints, ThatAreNoPlacesAreInvisible) {
    const RawOutput output(DataType::float32, {1, 1, 18},
                           {0, 0, 0, 0, 0, 0, nan, 180, 0.9F, 100, infinity, 0.9F, 100, 180, nan, 100, 180, 7});
    const Detection detection = detection_in_row(0);
    const Prediction prediction = decode_with(*made(decode::make_keypoints(posing(Head::end_to_end, 4, 3))),
                                              {&output, 1}, halved, {&detection, 1});
    EXPECT_THAT(prediction.objects[0].keypoints,
                ElementsAre(Keypoint{0, 0, 0}, Keypoint{0, 0, 0}, Keypoint{200, 200, 0}, Keypoint{200, 200, 1}));
}

TEST(Keypoints, RefuseOtherShapes) {
    const RawOutput output(DataType::float32, {1, 11, 2}, std::vector<float>(22));
    const auto part = made(decode::make_keypoints(posing(Head::yolov8, 2, 3)));
    const TensorView good = output.view(), bad = reshaped(good, {1, 2, 11});
    const Detection beyond = detection_in_row(2);
    EXPECT_EQ(error_of(*part, {&bad, 1}, halved),
              "output 'detections' has the shape 1x2x11, expected [batch, 5 + 6, anchors]");
    EXPECT_THAT(error_of(*part, {&good, 1}, halved, {&beyond, 1}), HasSubstr("stands in row 2"));
    for (const auto& [count, dimensions] :
         {std::pair{0, 3}, std::pair{-1, 3}, std::pair{17, 1}, std::pair{17, 4}, std::pair{2'000'000'000, 3}})
        EXPECT_EQ(decode::make_keypoints(posing(Head::yolov8, count, dimensions)).error().code(),
                  ErrorCode::invalid_argument);
}

// ---- Oriented boxes -----------------------------------------------------------------------------------------------

TEST(OrientedBoxes, AreRegularised) {
    const auto regular = [](double angle) { return decode::regularised({1, 2, 30, 10, angle}); };
    EXPECT_EQ(regular(0), (OrientedBox{1, 2, 30, 10, 0}));
    EXPECT_EQ(regular(1.5), (OrientedBox{1, 2, 30, 10, 1.5}));
    EXPECT_EQ(regular(pi / 2), (OrientedBox{1, 2, 10, 30, 0}));
    EXPECT_EQ(regular(pi), (OrientedBox{1, 2, 30, 10, 0}));
    EXPECT_NEAR(regular(2).angle, 2 - pi / 2, 1e-15);
    EXPECT_EQ(regular(2).w, 10);
    EXPECT_NEAR(regular(-0.25).angle, pi / 2 - 0.25, 1e-15);
    EXPECT_EQ(regular(-0.25).w, 10);
    EXPECT_EQ(regular(-1e-30), (OrientedBox{1, 2, 30, 10, 0}));
    for (double angle = -20; angle < 20; angle += 0.0371) {
        const OrientedBox box = regular(angle);
        EXPECT_GE(box.angle, 0);
        EXPECT_LT(box.angle, pi / 2);
        // The same rectangle: its corners are those of the box, in another order.
        const OrientedBox given{1, 2, 30, 10, angle};
        for (const auto& corner : given.corners()) {
            double nearest = infinity;
            for (const auto& other : box.corners())
                nearest = std::min(nearest, std::hypot(corner[0] - other[0], corner[1] - other[1]));
            EXPECT_LT(nearest, 1e-9) << angle;
        }
    }
}

TEST(OrientedBoxes, HaveCornersInUltralyticsOrder) {
    const auto corners = OrientedBox{100, 50, 20, 10, pi / 2}.corners();
    // The width's direction points down, the height's to the left.
    const double expected[4][2] = {{95, 60}, {105, 60}, {105, 40}, {95, 40}};
    for (std::size_t index = 0; index < 4; ++index) {
        EXPECT_NEAR(corners[index][0], expected[index][0], 1e-12);
        EXPECT_NEAR(corners[index][1], expected[index][1], 1e-12);
    }
}

TEST(OrientedBoxes, AreBroughtBack) {
    Detection detection = detection_in_row(0, 300, 260, 340, 280);
    detection.angle = static_cast<float>(pi / 4);
    const auto part = made(decode::make_oriented_boxes(model_for(Task::obb, Head::yolov8, {OutputRole::detections})));
    const DetectedObject object = decode_with(*part, {}, halved, {&detection, 1}).objects[0];
    ASSERT_TRUE(object.oriented.has_value());
    EXPECT_EQ(object.oriented->cx, 640);
    EXPECT_EQ(object.oriented->cy, 380);
    EXPECT_EQ(object.oriented->w, 80);
    EXPECT_EQ(object.oriented->h, 40);
    EXPECT_NEAR(object.oriented->angle, pi / 4, 1e-7);
    const double half = 60 / std::numbers::sqrt2;  // of 80 cos + 40 sin
    EXPECT_NEAR(object.box.x1, 640 - half, 1e-4);
    EXPECT_NEAR(object.box.y1, 380 - half, 1e-4);
    EXPECT_NEAR(object.box.x2, 640 + half, 1e-4);
    EXPECT_NEAR(object.box.y2, 380 + half, 1e-4);
}

TEST(OrientedBoxes, StayWholeWhereTheBoxIsCutOff) {
    Detection detection = detection_in_row(0, -20, 70, 20, 90);
    detection.angle = 0;
    const auto part = made(decode::make_oriented_boxes(model_for(Task::obb, Head::yolov8, {OutputRole::detections})));
    const DetectedObject object = decode_with(*part, {}, halved, {&detection, 1}).objects[0];
    EXPECT_EQ(*object.oriented, (OrientedBox{0, 0, 80, 40, 0}));
    EXPECT_EQ(object.box.x1, 0);
    EXPECT_EQ(object.box.y1, 0);
    EXPECT_EQ(object.box.x2, 40);
    EXPECT_EQ(object.box.y2, 20);
}

TEST(OrientedBoxes, OfAStretchedPictureAreRefused) {
    const auto part = made(decode::make_oriented_boxes(model_for(Task::obb, Head::yolov8, {OutputRole::detections})));
    EXPECT_THAT(error_of(*part, {}, placed(1280, 960, 640, 640, ResizeMode::stretch)), HasSubstr("stretched"));
    EXPECT_EQ(error_of(*part, {}, placed(960, 960, 640, 640, ResizeMode::stretch)), "");
}

// ---- Classes ------------------------------------------------------------------------------------------------------

ModelInfo classifying(Activation activation) {
    ModelInfo model = model_for(Task::classify, Head::classifier, {OutputRole::scores});
    model.activation = activation;
    return model;
}

std::vector<ClassScore> classes_of(const ModelInfo& model, const DecodeOptions& options, std::vector<float> scores,
                                   std::int64_t batch = 1, std::int64_t slot = 0) {
    const auto columns = static_cast<std::int64_t>(scores.size()) / batch;
    const RawOutput output(DataType::float32, {batch, columns}, std::move(scores));
    return decode_with(*made(decode::make_class_scores(model, options)), {&output, 1}, {}, {}, slot).classes;
}

TEST(ClassScores, BestFirst) {
    const ModelInfo model = classifying(Activation::none);
    EXPECT_THAT(classes_of(model, {.top_classes = 3}, {0.125F, 0.25F, 0, 0.25F, 0.375F}),
                ElementsAre(ClassScore{4, 0.375}, ClassScore{1, 0.25}, ClassScore{3, 0.25}));
    EXPECT_THAT(classes_of(model, {.top_classes = 9}, {0.25F, 0.75F}),
                ElementsAre(ClassScore{1, 0.75}, ClassScore{0, 0.25}));
    EXPECT_THAT(classes_of(model, {.top_classes = 0}, {0.25F, 0.75F}), IsEmpty());
    EXPECT_THAT(classes_of(model, {.top_classes = 1}, {0.25F, 0.75F, 1, 0}, 2, 1), ElementsAre(ClassScore{0, 1}));
}

TEST(ClassScores, AreSoftmaxOrSigmoidOfLogits) {
    const float three = std::log(3.0F);
    const std::vector<ClassScore> soft = classes_of(classifying(Activation::softmax), {}, {three, 0});
    EXPECT_NEAR(soft[0].score, 0.75, 1e-7);
    EXPECT_NEAR(soft[1].score, 0.25, 1e-7);
    EXPECT_THAT(classes_of(classifying(Activation::softmax), {.top_classes = 1}, {-3e38F, 3e38F, -3e38F}),
                ElementsAre(ClassScore{1, 1}));
    EXPECT_NEAR(classes_of(classifying(Activation::sigmoid), {}, {three})[0].score, 0.75, 1e-7);
}

TEST(ClassScores, ThatAreNoNumbersAreLeftOut) {
    EXPECT_THAT(classes_of(classifying(Activation::none), {}, {nan, 0.5F, infinity, -infinity, 0.25F}),
                ElementsAre(ClassScore{1, 0.5}, ClassScore{4, 0.25}));
    const std::vector<ClassScore> soft = classes_of(classifying(Activation::softmax), {}, {nan, 0, infinity, 0});
    EXPECT_THAT(soft, ElementsAre(ClassScore{1, 0.5}, ClassScore{3, 0.5}));
    EXPECT_THAT(classes_of(classifying(Activation::softmax), {}, {nan, nan}), IsEmpty());
}

TEST(ClassScores, HaveIdsAndCanBeChosen) {
    ModelInfo model = classifying(Activation::none);
    model.class_ids = {7, -1, 3};
    EXPECT_THAT(classes_of(model, {}, {0.25F, 0.5F, 0.125F}), ElementsAre(ClassScore{7, 0.25}, ClassScore{3, 0.125}));
    EXPECT_THAT(classes_of(classifying(Activation::none), {.keep_classes = {2, 0}}, {0.25F, 0.5F, 0.125F}),
                ElementsAre(ClassScore{0, 0.25}, ClassScore{2, 0.125}));
    EXPECT_THAT(classes_of(classifying(Activation::none), {.drop_classes = {2, 0}}, {0.25F, 0.5F, 0.125F}),
                ElementsAre(ClassScore{1, 0.5}));
}

TEST(ClassScores, RefuseOtherShapes) {
    ModelInfo model = classifying(Activation::none);
    model.class_count = 4;
    const RawOutput output(DataType::float32, {1, 5}, std::vector<float>(5));
    const TensorView view = output.view(), deep = reshaped(view, {1, 5, 1});
    EXPECT_EQ(error_of(*made(decode::make_class_scores(model, {})), {&view, 1}, {}),
              "output 'scores' has the shape 1x5, expected [batch, 4 classes]");
    model.class_count = 0;
    EXPECT_EQ(error_of(*made(decode::make_class_scores(model, {})), {&deep, 1}, {}),
              "output 'scores' has the shape 1x5x1, expected [batch, classes]");
    model.class_ids = {1, 2};
    EXPECT_THAT(error_of(*made(decode::make_class_scores(model, {})), {&view, 1}, {}), HasSubstr("has the shape 1x5"));
    EXPECT_EQ(decode::make_class_scores(model, {.top_classes = -1}).error().code(), ErrorCode::invalid_argument);
    model.outputs.clear();
    EXPECT_EQ(decode::make_class_scores(model, {}).error().code(), ErrorCode::invalid_argument);
}

// ---- Classes and depths of pixels ---------------------------------------------------------------------------------

ModelInfo mapping(Task task, Head head) {
    return model_for(task, head, {OutputRole::detections});
}

TEST(SemanticClasses, OfALetterboxLeaveTheBorder) {
    // The map's first and last rows are border; the picture covers the two between.
    const RawOutput output(DataType::float32, {1, 2, 4, 4}, {9, 9, 9, 9, 1, 1, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9,  //
                                                             0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0});
    const Prediction prediction =
        decode_with(*made(decode::make_semantic_classes(mapping(Task::semantic, Head::semantic_logits), kernels())),
                    {&output, 1}, placed(4, 2, 8, 8));
    ASSERT_TRUE(prediction.class_map.has_value());
    EXPECT_EQ(prediction.class_map->width, 4);
    EXPECT_EQ(prediction.class_map->height, 2);
    // At equal scores the lower class: the first pixel of the second row.
    EXPECT_THAT(prediction.class_map->ids, ElementsAre(0, 0, 1, 1, 0, 1, 1, 1));
}

TEST(SemanticClasses, OfOneScoreAreItsSign) {
    const RawOutput output(DataType::float16, {1, 1, 1, 4}, {0.5F, 0, -2, nan});
    const auto part = made(decode::make_semantic_classes(mapping(Task::semantic, Head::semantic_logits), kernels()));
    EXPECT_THAT(decode_with(*part, {&output, 1}, placed(4, 1, 4, 1)).class_map->ids, ElementsAre(1, 0, 0, 0));
}

TEST(SemanticClasses, HaveIds) {
    ModelInfo model = mapping(Task::semantic, Head::semantic_logits);
    model.class_ids = {7, 300};
    const RawOutput output(DataType::float32, {1, 2, 1, 2}, {0, 1, 1, 0});
    EXPECT_THAT(decode_with(*made(decode::make_semantic_classes(model, kernels())), {&output, 1}, placed(2, 1, 2, 1))
                    .class_map->ids,
                ElementsAre(300, 7));
    model.class_ids = {-1, 3};
    EXPECT_EQ(decode::make_semantic_classes(model, kernels()).error().code(), ErrorCode::unsupported);
}

TEST(SemanticClasses, WithoutNumbersAreTheFirst) {
    const RawOutput output(DataType::float32, {1, 3, 1, 3},
                           {nan, -infinity, 0, nan, -infinity, nan, nan, -infinity, 1});
    const auto part = made(decode::make_semantic_classes(mapping(Task::semantic, Head::semantic_logits), kernels()));
    EXPECT_THAT(decode_with(*part, {&output, 1}, placed(3, 1, 3, 1)).class_map->ids, ElementsAre(0, 0, 2));
}

// Wider than a strip, so that strips meet.
TEST(SemanticClasses, OfAWidePicture) {
    const RawOutput output(DataType::float32, {1, 2, 1, 2}, {1, 0, 0, 1});
    const auto part = made(decode::make_semantic_classes(mapping(Task::semantic, Head::semantic_logits), kernels()));
    const Prediction prediction = decode_with(*part, {&output, 1}, placed(1300, 3, 1300, 3));
    for (std::size_t pixel = 0; pixel < 3 * 1300; ++pixel)
        ASSERT_EQ(prediction.class_map->ids[pixel], pixel % 1300 < 650 ? 0 : 1) << pixel;
}

TEST(SemanticClasses, RefuseOtherShapes) {
    ModelInfo model = mapping(Task::semantic, Head::semantic_logits);
    model.class_count = 3;
    const RawOutput output(DataType::float32, {1, 2, 2, 2}, std::vector<float>(8));
    const TensorView view = output.view(), flat = reshaped(view, {1, 2, 4}), empty = reshaped(view, {1, 2, 0, 2});
    EXPECT_EQ(error_of(*made(decode::make_semantic_classes(model, kernels())), {&view, 1}, halved),
              "output 'detections' has the shape 1x2x2x2, expected [batch, 3 classes, height, width]");
    model.class_count = 0;
    const auto part = made(decode::make_semantic_classes(model, kernels()));
    EXPECT_THAT(error_of(*part, {&flat, 1}, halved), HasSubstr("expected [batch, 1 to 65535 classes, height, width]"));
    EXPECT_THAT(error_of(*part, {&empty, 1}, halved), HasSubstr("has the shape 1x2x0x2"));
    EXPECT_EQ(error_of(*part, {&view, 1}, halved), "");
}

template <class Element>
Result<ClassMap> class_map_of(DataType type, const Shape& shape, const std::vector<Element>& ids,
                              const Placement& placement, std::int64_t slot = 0) {
    const TensorView view{type, shape, ids.data()};
    Prediction prediction;
    const Status status = made(decode::make_class_map(mapping(Task::semantic, Head::class_map)))
                              ->decode({{&view, 1}, slot, placement, {}}, prediction);
    if (!status) return status.error();
    return *prediction.class_map;
}

TEST(ClassMap, TakesTheNearest) {
    const Placement placement = placed(6, 3, 4, 4);  // scale 2/3: 4x2, one row of border above and below
    const std::vector<std::uint8_t> ids{9, 9, 9, 9, 0, 1, 2, 3, 4, 5, 6, 255, 9, 9, 9, 9};
    // Columns at (x + 0.5) * 4 / 6: 0.33, 1, 1.67, 2.33, 3, 3.67; rows at 0.33, 1, 1.67.
    for (const Shape& shape : {Shape{1, 4, 4}, Shape{1, 1, 4, 4}})
        EXPECT_THAT(class_map_of(DataType::uint8, shape, ids, placement)->ids,
                    ElementsAre(0, 1, 1, 2, 3, 3, 4, 5, 5, 6, 255, 255, 4, 5, 5, 6, 255, 255));
}

TEST(ClassMap, IsOfAnyType) {
    const Placement placement = placed(2, 1, 2, 1);
    EXPECT_THAT(class_map_of<std::int32_t>(DataType::int32, {1, 1, 2}, {65'535, 2}, placement)->ids,
                ElementsAre(65'535, 2));
    EXPECT_THAT(class_map_of<std::int64_t>(DataType::int64, {2, 1, 2}, {-7, -7, 1, 2}, placement, 1)->ids,
                ElementsAre(1, 2));
    EXPECT_THAT(class_map_of<float>(DataType::float32, {1, 1, 2}, {1.75F, 2}, placement)->ids, ElementsAre(1, 2));
    EXPECT_THAT(class_map_of<std::uint16_t>(DataType::float16, {1, 1, 2}, {0x3C00, 0x4000}, placement)->ids,
                ElementsAre(1, 2));
}

TEST(ClassMap, RefusesWhatIsNoId) {
    const Placement placement = placed(2, 1, 2, 1);
    EXPECT_EQ(class_map_of<std::int64_t>(DataType::int64, {1, 1, 2}, {0, 65'536}, placement).error().to_string(),
              "output 'detections' (int64 1x1x2): holds 65536, which is no class id; expected 0 to 65535");
    for (const float value : {nan, infinity, -infinity, -1.0F, 65'536.0F})
        EXPECT_FALSE(class_map_of<float>(DataType::float32, {1, 1, 2}, {0, value}, placement).ok()) << value;
    EXPECT_FALSE(class_map_of<std::int32_t>(DataType::int32, {1, 1, 2}, {0, -1}, placement).ok());
    EXPECT_EQ(class_map_of<std::int64_t>(DataType::uint64, {1, 1, 2}, {0, 1}, placement).error().code(),
              ErrorCode::unsupported);
    EXPECT_THAT(class_map_of<std::uint8_t>(DataType::uint8, {1, 2, 1, 1}, {0, 1}, placement).error().to_string(),
                HasSubstr("expected [batch, height, width] or [batch, 1, height, width]"));
    EXPECT_FALSE(class_map_of<std::uint8_t>(DataType::uint8, {1, 2}, {0, 1}, placement).ok());
    EXPECT_FALSE(class_map_of<std::uint8_t>(DataType::uint8, {1, 0, 2}, {0, 1}, placement).ok());
    EXPECT_FALSE(class_map_of<std::uint8_t>(DataType::uint8, {1, 1, 2}, {0, 1}, placement, 1).ok());
}

TEST(DepthMap, IsEnlarged) {
    const auto part = made(decode::make_depth_map(mapping(Task::depth, Head::depth_map), kernels()));
    // Of a 4x4 map the picture covers the two rows in the middle.
    const RawOutput output(DataType::float32, {1, 1, 4, 2}, {9, 9, 2, 4, 6, 8, 9, 9});
    Placement placement = placed(4, 4, 8, 8);
    placement.left = placement.right = 0;
    placement.top = placement.bottom = 2;
    placement.scale_x = 2;
    placement.scale_y = 1;
    const Prediction prediction = decode_with(*part, {&output, 1}, placement);
    ASSERT_TRUE(prediction.depth.has_value());
    EXPECT_EQ(prediction.depth->width, 4);
    EXPECT_EQ(prediction.depth->height, 4);
    EXPECT_THAT(prediction.depth->metres, ElementsAre(2, 2.5F, 3.5F, 4,  //
                                                      3, 3.5F, 4.5F, 5,  //
                                                      5, 5.5F, 6.5F, 7,  //
                                                      6, 6.5F, 7.5F, 8));
}

TEST(DepthMap, IsOfTheSlot) {
    const auto part = made(decode::make_depth_map(mapping(Task::depth, Head::depth_map), kernels()));
    const RawOutput output(DataType::float16, {2, 1, 2}, {1, 2, 3, 4});
    EXPECT_THAT(decode_with(*part, {&output, 1}, placed(2, 1, 2, 1), {}, 1).depth->metres, ElementsAre(3, 4));
    const TensorView view = output.view(), deep = reshaped(view, {1, 2, 1, 2});
    EXPECT_THAT(error_of(*part, {&view, 1}, placed(2, 1, 2, 1), {}, 2), HasSubstr("there is no batch slot 2"));
    EXPECT_THAT(error_of(*part, {&deep, 1}, placed(2, 1, 2, 1)), HasSubstr("expected [batch, 1, height, width]"));
}

// ---- Poses --------------------------------------------------------------------------------------------------------

constexpr OutputRole pose_roles[] = {OutputRole::log_z,        OutputRole::rot6d,     OutputRole::offsets,
                                     OutputRole::k_delta,      OutputRole::keypoints, OutputRole::log_sigma_z,
                                     OutputRole::log_sigma_rot};

std::vector<RawOutput> pose_outputs(bool global) {
    std::vector<RawOutput> outputs;
    outputs.emplace_back(DataType::float32, Shape{1, 2, 1}, std::vector<float>{0, 1.5F});
    outputs.emplace_back(DataType::float32, Shape{1, 2, 6}, std::vector<float>{0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6});
    outputs.emplace_back(DataType::float16, Shape{1, 2, 2}, std::vector<float>{0, 0, -3, 4});
    if (global)
        outputs.emplace_back(DataType::float32, Shape{1, 4}, std::vector<float>{1, 2, 3, 4});
    else
        outputs.emplace_back(DataType::float32, Shape{1, 2, 4}, std::vector<float>{0, 0, 0, 0, 5, 6, 7, 8});
    outputs.emplace_back(DataType::float32, Shape{1, 2, 2, 2}, std::vector<float>{0, 0, 0, 0, 0.25F, 0.5F, 1.5F, nan});
    outputs.emplace_back(DataType::float32, Shape{1, 2}, std::vector<float>{0, -2});
    outputs.emplace_back(DataType::float32, Shape{1, 2, 1}, std::vector<float>{0, -3});
    return outputs;
}

const Detection query = detection_in_row(1);
const Placement stretched = placed(1280, 960, 640, 640, ResizeMode::stretch);

TEST(Poses, AreReadByQuery) {
    const auto part = made(decode::make_poses(model_for(Task::pose6d, Head::yolozu_pose, pose_roles)));
    const DetectedObject object = decode_with(*part, pose_outputs(true), stretched, {&query, 1}).objects[0];
    EXPECT_EQ(object.pose, (Pose6d{1.5, {1, 2, 3, 4, 5, 6}, {-3, 4}, {1, 2, 3, 4}, -2, -3}));
    EXPECT_THAT(object.keypoints, ElementsAre(Keypoint{320, 480, 1}, Keypoint{0, 0, 0}));
    EXPECT_EQ(decode_with(*part, pose_outputs(false), stretched, {&query, 1}).objects[0].pose->k_delta,
              (std::array<double, 4>{5, 6, 7, 8}));
}

TEST(Poses, NeedThreeOutputsOnly) {
    const auto part =
        made(decode::make_poses(model_for(Task::pose6d, Head::yolozu_pose, std::span(pose_roles).first(3))));
    const DetectedObject object = decode_with(*part, pose_outputs(true), stretched, {&query, 1}).objects[0];
    EXPECT_EQ(object.pose, (Pose6d{1.5, {1, 2, 3, 4, 5, 6}, {-3, 4}, {}, {}, {}}));
    EXPECT_THAT(object.keypoints, IsEmpty());
    EXPECT_THAT(decode::make_poses(model_for(Task::pose6d, Head::yolozu_pose, std::span(pose_roles).first(2)))
                    .error()
                    .to_string(),
                HasSubstr("binds no output with the role offsets"));
}

TEST(Poses, WithNumbersThatAreNoneAreLeftOut) {
    const auto part = made(decode::make_poses(model_for(Task::pose6d, Head::yolozu_pose, pose_roles)));
    for (const std::size_t spoiled : {0U, 1U, 2U, 3U, 5U, 6U}) {
        std::vector<RawOutput> outputs = pose_outputs(false);
        const Shape shape = outputs[spoiled].shape();
        outputs[spoiled] = {
            DataType::float32, shape,
            std::vector<float>(static_cast<std::size_t>(shape.element_count()), spoiled % 2 == 0 ? nan : infinity)};
        const DetectedObject object = decode_with(*part, outputs, stretched, {&query, 1}).objects[0];
        EXPECT_FALSE(object.pose.has_value()) << spoiled;
        EXPECT_EQ(object.keypoints.size(), 2);
    }
}

TEST(Poses, RefuseOtherShapes) {
    const auto part = made(decode::make_poses(model_for(Task::pose6d, Head::yolozu_pose, pose_roles)));
    const std::vector<RawOutput> outputs = pose_outputs(true);
    const auto error = [&](std::size_t changed, const Shape& shape, const Detection& detection = query) {
        std::vector<TensorView> tensors = views(outputs);
        tensors[changed].shape = shape;
        return error_of(*part, tensors, stretched, {&detection, 1});
    };
    EXPECT_EQ(error(0, {1, 2, 1}), "");
    EXPECT_EQ(error(0, {1, 1, 2}), "output 'log_z' has the shape 1x1x2, expected [batch, queries, 1]");
    EXPECT_EQ(error(1, {1, 12}), "output 'rot6d' has the shape 1x12, expected [batch, queries, 6]");
    EXPECT_EQ(error(2, {4}), "output 'offsets' has the shape 4, expected [batch, queries, 2]");
    EXPECT_EQ(error(3, {2, 2}), "output 'k_delta' has the shape 2x2, expected [batch, 4] or [batch, queries, 4]");
    EXPECT_EQ(error(4, {1, 2, 4}), "output 'keypoints' has the shape 1x2x4, expected [batch, queries, keypoints, 2]");
    EXPECT_THAT(error(4, {1, 1, 4, 2}), HasSubstr("stands in row 1"));
    EXPECT_THAT(error(0, {1, 1, 1}), HasSubstr("stands in row 1"));
    EXPECT_THAT(error(0, {1, 2, 1}, detection_in_row(4'294'967'295U)), HasSubstr("stands in row 4294967295"));
}

}  // namespace
}  // namespace yolozu::test
