// SPDX-License-Identifier: Apache-2.0
//
// Each task from files to numbers, and what stands beside the numbers.
#include <gmock/gmock.h>

#include <algorithm>

#include "cli/run_program.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::ProgramResult;
using test::run_program;
using testing::HasSubstr;
using testing::Not;

/// A dataset of one picture, a.pgm of 100 x 100, and what is said of it.
class EvalTasks : public testing::Test {
protected:
    EvalTasks() { write("images/val/a.pgm", "P5\n100 100\n255\n" + std::string(10'000, 'x')); }

    void write(const fs::path& name, std::string_view text) const {
        fs::create_directories((folder.path() / name).parent_path());
        test::write_text(folder.path() / name, text);
    }
    void write_labels(std::string_view text) const { write("labels/val/a.txt", text); }
    void write_coco(const std::string& annotation) const {
        write("coco.json", R"({"categories": [{"id": 5, "name": "cat"}],
            "images": [{"id": 1, "file_name": "a.pgm", "width": 100, "height": 100}],
            "annotations": [{"image_id": 1, "category_id": 5, "bbox": [20, 20, 40, 40], )" +
                               annotation + "}]}");
    }
    /// One detection of the box from 20 to 60.
    void write_predictions(const std::string& task, const std::string& members) const {
        write("p.json", R"([{"image": "a.pgm", "task": ")" + task +
                            R"(", "detections": [{"class_id": 0, "score": 0.9,
                                "bbox": {"cx": 0.4, "cy": 0.4, "w": 0.4, "h": 0.4})" +
                            members + "}]}]");
    }
    ProgramResult evaluate(std::vector<std::string> more) const {
        more.insert(more.begin(), {"eval", "--predictions", folder / "p.json", "--output", folder / "r.json"});
        return run_program(more);
    }
    ProgramResult evaluate_dataset(std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"--dataset", folder.path()});
        return evaluate(more);
    }
    json report() const { return test::read_json(folder / "r.json"); }
    void expect_map(const ProgramResult& result, double map) const {
        ASSERT_EQ(result.exit_code, 0) << result.err;
        EXPECT_NEAR(report().at("metrics").at("map50_95").get<double>(), map, 1e-9);
    }

    const test::TemporaryFolder folder;
};

const std::string outline = R"(, "meta": {"segmentation": [[20, 20, 60, 20, 60, 60, 20, 60]]})";

// The true mask is 32 of the 40 columns: an IoU of 0.8, enough for the thresholds up to 0.8.
TEST_F(EvalTasks, MasksOfLabelsAndOfCoco) {
    write_predictions("segment", outline);
    write_labels("0 0.2 0.2 0.52 0.2 0.52 0.6 0.2 0.6\n");
    const ProgramResult result = evaluate_dataset();
    expect_map(result, 0.7);
    EXPECT_THAT(result.out, HasSubstr("segment (as the predictions say), IoU of masks; 1 images, 1 objects"));
    EXPECT_EQ(report().at("task"), "segment");
    EXPECT_EQ(report().at("split"), "val");
    write_coco(R"("segmentation": {"size": [100, 100], "counts": [2020, )" + [] {
        std::string counts = "40";
        for (int column = 1; column < 32; ++column) counts += ", 60, 40";
        return counts + ", 4840";
    }() + R"(]}, "area": 1280)");
    expect_map(evaluate({"--coco", folder / "coco.json"}), 0.7);
    // The boxes of the same files: those of the outline's corners.
    expect_map(evaluate_dataset({"--task", "detect", "--label-format", "segment"}), 0.7);
    EXPECT_EQ(report().at("task_source"), "detect (as asked for)");
}

TEST_F(EvalTasks, AFileWithoutMasksIsNotTakenForOneOfMasks) {
    write_predictions("segment", "");
    write_labels("0 0.2 0.2 0.52 0.2 0.52 0.6 0.2 0.6\n");
    const ProgramResult result = evaluate_dataset();
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("image 'a.pgm': detections[0]: has no mask"));
    EXPECT_THAT(result.err, HasSubstr("predict --segmentation"));
}

TEST_F(EvalTasks, KeypointsOfLabelsAndOfCoco) {
    write_predictions("pose", R"(, "keypoints": [{"x": 0.3, "y": 0.3, "v": 2}, {"x": 0.5, "y": 0.5, "v": 2}])");
    write_labels("0 0.4 0.4 0.4 0.4 0.3 0.3 2 0.5 0.5 1\n");
    const ProgramResult result = evaluate_dataset({"--per-class"});
    expect_map(result, 1);
    EXPECT_THAT(result.out, HasSubstr("AP  0.50:0.95  all     best  20   1.0000\n"));
    EXPECT_THAT(result.out, HasSubstr("AR20  name\n"));
    EXPECT_EQ(report().at("stats").size(), 10U);
    EXPECT_EQ(report().at("metrics").at("ar20"), 1.0);
    // The second point is 8 pixels off: with a spread of 0.1 and an area of 1600 it fits by exp(-64 / 128) = 0.607, so
    // that both fit by 0.803.
    write_coco(R"("keypoints": [30, 30, 2, 58, 50, 2], "num_keypoints": 2, "area": 1600)");
    expect_map(evaluate({"--coco", folder / "coco.json", "--sigmas", "0.1,0.1"}), 0.7);
    EXPECT_EQ(evaluate({"--coco", folder / "coco.json", "--sigmas", "0.1"}).exit_code, 1);
    EXPECT_EQ(evaluate({"--coco", folder / "coco.json", "--sigmas", "0.1,x"}).exit_code, 1);
    write_labels("0 0.4 0.4 0.4 0.4 0.3 0.3 2\n");
    EXPECT_THAT(evaluate_dataset().err,
                HasSubstr("a.txt': line 1: has 8 numbers, expected class cx cy w h and two or"));
}

TEST_F(EvalTasks, TurnedBoxes) {
    write_predictions("obb", R"(, "meta": {"obb": {"corners": [[0.4, 0.2], [0.6, 0.4], [0.4, 0.6], [0.2, 0.4]]}})");
    write_labels("0 0.2 0.4 0.4 0.2 0.6 0.4 0.4 0.6\n");
    const ProgramResult result = evaluate_dataset();
    expect_map(result, 1);
    EXPECT_THAT(result.out, HasSubstr("IoU of turned boxes"));
    write_coco(R"("area": 4)");
    EXPECT_THAT(evaluate({"--coco", folder / "coco.json"}).err, HasSubstr("nothing that the task obb compares"));
}

class EvalClasses : public EvalTasks {
protected:
    EvalClasses() {
        for (const char* const name : {"root/cat/1.jpg", "root/cat/2.jpg", "root/dog/3.jpg"}) write(name, "");
        write("names.txt", "dog\ncat\n");
        write("p.json", R"([{"image": "1.jpg", "task": "classify", "detections": [], "meta": {"classification": [
                {"class_id": 1, "score": 0.7}, {"class_id": 0, "score": 0.3}]}},
            {"image": "2.jpg", "task": "classify", "detections": [], "meta": {"classification": [
                {"class_id": 0, "score": 0.7}, {"class_id": 1, "score": 0.3}]}},
            {"image": "3.jpg", "task": "classify", "detections": [], "meta": {"classification": [
                {"class_id": 0, "score": 0.7}, {"class_id": 1, "score": 0.3}]}}])");
    }
};

