// SPDX-License-Identifier: Apache-2.0
//
// What a program that embeds the library gets is what `yolozu-infer predict` writes, number for number.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/files.hpp"
#include "support/program.hpp"
#include "yolozu/predictions.hpp"
#include "yolozu/yolozu.h"
#include "yolozu/yolozu.hpp"

namespace yolozu {
namespace {

using nlohmann::json;

const std::filesystem::path demo = test::source_dir() / "models/demo";

/// The entries that the program writes for the demo's pictures.
json entries_of_program() {
    const test::TemporaryFolder folder;
    test::Program program(YOLOZU_PROGRAM, {"predict", "--model", demo / "model.onnx", "--image", demo / "images",
                                           "--output", folder / "p.json", "--threads", "1", "--quiet"});
    const test::ProgramResult result = program.wait();
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return json::parse(test::read_text(folder / "p.json"))["predictions"];
}

void expect_box(const json& box, double x1, double y1, double x2, double y2, const json& entry) {
    const NormalizedBox expected = normalize_box(x1, y1, x2, y2, entry["orig_w"], entry["orig_h"]);
    EXPECT_EQ(box["cx"].get<double>(), expected.cx);
    EXPECT_EQ(box["cy"].get<double>(), expected.cy);
    EXPECT_EQ(box["w"].get<double>(), expected.w);
    EXPECT_EQ(box["h"].get<double>(), expected.h);
}

TEST(Agreement, OfTheCxxInterface) {
    const json entries = entries_of_program();
    ASSERT_EQ(entries.size(), 12U);
    const auto model = Model::load(demo / "model.onnx");
    ASSERT_TRUE(model) << model.error().to_string();
    auto detector = model->create_detector();
    ASSERT_TRUE(detector);
    for (const json& entry : entries) {
        const auto image = read_image(entry["image"].get<std::string>());
        ASSERT_TRUE(image);
        const auto found = detector->detect(*image);
        ASSERT_TRUE(found);
        const json& detections = entry["detections"];
        ASSERT_EQ(found->size(), detections.size());
        for (std::size_t index = 0; index < found->size(); ++index) {
            EXPECT_EQ(found->class_id[index], detections[index]["class_id"].get<int>());
            EXPECT_EQ(found->score[index], detections[index]["score"].get<double>());
            expect_box(detections[index]["bbox"], found->x1[index], found->y1[index], found->x2[index],
                       found->y2[index], entry);
        }
    }
}

TEST(Agreement, OfTheCInterface) {
    const json entries = entries_of_program();
    yolozu_error error;
    yolozu_model* model = nullptr;
    yolozu_detector* detector = nullptr;
    yolozu_detections* found = nullptr;
    ASSERT_EQ(yolozu_model_load((demo / "model.onnx").c_str(), nullptr, &model, &error), YOLOZU_OK) << error.message;
    ASSERT_EQ(yolozu_detector_create(model, &detector, &error), YOLOZU_OK);
    ASSERT_EQ(yolozu_detections_create(&found, &error), YOLOZU_OK);
    for (const json& entry : entries) {
        yolozu_picture* picture = nullptr;
        yolozu_image image;
        yolozu_detections_view view{};
        view.struct_size = sizeof view;
        ASSERT_EQ(yolozu_picture_read(entry["image"].get<std::string>().c_str(), &picture, &error), YOLOZU_OK);
        ASSERT_EQ(yolozu_picture_get_image(picture, &image, &error), YOLOZU_OK);
        ASSERT_EQ(yolozu_detect(detector, &image, found, &error), YOLOZU_OK) << error.message;
        yolozu_picture_free(picture);
        ASSERT_EQ(yolozu_detections_get_view(found, &view, &error), YOLOZU_OK);
        const json& detections = entry["detections"];
        ASSERT_EQ(view.count, detections.size());
        for (std::size_t index = 0; index < view.count; ++index) {
            EXPECT_EQ(view.class_id[index], detections[index]["class_id"].get<int>());
            EXPECT_EQ(view.score[index], detections[index]["score"].get<double>());
            expect_box(detections[index]["bbox"], view.x1[index], view.y1[index], view.x2[index], view.y2[index],
                       entry);
        }
    }
    yolozu_detections_free(found);
    yolozu_detector_free(detector);
    yolozu_model_free(model);
}

}  // namespace
}  // namespace yolozu
