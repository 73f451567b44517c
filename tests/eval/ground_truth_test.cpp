// SPDX-License-Identifier: Apache-2.0
#include "eval/ground_truth.hpp"

#include <gmock/gmock.h>

#include <array>

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

Result<GroundTruth> read_labels(const TemporaryFolder& folder, std::string_view text) {
    write_picture(folder / "a.pgm", 20, 10);
    write_text(folder / "a.txt", text);
    const std::array images{folder / "a.pgm"};
    return read_yolo_labels(images, folder.path());
}

TEST(YoloLabels, AreBoxesInPixels) {
    const TemporaryFolder folder;
    const auto truth = read_labels(folder, "2 0.5 0.5 0.5 0.4\r\n\n0\t0.25 0.5  0.5 1 \n");
    ASSERT_TRUE(truth) << truth.error().to_string();
    EXPECT_EQ(truth->class_count, 3U);
    ASSERT_EQ(truth->images.size(), 1U);
    EXPECT_EQ(truth->images[0].key, (folder / "a.pgm").native());
    ASSERT_EQ(truth->images[0].boxes.size(), 2U);
    const TrueBox& box = truth->images[0].boxes[0];
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
    const std::array images{folder / "b.pgm"};
    const auto truth = read_yolo_labels(images, folder.path());
    ASSERT_TRUE(truth);
    EXPECT_TRUE(truth->images[0].boxes.empty());
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
    refused("0 0.5 0.5 1 1 0.3", "has more than five numbers");
    refused("cat 0.5 0.5 1 1", "'cat' is not a number");
    refused("0 0.5 0,5 1 1", "'0,5' is not a number");
    refused("-1 0.5 0.5 1 1", "-1 is not from 0 to 99999");
    refused("1e9 0.5 0.5 1 1", "1000000000 is not from 0 to 99999");
    refused("0.5 0.5 0.5 1 1", "class 0.5 is not whole");
    refused("0 320 0.5 1 1", "320 is not from 0 to 1");
    refused("0 nan 0.5 1 1", "nan is not from 0 to 1");
    refused("0 0.5 0.5 inf 1", "inf is not from 0 to 1");
    refused("0 0.5 0.5 -0.1 1", "-0.1 is not from 0 to 1");
    refused(std::string(5'000, '\0'), "'\\x00");
}

TEST(YoloLabels, MissingFoldersAndPicturesAreNamed) {
    const TemporaryFolder folder;
    const std::array images{folder / "none.jpg"};
    EXPECT_THAT(read_yolo_labels(images, folder.path()).error().to_string(), HasSubstr("none.jpg"));
    EXPECT_THAT(read_yolo_labels(images, folder / "labels").error().to_string(), HasSubstr("is not a folder"));
}

Result<GroundTruth> read_coco(std::string_view text) {
    const TemporaryFolder folder;
    write_text(folder / "c.json", text);
    return read_coco_truth(folder / "c.json");
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
    ASSERT_EQ(truth->images[1].boxes.size(), 2U);
    const TrueBox &crowd = truth->images[1].boxes[0], &single = truth->images[1].boxes[1];
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