TEST_F(EvalClasses, OfFolders) {
    const ProgramResult result =
        evaluate({"--images", folder / "root", "--names", folder / "names.txt", "--per-class"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("classify (as the predictions say); 3 images\ntop-1 accuracy   0.6667\n"));
    EXPECT_THAT(result.out, HasSubstr("     1         2   0.5000   1.0000  cat\n"));
    EXPECT_NEAR(report().at("metrics").at("top1").get<double>(), 2.0 / 3, 1e-12);
    EXPECT_EQ(report().at("confusion_matrix").at("cells").size(), 3U);
    const ProgramResult unnamed = evaluate({"--images", folder / "root"});
    EXPECT_EQ(unnamed.exit_code, 1);
    EXPECT_THAT(unnamed.err, HasSubstr("'cat' is neither the id nor the name"));
}

TEST_F(EvalClasses, OfAList) {
    write("list.csv", "image,class\n1.jpg,1\n2.jpg,1\n3.jpg,1\n");
    const auto evaluate_list = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"--labels", folder / "list.csv"});
        return evaluate(more);
    };
    EXPECT_EQ(evaluate_list({"--metric", "top1", "--fail-under", "0.33"}).exit_code, 0);
    EXPECT_EQ(evaluate_list({"--fail-under", "0.34"}).exit_code, 1);
    EXPECT_EQ(evaluate_list({"--metric", "top5", "--fail-under", "1"}).exit_code, 0);
    EXPECT_EQ(evaluate_list({"--metric", "map50", "--fail-under", "0.5"}).exit_code, 2);
    EXPECT_EQ(evaluate({"--labels", folder / "labels"}).exit_code, 2);
    EXPECT_EQ(evaluate({"--dataset", folder.path()}).exit_code, 2);
}

