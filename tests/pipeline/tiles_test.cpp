// SPDX-License-Identifier: Apache-2.0
#include "pipeline/tiles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/files.hpp"
#include "support/known_model.hpp"

namespace yolozu {
namespace {

using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Tile> tiles_of(int width, int height, const TileRule& rule) {
    const auto tiles = cut_into_tiles(width, height, rule);
    EXPECT_TRUE(tiles) << tiles.error().to_string();
    return tiles ? *tiles : std::vector<Tile>{};
}

// get_slice_bboxes(image_height=1000, image_width=1500, slice_height=640, slice_width=640, 0.2, 0.2): tiles begin every
// 512 pixels; the third of a row would end at 1664 and goes back to 860, the second row to 360.
TEST(CutIntoTiles, IsThatOfSahi) {
    EXPECT_THAT(tiles_of(1500, 1000, {640, 640, 0.2, true}),
                ElementsAre(Tile{0, 0, 640, 640}, Tile{512, 0, 640, 640}, Tile{860, 0, 640, 640},
                            Tile{0, 360, 640, 640}, Tile{512, 360, 640, 640}, Tile{860, 360, 640, 640}));
}

TEST(CutIntoTiles, EndsWhereThePictureEnds) {
    EXPECT_THAT(tiles_of(128, 64, {64, 64, 0.0, true}), ElementsAre(Tile{0, 0, 64, 64}, Tile{64, 0, 64, 64}));
    EXPECT_THAT(tiles_of(129, 64, {64, 64, 0.0, true}),
                ElementsAre(Tile{0, 0, 64, 64}, Tile{64, 0, 64, 64}, Tile{65, 0, 64, 64}));
}

TEST(CutIntoTiles, TakesAPictureThatIsSmallerAsItIs) {
    EXPECT_THAT(tiles_of(30, 20, {64, 64, 0.2, true}), ElementsAre(Tile{0, 0, 30, 20}));
    EXPECT_THAT(tiles_of(100, 20, {64, 64, 0.0, true}), ElementsAre(Tile{0, 0, 64, 20}, Tile{36, 0, 64, 20}));
}

TEST(CutIntoTiles, RefusesRulesWithoutSense) {
    EXPECT_FALSE(cut_into_tiles(100, 100, {0, 64, 0.2, true}));
    EXPECT_FALSE(cut_into_tiles(100, 100, {64, 64, 1.0, true}));
    EXPECT_FALSE(cut_into_tiles(100, 100, {64, 64, -0.1, true}));
    const auto many = cut_into_tiles(65'000, 65'000, {2, 2, 0.0, true});
    ASSERT_FALSE(many);
    EXPECT_EQ(many.error().code(), ErrorCode::limit_exceeded);
}

/// A predictor that finds white cells, and a picture of 256x192 with one of them at (136, 72).
class Tiles : public testing::Test {
protected:
    Tiles() : image(256, 192) {
        for (int y = 72; y < 80; ++y) std::fill_n(image.row(y) + std::ptrdiff_t{3} * 136, 24, std::uint8_t{255});
    }

    Predictor load(const test::OnnxExtent& batch, int pictures = 0) {
        const auto path = test::white_cell_detector(batch).write(folder / "m.onnx");
        PredictorOptions options;
        if (pictures > 0) options.batch = pictures;
        auto predictor = Predictor::load(path, *decide_model(*read_model_signature(path)), options);
        EXPECT_TRUE(predictor) << predictor.error().to_string();
        return std::move(predictor).value();
    }

    std::vector<DetectedObject> objects_in_tiles(Predictor& predictor, const TileRule& rule) {
        TiledPredictor tiled(predictor, rule, {});
        std::vector<Prediction> predictions;
        const ImageView view = image.view();
        const Status status = tiled.predict({&view, 1}, predictions);
        EXPECT_TRUE(status) << status.error().to_string();
        EXPECT_EQ(predictions.at(0).placement.source_width, 256);
        EXPECT_EQ(predictions.at(0).placement.source_height, 192);
        return predictions.at(0).objects;
    }

