// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>

#include "cli/run_program.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

using test::run_program;
using test::TemporaryFolder;
using test::write_text;
using testing::HasSubstr;

/// Two pictures of 100 x 100, an object of class 0 in the first and one of class 1 in the second; predictions find the
/// first exactly.
struct Dataset {
    TemporaryFolder folder;

    Dataset() {
        std::filesystem::create_directories(folder / "images/val");
        std::filesystem::create_directories(folder / "labels/val");
        const std::string pixels(10'000, 'x');
        write_text(folder / "images/val/a.pgm", "P5\n100 100\n255\n" + pixels);
        write_text(folder / "images/val/b.pgm", "P5\n100 100\n255\n" + pixels);
        write_text(folder / "labels/val/a.txt", "0 0.5 0.5 0.5 0.5\n");
        write_text(folder / "labels/val/b.txt", "1 0.5 0.5 0.5 0.5\n");
        write_text(folder / "names.txt", "cat\ndog\n");
        write_text(folder / "coco.json", R"({"categories": [{"id": 18, "name": "dog"}, {"id": 17, "name": "cat"}],
            "images": [{"id": 1, "file_name": "a.pgm", "width": 100, "height": 100},
                       {"id": 2, "file_name": "b.pgm", "width": 100, "height": 100}],
            "annotations": [{"image_id": 1, "category_id": 17, "bbox": [25, 25, 50, 50], "area": 2500, "iscrowd": 0},
                            {"image_id": 2, "category_id": 18, "bbox": [25, 25, 50, 50], "area": 2500, "iscrowd": 0}]})");
        predict("a.pgm");
    }
    void predict(const std::string& image) const {
        write_text(folder / "p.json", R"([{"image": ")" + image + R"(", "detections": [{"class_id": 0, "score": 0.9,
            "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 0.5}}]}])");
    }
    test::ProgramResult evaluate(const std::vector<std::string>& more) const {
        std::vector<std::string> arguments{"eval", "--predictions", folder / "p.json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_program(arguments);
    }
    test::ProgramResult evaluate_labels(std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"--images", folder / "images/val", "--labels", folder / "labels/val"});
        return evaluate(more);
    }
    test::ProgramResult evaluate_coco(std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"--coco", folder / "coco.json"});
        return evaluate(more);
    }
};

TEST(Eval, ShowsTheTwelveNumbers) {
    const Dataset dataset;
    const auto result = dataset.evaluate_labels();
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("AP  0.50:0.95  all     best 100   0.5000\n"));
    EXPECT_THAT(result.out, HasSubstr("AP  0.50:0.95  small   best 100        -\n"));
    EXPECT_THAT(result.out, HasSubstr("detect (the predictions name no task), IoU of boxes; 2 images, 2 objects, 1 "));
    EXPECT_THAT(result.out, HasSubstr("F1 0.5000 at confidence 0.00: precision 1.0000, recall 0.5000"));
    EXPECT_EQ(std::ranges::count(result.out, '\n'), 14);
    EXPECT_THAT(result.err, HasSubstr("1 of 2 images have no predictions"));
    EXPECT_EQ(dataset.evaluate_coco().out, result.out);
}

TEST(Eval, ShowsTheClassesByName) {
    const Dataset dataset;
    const auto labels = dataset.evaluate_labels({"--per-class", "--names", dataset.folder / "names.txt"});
    EXPECT_EQ(labels.exit_code, 0) << labels.err;
    EXPECT_THAT(labels.out, HasSubstr("1.0000   1.0000   1.0000   1.0000  cat\n"));
    EXPECT_THAT(labels.out, HasSubstr("0.0000   0.0000   0.0000   0.0000  dog\n"));
    EXPECT_EQ(dataset.evaluate_coco({"--per-class"}).out, labels.out);
}

