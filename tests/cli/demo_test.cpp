// SPDX-License-Identifier: Apache-2.0
//
// The bundled model on the bundled scenes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "cli/run_program.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using test::TemporaryFolder;

const std::filesystem::path demo = test::source_dir() / "models/demo";

struct Label {
    int class_id;
    double cx, cy, w, h;
};

std::vector<Label> labels_of(const std::string& image) {
    std::vector<Label> labels;
    std::ifstream stream(demo / "labels" / std::filesystem::path(image).replace_extension(".txt"));
    Label label{};
    while (stream >> label.class_id >> label.cx >> label.cy >> label.w >> label.h) labels.push_back(label);
    return labels;
}

double overlap(double first_centre, double first_size, double second_centre, double second_size) {
    return std::max(0.0, std::min(first_centre + first_size / 2, second_centre + second_size / 2) -
                             std::max(first_centre - first_size / 2, second_centre - second_size / 2));
}

double iou(const json& box, const Label& label) {
    const double w = box["w"], h = box["h"];
    const double common = overlap(box["cx"], w, label.cx, label.w) * overlap(box["cy"], h, label.cy, label.h);
    return common / (w * h + label.w * label.h - common);
}

bool is_found(const Label& label, const json& detections) {
    return std::ranges::any_of(detections, [&](const json& detection) {
        return detection["class_id"] == label.class_id && iou(detection["bbox"], label) >= 0.5;
    });
}

TEST(Demo, FindsTheObjectsOfTheBundledScenes) {
    const TemporaryFolder folder;
    const auto result =
        test::run_program({"--model", demo / "model.onnx", "--image", demo / "images", "--output", folder / "p.json",
                           "--image-key", "basename", "--score-threshold", "0.25", "--save-images", folder / "drawn"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(test::passes_strict_validation(folder / "p.json"));
    const json predictions = test::read_json(folder / "p.json")["predictions"];
    ASSERT_EQ(predictions.size(), 12U);
    int objects = 0, found = 0, detections = 0;
    for (const json& entry : predictions) {
        detections += static_cast<int>(entry["detections"].size());
        for (const Label& label : labels_of(entry["image"])) {
            ++objects;
            found += is_found(label, entry["detections"]);
        }
    }
    ASSERT_GT(objects, 20);
    EXPECT_GE(found, 0.9 * objects) << found << " of " << objects;
    EXPECT_LE(detections, 1.25 * objects) << "false detections";
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "drawn"), {}), 12);
}

TEST(Demo, ModelIsSmall) {
    EXPECT_LE(std::filesystem::file_size(demo / "model.onnx"), 1'500'000U);
}

}  // namespace
}  // namespace yolozu