TEST_F(EvalTasks, DatasetsHaveTheirClassNames) {
    write_labels("0 0.4 0.4 0.4 0.4\n");
    write("data.yaml", "val: images/val\nnames: {0: owl}\n");
    write("p.json", R"({"predictions": [{"image": "a.pgm", "detections": []}], "meta": {"class_names": ["hen"]}})");
    const ProgramResult result = evaluate({"--dataset", folder / "data.yaml", "--per-class"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("  owl\n"));
    EXPECT_THAT(result.err, HasSubstr("class 0 is 'owl' in the dataset and 'hen' in the predictions"));
    EXPECT_THAT(evaluate_dataset({"--per-class"}).out, HasSubstr("  hen\n"));
}

TEST_F(EvalTasks, ImagesWithoutPredictionsMayBeLeftOut) {
    write_predictions("detect", "");
    write_labels("0 0.4 0.4 0.4 0.4\n");
    write("images/val/b.pgm", "P5\n1 1\n255\nx");
    write("labels/val/b.txt", "0 0.5 0.5 1 1\n");
    expect_map(evaluate_dataset(), 51.0 / 101);
    const ProgramResult result = evaluate_dataset({"--only-predicted"});
    expect_map(result, 1);
    EXPECT_EQ(report().at("counts").at("images"), 1);
}

TEST_F(EvalTasks, FailsUnderTheChosenMetric) {
    write_predictions("detect", "");
    write_labels("0 0.36 0.4 0.32 0.4\n");  // an IoU of 0.8
    EXPECT_EQ(evaluate_dataset({"--fail-under", "0.69"}).exit_code, 0);
    EXPECT_EQ(evaluate_dataset({"--fail-under", "0.71"}).exit_code, 1);
    EXPECT_EQ(evaluate_dataset({"--metric", "map75", "--fail-under", "0.99"}).exit_code, 0);
    const ProgramResult result = evaluate_dataset({"--metric", "ar100", "--fail-under", "0.8"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("ar100 is 0.700000, below --fail-under 0.8"));
}

TEST_F(EvalTasks, TheReportHasCurvesAndTheConfusionMatrix) {
    write_predictions("detect", "");
    write_labels("0 0.4 0.4 0.4 0.4\n1 0.9 0.9 0.1 0.1\n");
    ASSERT_EQ(evaluate_dataset({"--per-class", "--confusion-iou", "0.6"}).exit_code, 0);
    const json written = report(), &curves = written.at("per_class")[0].at("curves");
    for (const char* const name :
         {"precision_by_recall", "precision_by_confidence", "recall_by_confidence", "f1_by_confidence"})
        EXPECT_EQ(curves.at(name).size(), 101U);
    EXPECT_EQ(curves.at("f1_by_confidence")[90], 1.0);
    EXPECT_EQ(curves.at("f1_by_confidence")[91], 0.0);
    EXPECT_EQ(written.at("curves").at("f1_by_confidence")[90], 0.5);  // the mean with the class that was not found
    EXPECT_EQ(written.at("confusion_matrix"), json::parse(R"({"confidence": 0.25, "iou": 0.6, "cells": [
        {"predicted": 0, "true": 0, "count": 1}, {"predicted": null, "true": 1, "count": 1}]})"));
}

TEST_F(EvalTasks, ChartsAreDrawnBesideOtherFiles) {
    write_predictions("detect", "");
    write_labels("0 0.4 0.4 0.4 0.4\n");
    write("names.txt", "<cat> & co\n");
    write("charts/notes.txt", "mine");
    const ProgramResult result = evaluate_dataset({"--charts", folder / "charts", "--names", folder / "names.txt"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    for (const char* const name : {"precision_recall.svg", "f1_confidence.svg", "precision_confidence.svg",
                                   "recall_confidence.svg", "confusion_matrix.svg"}) {
        const std::string svg = test::read_text(folder / "charts" / name);
        EXPECT_THAT(svg, HasSubstr("&lt;cat&gt; &amp; co")) << name;
        EXPECT_THAT(svg, Not(HasSubstr("<cat>"))) << name;
    }
    EXPECT_EQ(test::read_text(folder / "charts/notes.txt"), "mine");
    EXPECT_EQ(evaluate_dataset({"--charts", folder / "p.json"}).exit_code, 1);
}

TEST_F(EvalTasks, SpeedStandsBesideAccuracy) {
    write_predictions("detect", "");
    write_labels("0 0.4 0.4 0.4 0.4\n");
    const std::string metrics = R"({"iterations": 10, "warmup": 1, "total_sec": 0.25, "fps": 40.0, "latency_ms":
        {"mean": 25.0, "p50": 24.5, "p90": 26.0, "p95": 27.0, "p99": 28.0, "min": 24.0, "max": 29.0}})";
    write("metrics.json", metrics);
    write("report.json",
          R"({"schema_version": 1, "timestamp": "", "losses": {}, "meta": {}, "metrics": )" + metrics + "}");
    for (const char* const file : {"metrics.json", "report.json"}) {
        const ProgramResult result = evaluate_dataset({"--latency", folder / file});
        ASSERT_EQ(result.exit_code, 0) << result.err;
        EXPECT_THAT(result.out, HasSubstr("speed 40.0 images/s; latency mean 25.00 ms, p50 24.50, p99 28.00\n"));
        EXPECT_EQ(report().at("latency").at("fps"), 40.0);
        EXPECT_EQ(report().at("latency").at("latency_ms").at("p95"), 27.0);
    }
    write("metrics.json", R"({"fps": "fast"})");
    EXPECT_THAT(evaluate_dataset({"--latency", folder / "metrics.json"}).err,
                HasSubstr("fps is 'fast', expected a number"));
}

TEST_F(EvalTasks, MaskFilesAreLookedForBesideTheirList) {
    write_labels("0 0.2 0.2 0.52 0.2 0.52 0.6 0.2 0.6\n");
    write("p.json", R"([{"image": "a.pgm", "instances": [{"class_id": 0, "score": 0.5, "mask": "none.png"}]}])");
    const ProgramResult result = evaluate_dataset();
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr((folder / "none.png").native()));
}

// From a data set to its mAP in two commands.
TEST(EvalDemo, TheBundledModelOnItsScenes) {
    const test::TemporaryFolder folder;
    const fs::path demo = test::source_dir() / "models/demo";
    const ProgramResult predicted = run_program(
        {"predict", "--model", demo / "model.onnx", "--image", demo / "images", "--output", folder / "p.json"});
    ASSERT_EQ(predicted.exit_code, 0) << predicted.err;
    const ProgramResult result = run_program({"eval", "--predictions", folder / "p.json", "--images", demo / "images",
                                              "--labels", demo / "labels", "--fail-under", "0.9", "--metric", "map50"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("detect (as the predictions say), IoU of boxes; 12 images"));
    EXPECT_EQ(result.err, "");
}

}  // namespace
}  // namespace yolozu
