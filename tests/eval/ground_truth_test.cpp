// SPDX-License-Identifier: Apache-2.0
#include "eval/ground_truth.hpp"

#include <gmock/gmock.h>

#include <tuple>

#include "support/files.hpp"

namespace yolozu::eval {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;
using test::write_text;
using testing::HasSubstr;

/// A grey picture that is its header and as many bytes.
void write_picture(const fs::path& path, int width, int height) {
    write_text(path, "P5\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n" +
                         std::string(static_cast<std::size_t>(width * height), 'x'));
}

Result<GroundTruth> read_folder(const fs::path& image, const fs::path& folder, const LabelForm& form = {}) {
    const auto labelled = labels_in(folder, {&image, 1});
    if (!labelled) return labelled.error();
    return read_yolo_labels(*labelled, form);
}

Result<GroundTruth> read_labels(const TemporaryFolder& folder, std::string_view text, const LabelForm& form = {}) {
    write_picture(folder / "a.pgm", 20, 10);
    write_text(folder / "a.txt", text);
    return read_folder(folder / "a.pgm", folder.path(), form);
}

TEST(YoloLabels, AreBoxesInPixels) {
    const TemporaryFolder folder;
    const auto truth = read_labels(folder, "2 0.5 0.5 0.5 0.4\r\n\n0\t0.25 0.5  0.5 1 \n");
    ASSERT_TRUE(truth) << truth.error().to_string();
    EXPECT_EQ(truth->class_count, 3U);
    ASSERT_EQ(truth->images.size(), 1U);
    EXPECT_EQ(truth->images[0].key, (folder / "a.pgm").native());
    ASSERT_EQ(truth->images[0].objects.size(), 2U);
    const TrueObject& box = truth->images[0].objects[0];
    EXPECT_EQ(box.class_id, 2U);
    EXPECT_DOUBLE_EQ(box.box.x, 5);
    EXPECT_DOUBLE_EQ(box.box.y, 3);
    EXPECT_DOUBLE_EQ(box.box.w, 10);
    EXPECT_DOUBLE_EQ(box.box.h, 4);
    EXPECT_DOUBLE_EQ(box.area, 40);
    EXPECT_FALSE(box.crowd);
}

TEST(YoloLabels, APictureWithoutAFileHasNoObjects) {
    const TemporaryFolder folder;
    write_picture(folder / "b.pgm", 4, 4);
    const auto truth = read_folder(folder / "b.pgm", folder.path());
    ASSERT_TRUE(truth);
    EXPECT_TRUE(truth->images[0].objects.empty());
    EXPECT_EQ(truth->class_count, 0U);
}

TEST(YoloLabels, AMistakeIsNamedByItsLine) {
    const TemporaryFolder folder;
    const auto refused = [&](std::string_view line, const char* reason) {
        const auto truth = read_labels(folder, "0 0.5 0.5 1 1\n" + std::string(line));
        ASSERT_FALSE(truth) << line;
        EXPECT_THAT(truth.error().to_string(), HasSubstr("a.txt': line 2: " + std::string(reason))) << line;
    };
    refused("0 0.5 0.5 1", "has 4 numbers");
    refused("0 0.5 0.5 1 1 0.3",
            "has 6 numbers, expected class cx cy w h; outlines, keypoints and turned boxes are read with");
    refused("cat 0.5 0.5 1 1", "'cat' is not a number");
    refused("0 0.5 0,5 1 1", "'0,5' is not a number");
    refused("-1 0.5 0.5 1 1", "-1 is not a class from 0 to 99999");
    refused("1e9 0.5 0.5 1 1", "1000000000 is not a class from 0");
    refused("0.5 0.5 0.5 1 1", "class 0.5 is not whole");
    refused("0 320 0.5 1 1", "320 is not from 0 to 1");
    refused("0 nan 0.5 1 1", "'nan' is not a number");
    refused("0 0.5 0.5 inf 1", "'inf' is not a number");
    refused("0 0.5 0.5 -0.1 1", "-0.1 is not from 0 to 1");
    refused(std::string(5'000, '\0'), "'\\x00");
}

TEST(YoloLabels, MissingFoldersAndPicturesAreNamed) {
    const TemporaryFolder folder;
    EXPECT_THAT(read_folder(folder / "none.jpg", folder.path()).error().to_string(), HasSubstr("none.jpg"));
    EXPECT_THAT(read_folder(folder / "none.jpg", folder / "labels").error().to_string(), HasSubstr("is not a folder"));
}

TrueObject only_object(const Result<GroundTruth>& truth) {
    EXPECT_TRUE(truth) << truth.error().to_string();
    if (!truth || truth->images.size() != 1 || truth->images[0].objects.size() != 1) {
        ADD_FAILURE() << "expected one object";
        return {};
    }
    return truth->images[0].objects[0];
}

TEST(YoloLabels, OutlinesAreMasks) {
    const TemporaryFolder folder;
    // Columns 5 to 14 and rows 2 to 7 of a picture of 20 x 10.
    const TrueObject object =
        only_object(read_labels(folder, "1 0.25 0.2 0.75 0.2 0.75 0.8 0.25 0.8\n", {.task = Task::segment}));
    EXPECT_EQ(object.class_id, 1U);
    EXPECT_EQ(object.area, 60);
    const PixelBox box = bounding_box(object.mask);
    EXPECT_EQ(std::tuple(box.x, box.y, box.w, box.h), std::tuple(5, 2, 10, 6));
    EXPECT_NEAR(object.box.w, 10, 1e-9);
    const auto refused = read_labels(folder, "1 0.25 0.2 0.75 0.2", {.task = Task::segment});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().to_string(), HasSubstr("has 5 numbers, expected class x1 y1 x2 y2 x3 y3 ..."));
}

TEST(YoloLabels, KeypointsHaveAVisibilityOrNot) {
    const TemporaryFolder folder;
    const LabelForm two{.task = Task::pose, .keypoint_count = 2};
    const TrueObject triples = only_object(read_labels(folder, "0 0.5 0.5 0.5 0.4 0.25 0.5 2 0.75 0.1 0", two));
    ASSERT_EQ(triples.keypoints.size(), 2U);
    EXPECT_EQ(triples.keypoints[0].x, 5);
    EXPECT_EQ(triples.keypoints[0].y, 5);
    EXPECT_EQ(triples.keypoints[0].visibility, 2);
    EXPECT_EQ(triples.keypoints[1].visibility, 0);
    EXPECT_NEAR(triples.area, 0.53 * 40, 1e-9);
    EXPECT_FALSE(triples.ignored);
    const TrueObject pairs = only_object(read_labels(folder, "0 0.5 0.5 0.5 0.4 0.25 0.5 0 0", two));
    EXPECT_EQ(pairs.keypoints[0].visibility, 2);
    EXPECT_EQ(pairs.keypoints[1].visibility, 0);
    EXPECT_TRUE(only_object(read_labels(folder, "0 0.5 0.5 0.5 0.4 0 0 -1 -1", two)).ignored);
    EXPECT_FALSE(read_labels(folder, "0 0.5 0.5 0.5 0.4 0.1 0.1 1", two));
    // For boxes alone the keypoints are passed over, however many there are.
    EXPECT_NEAR(only_object(read_labels(folder, "0 0.5 0.5 0.5 0.4 0.1 0.1 1", {.task = Task::pose})).area, 40, 1e-9);
    EXPECT_FALSE(read_labels(folder, "0 0.5 0.5 0.5 0.4", {.task = Task::pose}));
}

TEST(YoloLabels, CornersAreTurnedBoxes) {
    const TemporaryFolder folder;
    const LabelForm form{.task = Task::obb};
    const TrueObject object = only_object(read_labels(folder, "3 0.5 0 1 0.5 0.5 1 0 0.5", form));
    EXPECT_EQ(object.turned_corners.size(), 4U);
    EXPECT_DOUBLE_EQ(object.area, 100);  // half of 20 x 10
    EXPECT_DOUBLE_EQ(object.box.w, 20);
    EXPECT_FALSE(read_labels(folder, "3 0.5 0 1 0.5 0.5 1 0", form));
    EXPECT_FALSE(read_labels(folder, "3 0.5 0 1 0.5 0.5 1 0 1.5", form));
}

Result<GroundTruth> read_coco(std::string_view text, Task task = Task::detect) {
    const TemporaryFolder folder;
    write_text(folder / "c.json", text);
    return read_coco_truth(folder / "c.json", task);
}

TEST(CocoTruth, SortsCategoriesAndImagesByTheirIds) {
    const auto truth = read_coco(R"({"info": {}, "categories": [{"id": 90, "name": "b"}, {"id": 7, "name": "a"}],
        "images": [{"id": 12, "file_name": "x.jpg", "width": 30, "height": 20},
                   {"id": 3, "file_name": "y.jpg", "width": 8, "height": 9}],
        "annotations": [{"id": 1, "image_id": 12, "category_id": 90, "bbox": [1, 2.5, 3, 4], "area": 7, "iscrowd": 1},
                        {"id": 2, "image_id": 12, "category_id": 7, "bbox": [1, 2, 3, 4]}]})");
    ASSERT_TRUE(truth) << truth.error().to_string();
    EXPECT_EQ(truth->class_count, 2U);
    EXPECT_THAT(truth->class_names, testing::ElementsAre("a", "b"));
    ASSERT_EQ(truth->images.size(), 2U);
    EXPECT_EQ(truth->images[0].key, "y.jpg");
    EXPECT_EQ(truth->images[1].width, 30);
    EXPECT_EQ(truth->images[1].height, 20);
    ASSERT_EQ(truth->images[1].objects.size(), 2U);
    const TrueObject &crowd = truth->images[1].objects[0], &single = truth->images[1].objects[1];
    EXPECT_EQ(crowd.class_id, 1U);
    EXPECT_TRUE(crowd.crowd);
    EXPECT_EQ(crowd.area, 7);
    EXPECT_EQ(crowd.box.y, 2.5);
    EXPECT_EQ(single.class_id, 0U);
    EXPECT_FALSE(single.crowd);
    EXPECT_EQ(single.area, 12);
}

std::string coco_with(std::string_view image, std::string_view annotation) {
    return R"({"categories": [{"id": 1, "name": "a"}], "images": [{"id": 1, "file_name": "x", "width": 9, "height": 9})" +
           std::string(image) + R"(], "annotations": [)" + std::string(annotation) + "]}";
}

std::string with_annotation(std::string_view members) {
    return coco_with("", R"({"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], )" + std::string(members) + "}");
}