    const TemporaryFolder folder;
    Image image;
};

TEST_F(Tiles, FindWhatTheFullPictureCannot) {
    Predictor predictor = load(1);
    std::vector<Prediction> full;
    const ImageView view = image.view();
    ASSERT_TRUE(predictor.predict({&view, 1}, full));
    EXPECT_THAT(full.at(0).objects, IsEmpty());
    for (const double overlap : {0.0, 0.25}) {
        const auto objects = objects_in_tiles(predictor, {64, 64, overlap, true});
        ASSERT_EQ(objects.size(), 1U) << overlap;
        EXPECT_DOUBLE_EQ(objects[0].box.x1, 136);
        EXPECT_DOUBLE_EQ(objects[0].box.y1, 72);
        EXPECT_DOUBLE_EQ(objects[0].box.x2, 144);
        EXPECT_DOUBLE_EQ(objects[0].box.y2, 80);
        EXPECT_NEAR(objects[0].score, 1.0, 1e-5);
    }
}

TEST_F(Tiles, GiveTheSameInAnyBatch) {
    Predictor one = load(1);
    const auto expected = objects_in_tiles(one, {64, 64, 0.25, true});
    for (int batch : {2, 5, 16}) {
        Predictor fixed = load(batch), open = load("batch", batch);
        for (Predictor* const predictor : {&fixed, &open}) {
            const auto objects = objects_in_tiles(*predictor, {64, 64, 0.25, true});
            ASSERT_EQ(objects.size(), expected.size());
            EXPECT_EQ(objects[0].box.x1, expected[0].box.x1);
            EXPECT_EQ(objects[0].score, expected[0].score);
        }
    }
}

TEST_F(Tiles, LookAtTheFullPictureUnlessToldNotTo) {
    Predictor predictor = load(1);
    for (int y = 0; y < 192; ++y)
        std::fill_n(image.row(y), 768, std::uint8_t{255});  // each cell of everything is white
    const auto largest = [](const std::vector<DetectedObject>& objects) {
        double width = 0;
        for (const DetectedObject& object : objects) width = std::max(width, object.box.x2 - object.box.x1);
        return width;
    };
    MergeRule rule;
    rule.method = MergeMethod::nms;
    rule.measure = OverlapMeasure::iou;
    rule.threshold = 1.0;  // nothing is joined
    rule.max_objects = 10'000;
    const ImageView view = image.view();
    std::vector<Prediction> predictions;
    ASSERT_TRUE(TiledPredictor(predictor, {64, 64, 0.0, false}, rule).predict({&view, 1}, predictions));
    EXPECT_DOUBLE_EQ(largest(predictions[0].objects), 8);
    ASSERT_TRUE(TiledPredictor(predictor, {64, 64, 0.0, true}, rule).predict({&view, 1}, predictions));
    EXPECT_DOUBLE_EQ(largest(predictions[0].objects), 32);
}

TEST(MoveObject, LeavesKeypointsThatAreNowhere) {
    DetectedObject object;
    object.keypoints = {{1, 2, 0.5}, {0, 0, 0}};
    move_object(object, {100, 50, 50, 50}, 256, 192);
    EXPECT_THAT(object.keypoints, testing::ElementsAre(Keypoint{101, 52, 0.5}, Keypoint{0, 0, 0}));
}

// It reaches beyond its tile, but not beyond the picture.
TEST(MoveObject, GivesAnOrientedBoxTheBoxAroundItInThePicture) {
    DetectedObject object;
    object.box = {40, 10, 50, 30};  // clipped to the tile
    object.oriented = OrientedBox{45, 20, 30, 20, 0};
    move_object(object, {100, 50, 50, 50}, 256, 192);
    EXPECT_EQ(object.oriented, (OrientedBox{145, 70, 30, 20, 0}));
    EXPECT_EQ(object.box.x1, 130);
    EXPECT_EQ(object.box.y1, 60);
    EXPECT_EQ(object.box.x2, 160);
    EXPECT_EQ(object.box.y2, 80);
    object.oriented = OrientedBox{45, 20, 30, 20, 0};
    move_object(object, {100, 50, 50, 50}, 150, 192);
    EXPECT_EQ(object.box.x2, 150);
}

TEST(CheckTiles, RefusesTasksWithoutObjectsToMerge) {
    ModelInfo info;
    for (const Task task : {Task::detect, Task::segment, Task::pose, Task::obb}) {
        info.task = task;
        EXPECT_TRUE(check_tiles(info, {}));
    }
    for (const Task task : {Task::classify, Task::semantic, Task::depth, Task::pose6d}) {
        info.task = task;
        const Status status = check_tiles(info, {});
        ASSERT_FALSE(status);
        EXPECT_EQ(status.error().code(), ErrorCode::invalid_argument);
        EXPECT_THAT(status.error().to_string(), HasSubstr("this model's task is " + std::string(to_string(task))));
    }
    EXPECT_FALSE(check_tiles({}, {0, 64, 0.2, true}));
}

}  // namespace
}  // namespace yolozu