TEST(Eval, WritesTheReportOfYolozu) {
    const Dataset dataset;
    const auto result = dataset.evaluate_labels({"--output", dataset.folder / "report.json"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const nlohmann::json report = test::read_json(dataset.folder / "report.json");
    EXPECT_EQ(report.at("report_schema_version"), 1);
    EXPECT_EQ(report.at("timestamp").get<std::string>().size(), 20U);
    EXPECT_EQ(report.at("protocol_id"), nullptr);
    EXPECT_EQ(report.at("dataset"), (dataset.folder / "images/val").native());
    EXPECT_EQ(report.at("split"), "val");
    EXPECT_EQ(report.at("predictions"), (dataset.folder / "p.json").native());
    EXPECT_EQ(report.at("bbox_format"), "cxcywh_norm");
    EXPECT_EQ(report.at("max_images"), nullptr);
    for (const char* const metric : {"map50_95", "map50", "map75", "ar100"})
        EXPECT_NEAR(report.at("metrics").at(metric).get<double>(), 0.5, 1e-9) << metric;
    EXPECT_EQ(report.at("stats").size(), 12U);
    EXPECT_EQ(report.at("counts").at("images"), 2);
    EXPECT_EQ(report.at("counts").at("detections"), 1);
    EXPECT_EQ(report.at("counts").at("objects"), 2);
    EXPECT_EQ(report.at("warnings").size(), 1U);
    EXPECT_FALSE(report.contains("per_class"));
}

TEST(Eval, TheReportHasTheClassesOnRequest) {
    const Dataset dataset;
    ASSERT_EQ(dataset.evaluate_coco({"--per-class", "--output", dataset.folder / "report.json"}).exit_code, 0);
    const nlohmann::json report = test::read_json(dataset.folder / "report.json");
    EXPECT_EQ(report.at("split"), nullptr);
    ASSERT_EQ(report.at("per_class").size(), 2U);
    EXPECT_EQ(report.at("per_class")[1].at("name"), "dog");
    EXPECT_EQ(report.at("per_class")[1].at("metrics").at("map50"), 0.0);
}

TEST(Eval, WithoutDetectionsTheScoresAreZeroAndThereAreNoStats) {
    const Dataset dataset;
    write_text(dataset.folder / "p.json", R"([{"image": "a.pgm", "detections": []}])");
    const auto result = dataset.evaluate_labels({"--output", dataset.folder / "report.json"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.err, HasSubstr("there is no detection"));
    const nlohmann::json report = test::read_json(dataset.folder / "report.json");
    EXPECT_EQ(report.at("metrics").at("map50_95"), 0.0);
    EXPECT_TRUE(report.at("stats").empty());
}

TEST(Eval, FailsWhenTheScoreIsTooLow) {
    const Dataset dataset;
    EXPECT_EQ(dataset.evaluate_labels({"--fail-under", "0.49"}).exit_code, 0);
    const auto result = dataset.evaluate_labels({"--fail-under", "0.51", "--output", dataset.folder / "report.json"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("below --fail-under 0.51"));
    EXPECT_TRUE(std::filesystem::exists(dataset.folder / "report.json"));
}

TEST(Eval, RefusesPredictionsOfOtherImages) {
    const Dataset dataset;
    dataset.predict("c.pgm");
    const auto result = dataset.evaluate_labels();
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("image 'c.pgm' is not in the dataset"));
}

TEST(Eval, NamesTheLineOfABadLabel) {
    const Dataset dataset;
    write_text(dataset.folder / "labels/val/b.txt", "1 0.5 0.5 0.5 0.5\n1 0.5 0.5\n");
    const auto result = dataset.evaluate_labels();
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("b.txt': line 2: has 3 numbers, expected class cx cy w h"));
}

TEST(Eval, SaysHowItIsUsed) {
    const Dataset dataset;
    EXPECT_EQ(run_program({"eval"}).exit_code, 2);
    const auto nothing = dataset.evaluate({});
    EXPECT_EQ(nothing.exit_code, 2);
    EXPECT_THAT(nothing.err, HasSubstr("give --dataset, --images and --labels, or --coco"));
    EXPECT_EQ(dataset.evaluate({"--images", "x"}).exit_code, 2);
    EXPECT_EQ(dataset.evaluate({"--labels", "x"}).exit_code, 2);
    EXPECT_EQ(dataset.evaluate_coco({"--dataset", "x"}).exit_code, 2);
    EXPECT_EQ(dataset.evaluate_coco({"--split", "x"}).exit_code, 2);
    EXPECT_EQ(dataset.evaluate_coco({"--task", "x"}).exit_code, 2);
    EXPECT_EQ(dataset.evaluate_coco({"--label-format", "pose"}).exit_code, 2);
    EXPECT_EQ(dataset.evaluate_coco({"--metric", "map50"}).exit_code, 2);
    EXPECT_EQ(dataset.evaluate_coco({"--metric", "top1", "--fail-under", "0.5"}).exit_code, 2);
    EXPECT_EQ(dataset.evaluate_coco({"--sigmas", "0.1"}).exit_code, 2);
    EXPECT_EQ(dataset.evaluate_labels({"--coco", "x"}).exit_code, 2);
    EXPECT_EQ(dataset.evaluate_labels({"--fail-under", "50"}).exit_code, 2);
    EXPECT_EQ(dataset.evaluate_coco({"--output", dataset.folder / "no/such/report.json"}).exit_code, 1);
}

}  // namespace
}  // namespace yolozu