TEST(CocoTruth, MasksComeInEachForm) {
    const auto mask = [](std::string_view members) {
        return only_object(read_coco(with_annotation(members), Task::segment));
    };
    // Columns 1 to 3 and rows 2 to 5 of 9 x 9.
    const TrueObject polygon = mask(R"("segmentation": [[1, 2, 4, 2, 4, 6, 1, 6]])");
    EXPECT_EQ(polygon.area, 12);
    EXPECT_EQ(mask(R"("segmentation": [[1, 2, 3, 4]])").mask, polygon.mask);  // a box
    EXPECT_EQ(mask(R"("segmentation": {"size": [9, 9], "counts": [11, 4, 5, 4, 5, 4, 48]})").mask, polygon.mask);
    EXPECT_EQ(mask(R"("segmentation": {"size": [9, 9], "counts": ";45000[1"})").mask, polygon.mask);
    EXPECT_EQ(mask(R"("segmentation": [], "area": 5)").area, 5);
    const auto refused = [](std::string_view members, const char* reason) {
        const auto truth = read_coco(with_annotation(members), Task::segment);
        ASSERT_FALSE(truth) << members;
        EXPECT_THAT(truth.error().to_string(), HasSubstr(reason)) << members;
    };
    refused(R"("area": 5)", "annotations[0]: segmentation is missing");
    refused(R"("segmentation": [[1, 2, 3]])", "segmentation: polygons[0]: is a list of 3");
    refused(R"("segmentation": [[1, 2, 3, 4, 5, 1e99]])", "polygons[0]");
    refused(R"("segmentation": {"size": [9, 8], "counts": [72]})", "is of 8x9 pixels, expected the picture's 9x9");
    refused(R"("segmentation": {"size": [9, 9], "counts": [72]})", "are of 72 pixels, expected the 81 of 9x9");
    refused(R"("segmentation": {"size": [9, 9], "counts": [-1]})", "counts");
    refused(R"("segmentation": {"size": [9], "counts": [81]})", "without \"size\"");
    refused(R"("segmentation": {"size": [9, 9], "counts": " "})", "none of COCO's");
}

TEST(CocoTruth, KeypointsThatAreNotLabelledNeedNotBeFound) {
    const auto object = [](std::string_view members) {
        return only_object(read_coco(with_annotation(members), Task::pose));
    };
    const TrueObject found = object(R"("keypoints": [1, 2, 2, 3, 4, 1, 0, 0, 0], "num_keypoints": 2)");
    ASSERT_EQ(found.keypoints.size(), 3U);
    EXPECT_EQ(found.keypoints[1].y, 4);
    EXPECT_GT(found.keypoints[1].visibility, 0);
    EXPECT_EQ(found.keypoints[2].visibility, 0);
    EXPECT_FALSE(found.ignored);
    EXPECT_TRUE(object(R"("keypoints": [0, 0, 0])").ignored);
    EXPECT_TRUE(object(R"("keypoints": [1, 1, 2], "num_keypoints": 0)").ignored);
    EXPECT_TRUE(object(R"("keypoints": [1, 1, 2], "iscrowd": 1)").ignored);
    EXPECT_FALSE(read_coco(with_annotation(R"("keypoints": [1, 2])"), Task::pose));
    EXPECT_FALSE(read_coco(with_annotation(R"("area": 1)"), Task::pose));
}

TEST(CocoTruth, AMistakeIsNamedByItsPlace) {
    const auto refused = [](const std::string& text, const char* reason) {
        const auto truth = read_coco(text);
        ASSERT_FALSE(truth) << text;
        EXPECT_THAT(truth.error().to_string(), HasSubstr(reason)) << text;
    };
    refused("{", "c.json': is not JSON");
    refused("[]", "categories is missing, expected a list");
    refused(R"({"categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]})",
            "categories[1]: a category before it");
    refused(R"({"categories": [5]})", "categories[0]: id is missing");
    refused(coco_with(R"(, {"id": 1, "file_name": "y", "width": 1, "height": 1})", ""),
            "images[1]: an image before it");
    refused(coco_with(R"(, {"id": 2, "file_name": 4, "width": 1, "height": 1})", ""), "images[1]: file_name is 4");
    refused(coco_with(R"(, {"id": 2, "file_name": "y", "width": 0, "height": 1})", ""), "images[1]: width is 0");
    refused(coco_with(R"(, {"id": 2, "file_name": "y", "width": 1, "height": 1e18})", ""), "height is 1e+18");
    refused(coco_with("", R"({"image_id": 2, "category_id": 1})"), "annotations[0]: there is no image 2");
    refused(coco_with("", R"({"image_id": 1, "category_id": 0})"), "annotations[0]: there is no category 0");
    refused(coco_with("", R"({"image_id": 1, "category_id": 1})"), "bbox is missing");
    for (const std::string bbox : {"[1, 2, 3]", "[1, 2, 3, -4]", "[1, 2, 3, \"4\"]", "[1, 2, 3, 1e300]", "{}"})
        refused(coco_with("", R"({"image_id": 1, "category_id": 1, "bbox": )" + bbox + "}"), "annotations[0]: bbox is");
    refused(coco_with("", R"({"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "area": -1})"), "area is -1");
    refused(coco_with("", R"({"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "iscrowd": 2})"), "iscrowd is 2");
}

}  // namespace
}  // namespace yolozu::eval
