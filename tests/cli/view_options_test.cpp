// SPDX-License-Identifier: Apache-2.0
//
// How a picture is looked at and which classes are kept, as a user asks for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_program.hpp"
#include "support/files.hpp"
#include "support/known_model.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using test::read_json;
using test::run_program;
using test::TemporaryFolder;
using testing::HasSubstr;

class ViewOptions : public testing::Test {
protected:
    ViewOptions() { test::write_text(image, test::white_square_ppm(256, 192, 136, 72, 8)); }

    test::ProgramResult predict(const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments{"--model", model, "--image", image, "--output", output};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_program(arguments);
    }

    nlohmann::json detections(const std::vector<std::string>& more = {}) {
        const auto result = predict(more);
        EXPECT_EQ(result.exit_code, 0) << result.err;
        EXPECT_TRUE(test::passes_strict_validation(output));
        return read_json(output)["predictions"][0]["detections"];
    }

    void expect_refusal(std::string_view words, const std::vector<std::string>& more) {
        fs::remove(output);
        const auto result = predict(more);
        EXPECT_EQ(result.exit_code, 2) << result.err;
        EXPECT_THAT(result.err, HasSubstr(std::string(words)));
        EXPECT_FALSE(fs::exists(output));
    }

    const TemporaryFolder folder;
    const std::string model = folder / "model.onnx", image = folder / "photo.ppm", output = folder / "predictions.json";
};

// The square's centre is at (140, 76) of 256x192.
TEST_F(ViewOptions, TilesFindWhatTheFullPictureCannot) {
    test::white_cell_detector("batch").write(model);
    EXPECT_TRUE(detections().empty());
    for (const std::vector<std::string>& more : {std::vector<std::string>{"--tile", "64", "--tile-overlap", "0"},
                                                 {"--tile", "auto", "--tile-overlap", "0"},
                                                 {"--tile", "64x64", "--tile-overlap", "0.25", "--batch", "4"},
                                                 {"--tile", "64", "--tile-overlap", "0.25", "--tile-full", "off",
                                                  "--merge", "nms", "--merge-metric", "iou"}}) {
        const auto found = detections(more);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_NEAR(found[0]["bbox"]["cx"].get<double>(), 140.0 / 256, 0.01);
        EXPECT_NEAR(found[0]["bbox"]["cy"].get<double>(), 76.0 / 192, 0.01);
    }
}

TEST_F(ViewOptions, TilesAreRefusedInWords) {
    test::white_cell_detector(1).write(model);
    expect_refusal("--tile: 'big' is not a size; write 640, WIDTHxHEIGHT or auto", {"--tile", "big"});
    expect_refusal("--tile-overlap requires --tile", {"--tile-overlap", "0.1"});
    expect_refusal("--tile-overlap", {"--tile", "64", "--tile-overlap", "0.95"});
    expect_refusal("--tile-full: 'maybe' is none of on, off", {"--tile", "64", "--tile-full", "maybe"});
    expect_refusal("--merge: 'glue' is none of nms, nmm, greedy-nmm", {"--tile", "64", "--merge", "glue"});
    expect_refusal("--merge-metric: 'giou' is none of iou, ios", {"--tile", "64", "--merge-metric", "giou"});
    expect_refusal("--tile excludes --tta", {"--tile", "64", "--tta", "flip"});
}

TEST_F(ViewOptions, FlippingFindsAnObjectOnceMoreOnlyWhereTheModelDoes) {
    test::known_detector({{{10, 32, 8, 8, 0, 0.5F}}}).write(model);
    EXPECT_EQ(detections().size(), 1U);
    EXPECT_EQ(detections({"--tta", "flip"}).size(), 2U);
    test::known_detector({{{32, 32, 8, 8, 0, 0.5F}}}).write(model);
    EXPECT_EQ(detections({"--tta", "flip"}).size(), 1U);
    expect_refusal("--tta: 'rotate' is not understood; there is flip", {"--tta", "rotate"});
}

