// SPDX-License-Identifier: Apache-2.0
#include "pipeline/dataset_truth.hpp"

#include <gmock/gmock.h>

#include "support/files.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class DatasetTruthTest : public testing::Test {
protected:
    void write(const fs::path& name, std::string_view text = "") const {
        fs::create_directories((folder.path() / name).parent_path());
        test::write_text(folder.path() / name, text);
    }
    DatasetTruth truth(const fs::path& dataset, const std::string& split = "") const {
        const auto found = truth_of_dataset(dataset, split);
        EXPECT_TRUE(found) << found.error().to_string();
        return found ? *found : DatasetTruth{};
    }

    const test::TemporaryFolder folder;
};

TEST_F(DatasetTruthTest, LabelsLieWhereTheLastFolderOfImagesIs) {
    write("images/a/images/val/1.jpg");
    write("images/a/images/val/2.x.png");
    write("images/a/labels/val/1.txt");
    const DatasetTruth found = truth(folder / "images/a");
    EXPECT_THAT(found.labels,
                ElementsAre(folder / "images/a/labels/val/1.txt", folder / "images/a/labels/val/2.x.txt"));
    EXPECT_EQ(found.images.size(), 2U);
    EXPECT_TRUE(found.coco.empty());
    EXPECT_TRUE(found.names.empty());
}

TEST_F(DatasetTruthTest, AYamlNamesTheClasses) {
    write("data.yaml", "val: photos/val\nnames: [cat]\n");
    write("photos/val/1.jpg");
    write("photos/val/1.txt");
    const DatasetTruth found = truth(folder / "data.yaml");
    EXPECT_EQ(found.names, folder / "data.yaml");
    EXPECT_THAT(found.labels, ElementsAre(folder / "photos/val/1.txt"));  // beside the pictures
}

TEST_F(DatasetTruthTest, ADescriptorNamesTheFolderOfLabels) {
    write("dataset.json", R"({"images_dir": "pictures/val", "labels_dir": "texts/val"})");
    write("pictures/val/1.jpg");
    write("pictures/train/2.jpg");
    write("texts/val/1.txt");
    write("texts/train/2.txt");
    EXPECT_THAT(truth(folder.path()).labels, ElementsAre(folder / "texts/val/1.txt"));
    EXPECT_THAT(truth(folder / "dataset.json", "train").labels, ElementsAre(folder / "texts/train/2.txt"));
    write("dataset.json", R"({"images_dir": "pictures/val"})");
    EXPECT_THAT(truth_of_dataset(folder.path(), "").error().to_string(), HasSubstr("has no \"labels_dir\""));
}

TEST_F(DatasetTruthTest, CocosAnnotationsTakeThePlaceOfLabels) {
    write("dataset.json", R"({"format": "coco", "images_dir": "val", "instances_json": "instances.json"})");
    write("instances.json", R"({"images": [{"file_name": "1.jpg"}]})");
    const DatasetTruth found = truth(folder.path());
    EXPECT_EQ(found.coco, folder / "instances.json");
    EXPECT_TRUE(found.labels.empty());
}

TEST_F(DatasetTruthTest, WithoutAnyLabelIsRefused) {
    write("images/val/1.jpg");
    const auto found = truth_of_dataset(folder.path(), "");
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().to_string(), HasSubstr("there are no labels: neither '"));
    EXPECT_THAT(found.error().to_string(), HasSubstr("labels/val/1.txt'"));
    EXPECT_FALSE(truth_of_dataset(folder / "none", ""));
}

}  // namespace
}  // namespace yolozu
