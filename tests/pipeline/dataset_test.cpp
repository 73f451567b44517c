// SPDX-License-Identifier: Apache-2.0
#include "pipeline/dataset.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/files.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class Dataset : public testing::Test {
protected:
    Dataset() {
        for (const char* const split : {"images/train", "images/val"}) fs::create_directories(folder / split);
        for (const char* const name : {"images/train/t.jpg", "images/val/v2.jpg", "images/val/v1.JPG"})
            test::write_text(folder / name, "");
    }

    std::vector<std::string> names(const fs::path& dataset, const std::string& split = "") {
        std::vector<std::string> found;
        const auto images = pictures_of_dataset(dataset, split);
        EXPECT_TRUE(images) << images.error().to_string();
        if (images)
            for (const FoundImage& image : *images) found.emplace_back(image.key());
        return found;
    }

    void expect_failure(const fs::path& dataset, const std::string& split, std::string_view words) {
        const auto images = pictures_of_dataset(dataset, split);
        ASSERT_FALSE(images);
        EXPECT_THAT(images.error().to_string(), HasSubstr(std::string(words)));
    }

    fs::path write(std::string_view name, std::string_view text) {
        test::write_text(folder / name, text);
        return folder / name;
    }

    const test::TemporaryFolder folder;
};

TEST_F(Dataset, FolderHasSplits) {
    EXPECT_THAT(names(folder.path()), ElementsAre("v1.JPG", "v2.jpg"));
    EXPECT_THAT(names(folder.path(), "train"), ElementsAre("t.jpg"));
    write("data.yaml", "val: elsewhere\n");
    EXPECT_THAT(names(folder.path()), ElementsAre("v1.JPG", "v2.jpg"));
    expect_failure(folder.path(), "test", "images/test': cannot list it");
    fs::remove_all(folder / "images/val");
    EXPECT_THAT(names(folder.path()), ElementsAre("t.jpg"));
    fs::rename(folder / "images/train", folder / "images/mine");
    EXPECT_THAT(names(folder.path()), ElementsAre("t.jpg"));
    fs::remove_all(folder / "images");
    expect_failure(folder.path(), "", "neither images/ nor dataset.json");
}

TEST_F(Dataset, YamlNamesSplits) {
    const fs::path yaml = write("data.yaml", "path: .\ntrain: images/train\nval: images/val/\nnames: [a]\n");
    EXPECT_THAT(names(yaml), ElementsAre("v1.JPG", "v2.jpg"));
    for (const char* const split : {"train", "tr"}) EXPECT_THAT(names(yaml, split), ElementsAre("t.jpg"));
    for (const char* const split : {"val", "valid", "validation", "eval"})
        EXPECT_THAT(names(yaml, split), ElementsAre("v1.JPG", "v2.jpg"));
    expect_failure(yaml, "test", "has no split 'test'");
    EXPECT_THAT(names(write("own.yml", "train: images/val\n")), ElementsAre("v1.JPG", "v2.jpg"));
    EXPECT_THAT(names(write("named.yml", "val: images/val\ntest: images/train/"), "test"), ElementsAre("t.jpg"));
    fs::rename(folder / "images/train", folder / "images/train2017");
    EXPECT_THAT(names(write("coco.yml", "val: images/val\ntrain: images/train2017"), "train2017"),
                ElementsAre("t.jpg"));
}

TEST_F(Dataset, YamlThatIsNotUnderstoodIsRefused) {
    expect_failure(write("lists.yaml", "a: b\nval: [images/val, images/train]\n"), "", "the split is not one folder");
    expect_failure(write("text.yaml", "val: val.txt\n"), "", "give it to --list");
    expect_failure(write("none.yaml", "names: [a]\n"), "", "names neither val nor train");
    expect_failure(write("list.yaml", "- a\n"), "", "names neither val nor train");
    expect_failure(folder / "missing.yaml", "", "cannot open");
    expect_failure(write("data.toml", ""), "", "no .yaml or .json file");
}

TEST_F(Dataset, JsonNamesTheFolder) {
    const fs::path json = write("dataset.json", R"({"images_dir": "images/train", "labels_dir": "labels/train"})");
    EXPECT_THAT(names(json), ElementsAre("t.jpg"));
    EXPECT_THAT(names(folder.path()), ElementsAre("t.jpg"));
    EXPECT_THAT(names(json, "val"), ElementsAre("v1.JPG", "v2.jpg"));
    EXPECT_THAT(names(json, "val2017"), ElementsAre("t.jpg"));
}

TEST_F(Dataset, CocoNamesThePictures) {
    write("instances.json", R"({"images": [{"id": 1, "file_name": "v2.jpg"}, {"id": 2, "file_name": "gone.jpg"}]})");
    const fs::path json =
        write("coco.json", R"({"format": "coco", "images_dir": "images/val", "instances_json": "instances.json"})");
    EXPECT_THAT(names(json), ElementsAre("gone.jpg", "v2.jpg"));
    EXPECT_EQ(pictures_of_dataset(json, "").value()[1].path, folder / "images/val/v2.jpg");
}

TEST_F(Dataset, JsonThatIsNotUnderstoodIsRefused) {
    expect_failure(write("a.json", R"({"images": []})"), "", R"(has no "images_dir")");
    expect_failure(write("b.json", "[1]"), "", "expected a JSON object");
    expect_failure(write("c.json", "{"), "", "c.json");
    const fs::path coco =
        write("d.json", R"({"format": "coco", "images_dir": "images/val", "instances_json": "instances.json"})");
    expect_failure(coco, "", "instances.json': cannot open");
    for (const char* const text : {"{}", R"({"images": 1})", R"({"images": [1]})", R"({"images": [{"file_name": 1}]})",
                                   R"({"images": []})", R"({"images": [{"file_name": ""}]})"}) {
        write("instances.json", text);
        expect_failure(coco, "", "annotations '");
    }
}

}  // namespace
}  // namespace yolozu