TEST_F(ViewOptions, BatchesGiveTheResultsOfSingleRuns) {
    const fs::path images = folder / "images";
    fs::create_directory(images);
    for (int index = 0; index < 7; ++index)
        test::write_text(images / (std::to_string(index) + ".ppm"), test::white_square_ppm(64, 64, 8 * index, 16, 8));
    const auto predictions = [&](const test::OnnxExtent& batch, const std::vector<std::string>& more) {
        test::white_cell_detector(batch).write(model);
        std::vector<std::string> arguments{"--model", model, "--image", images, "--output", output};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = run_program(arguments);
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return read_json(output)["predictions"];
    };
    const auto single = predictions(1, {});
    ASSERT_EQ(single.size(), 7U);
    for (int index = 0; index < 7; ++index)
        EXPECT_NEAR(single[static_cast<std::size_t>(index)]["detections"][0]["bbox"]["cx"].get<double>(),
                    (8 * index + 4) / 64.0, 1e-6);
    EXPECT_EQ(predictions(4, {}), single);
    EXPECT_EQ(predictions("batch", {}), single);
    EXPECT_EQ(predictions("batch", {"--batch", "3"}), single);
    EXPECT_EQ(predictions("batch", {"--batch", "16"}), single);
    expect_refusal("the model fixes it at 4",
                   (test::white_cell_detector(4).write(model), std::vector<std::string>{"--batch", "2"}));
}

// 128x64 at 64 is 64x32: what is around y = 16 of the network is in the middle of the picture.
TEST_F(ViewOptions, RectanglesLeaveOutTheBorder) {
    test::open_known_detector({{32, 16, 16, 8, 1, 0.75F}}).write(model);
    test::write_text(image, test::grey_ppm(128, 64));
    EXPECT_NEAR(detections({"--rect"})[0]["bbox"]["cy"].get<double>(), 0.5, 1e-6);
    EXPECT_LT(detections()[0]["bbox"]["cy"].get<double>(), 0.1);
    test::known_detector({{}}).write(model);
    expect_refusal("--rect: the model's input is fixed at 64x64", {"--rect"});
    expect_refusal("--rect cannot be given together with --protocol", {"--rect", "--protocol", "yolo26"});
}

TEST_F(ViewOptions, ClassesAreChosenByIdAndName) {
    test::known_detector({{{32, 32, 16, 8, 1, 0.75F}, {20, 30, 8, 8, 0, 0.5F}, {50, 40, 8, 8, 0, 0.02F}}}).write(model);
    EXPECT_EQ(detections({"--drop-classes", "cat"}).size(), 1U);
    EXPECT_EQ(detections({"--drop-classes", "1"}).size(), 2U);
    EXPECT_EQ(detections({"--class-threshold", "cat=0.4"}).size(), 2U);
    EXPECT_EQ(detections({"--class-threshold", "0=0.4,dog=0.8"}).size(), 1U);
    EXPECT_EQ(detections({"--score-threshold", "0.9", "--class-threshold", "dog=0.7"}).size(), 1U);
    expect_refusal("class 'bird'", {"--drop-classes", "bird"});
    expect_refusal("--class-threshold: 'cat' is not CLASS=SCORE", {"--class-threshold", "cat"});
    expect_refusal("--class-threshold: 'high' is not a number from 0 to 1", {"--class-threshold", "cat=high"});
    expect_refusal("class 0 has two thresholds", {"--class-threshold", "cat=0.1,0=0.2"});
    expect_refusal("--top-k is for classifiers; this model's task is detect", {"--top-k", "3"});
    expect_refusal("--segmentation is for models with masks; this model's task is detect", {"--segmentation", "rle"});
    expect_refusal("--intrinsics is for models of 6-DoF poses; this model's task is detect",
                   {"--intrinsics", "1,2,3,4"});
}

TEST_F(ViewOptions, InspectRunsTheModelOnlyWhenAsked) {
    test::known_detector({{}}).write(model);
    EXPECT_EQ(run_program({"inspect", model}).exit_code, 0);
    EXPECT_EQ(run_program({"inspect", model, "--probe"}).exit_code, 0);
    test::OnnxBuilder()
        .input("images", DataType::float32, {1, 3, 64, 64})
        .node("Relu", {"images"}, {"y"})
        .output("y", DataType::float32, {1, 3, 64, 64})
        .write(model);
    EXPECT_EQ(run_program({"inspect", model}).exit_code, 1);
}

}  // namespace
}  // namespace yolozu
