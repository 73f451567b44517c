// SPDX-License-Identifier: Apache-2.0
//
// The main job as a user runs it, with a detector whose answer is known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "cli/run_program.hpp"
#include "support/files.hpp"
#include "support/known_model.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using test::grey_ppm;
using test::known_detector;
using test::read_json;
using test::run_program;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A folder with the model, an image of 128x64 and a place for the output.
class Predict : public testing::Test {
protected:
    Predict() {
        known_detector({{{32, 32, 16, 8, 1, 0.75F}, {20, 30, 8, 8, 0, 0.5F}, {50, 40, 8, 8, 0, 0.02F}}}).write(model);
        test::write_text(image, grey_ppm(128, 64));
    }

    test::ProgramResult predict(std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{"--model", model, "--image", image, "--output", output};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_program(arguments);
    }

    std::size_t detection_count() const { return read_json(output)["predictions"][0]["detections"].size(); }

    const TemporaryFolder folder;
    const std::string model = folder / "model.onnx", image = folder / "photo.ppm", output = folder / "predictions.json";
};

TEST_F(Predict, WritesTheKnownBoxesInThePicturesCoordinates) {
    const auto result = predict();
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const auto entry = read_json(output)["predictions"][0];
    EXPECT_EQ(entry["image"], image);
    ASSERT_EQ(entry["detections"].size(), 3U);
    const auto best = entry["detections"][0];
    EXPECT_EQ(best["class_id"], 1);
    EXPECT_NEAR(best["score"].get<double>(), 0.75, 1e-6);
    EXPECT_NEAR(best["bbox"]["cx"].get<double>(), 0.5, 1e-6);
    EXPECT_NEAR(best["bbox"]["w"].get<double>(), 0.25, 1e-6);
    EXPECT_TRUE(test::passes_strict_validation(output));
}

TEST_F(Predict, NeedsNoCommandName) {
    const auto plain = predict();
    const std::string first = test::read_text(output);
    const auto named = run_program({"predict", "--model", model, "--image", image, "--output", output});
    EXPECT_EQ(plain.exit_code, 0);
    EXPECT_EQ(named.exit_code, 0);
    EXPECT_EQ(read_json(output)["predictions"], nlohmann::json::parse(first)["predictions"]);
}

TEST_F(Predict, RecordsWhatReallyRan) {
    ASSERT_EQ(predict({"--threads", "1"}).exit_code, 0);
    const auto meta = read_json(output)["meta"];
    EXPECT_EQ(meta["images"], 1);
    EXPECT_EQ(meta["onnx_sha256"].get<std::string>().size(), 64U);
    EXPECT_EQ(meta["score_threshold"], 0.01);
    EXPECT_EQ(meta["imgsz"], 64);
    EXPECT_THAT(meta.dump(), HasSubstr("native-"));
    EXPECT_EQ(meta["extra"]["inference_calls"], 1);
    EXPECT_EQ(meta["extra"]["runtime_executed"], true);
}

TEST_F(Predict, WritesThresholdsAsTheyWereTyped) {
    ASSERT_EQ(predict({"--score-threshold", "0.10", "--iou-threshold", ".45"}).exit_code, 0);
    EXPECT_THAT(test::read_text(output), HasSubstr("\"score_threshold\": 0.10"));
    EXPECT_THAT(test::read_text(output), HasSubstr("\"iou_threshold\": 0.45"));
}

TEST_F(Predict, KeepsWhatTheFlagsSay) {
    ASSERT_EQ(predict({"--score-threshold", "0.4"}).exit_code, 0);
    EXPECT_EQ(detection_count(), 2U);
    ASSERT_EQ(predict({"--max-detections", "1"}).exit_code, 0);
    EXPECT_EQ(detection_count(), 1U);
    ASSERT_EQ(predict({"--classes", "cat"}).exit_code, 0);
    EXPECT_EQ(detection_count(), 2U);
    ASSERT_EQ(predict({"--classes", "dog,0"}).exit_code, 0);
    EXPECT_EQ(detection_count(), 3U);
}

TEST_F(Predict, SuppressesAcrossClassesWhenAsked) {
    known_detector({{{32, 32, 16, 8, 1, 0.75F}, {32, 32, 16, 8, 0, 0.5F}}}).write(model);
    ASSERT_EQ(predict().exit_code, 0);
    EXPECT_EQ(detection_count(), 2U);
    ASSERT_EQ(predict({"--agnostic-nms"}).exit_code, 0);
    EXPECT_EQ(detection_count(), 1U);
}

TEST_F(Predict, WritesEveryShape) {
    ASSERT_EQ(predict({"--shape", "list"}).exit_code, 0);
    EXPECT_EQ(read_json(output)[0]["image"], image);
    EXPECT_TRUE(test::passes_strict_validation(output));
    ASSERT_EQ(predict({"--shape", "map"}).exit_code, 0);
    EXPECT_EQ(read_json(output)[image].size(), 3U);
}

TEST_F(Predict, NamesImagesAsAsked) {
    ASSERT_EQ(predict({"--image-key", "basename"}).exit_code, 0);
    EXPECT_EQ(read_json(output)["predictions"][0]["image"], "photo.ppm");
}

TEST_F(Predict, PutsResultsOnStdoutAndTheRestOnStderr) {
    const auto result = predict();
    EXPECT_THAT(result.out, HasSubstr("photo.ppm"));
    EXPECT_THAT(result.out, HasSubstr("1 cat, 1 dog"));
    EXPECT_THAT(result.out, Not(HasSubstr("yolozu-infer:")));
    EXPECT_THAT(result.err, HasSubstr("backend: native"));
}

TEST_F(Predict, DoesNotNeedAReaderForItsTable) {
    const std::string command = test::program_path().string() + " --model " + model + " --image " + image +
                                " --output " + output + " > /dev/full";
    EXPECT_EQ(test::Program("/bin/sh", {"-c", command}).wait().exit_code, 0);
    EXPECT_EQ(detection_count(), 3U);
}

TEST_F(Predict, IsQuietWhenAsked) {
    const auto result = predict({"--quiet"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.out, IsEmpty());
    EXPECT_THAT(result.err, IsEmpty());
}

TEST_F(Predict, ExplainsItsDecisionAtTheDebugLevel) {
    EXPECT_THAT(predict({"--log-level", "debug"}).err, HasSubstr("because "));
    EXPECT_THAT(predict({"--log-level", "warning"}).err, IsEmpty());
}

TEST_F(Predict, SavesPicturesWithBoxes) {
    ASSERT_EQ(predict({"--save-images", folder / "drawn"}).exit_code, 0);
    EXPECT_GT(fs::file_size(folder / "drawn/photo.ppm.jpg"), 100U);
}

TEST_F(Predict, DryRunWritesTheSchemaWithoutInference) {
    const auto result = predict({"--dry-run", "--onnxruntime", "/nowhere"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const auto json = read_json(output);
    EXPECT_EQ(json["predictions"].size(), 1U);
    EXPECT_TRUE(json["predictions"][0]["detections"].empty());
    EXPECT_EQ(json["meta"]["extra"]["dry_run"], true);
    EXPECT_EQ(json["meta"]["extra"]["inference_calls"], 0);
    EXPECT_TRUE(test::passes_strict_validation(output));
}

TEST_F(Predict, TakesNamesOfAnyBytes) {
    const std::string odd = folder / "\xE9\n'\"\\.ppm";
    test::write_text(odd, grey_ppm(64, 64));
    const auto result = predict({"--image", odd});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(test::passes_strict_validation(output));
    EXPECT_THAT(test::read_text(output), HasSubstr(R"(\udce9\n'\"\\.ppm)"));
}

TEST_F(Predict, KeepsGoingPastAnUnreadableImageAndSaysSo) {
    test::write_text(folder / "broken.jpg", "\xFF\xD8\xFF");
    const auto result = predict({"--image", folder / "broken.jpg", "--image", folder / "missing.png"});
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_THAT(result.err, HasSubstr("broken.jpg"));
    EXPECT_THAT(result.err, HasSubstr("2 images could not be read"));
    const auto json = read_json(output);
    EXPECT_EQ(json["predictions"].size(), 1U);
    EXPECT_EQ(json["meta"]["extra"]["failed_inputs"].size(), 2U);
    EXPECT_TRUE(test::passes_strict_validation(output));
}

TEST_F(Predict, FillsStaticBatches) {
    known_detector({{{32, 32, 16, 8, 0, 0.5F}}, {{32, 32, 16, 8, 1, 0.6F}}}).write(model);
    for (const char* const name : {"2.ppm", "3.ppm"}) test::write_text(folder / name, grey_ppm(64, 64));
    ASSERT_EQ(predict({"--image", folder / "2.ppm", "--image", folder / "3.ppm"}).exit_code, 0);
    std::vector<int> classes;
    const auto json = read_json(output);
    for (const auto& entry : json["predictions"]) classes.push_back(entry["detections"][0]["class_id"].get<int>());
    EXPECT_THAT(classes, ElementsAre(0, 1, 0));
}

TEST_F(Predict, StopsOnASignalAndLeavesTheOldOutput) {
    test::write_text(output, "old");
    const fs::path images = folder / "many";
    fs::create_directory(images);
    for (int index = 0; index < 3000; ++index)
        test::write_text(images / (std::to_string(index) + ".ppm"), grey_ppm(64, 64));
    test::Program program(test::program_path(), {"--model", model, "--image", images, "--output", output});
    const fs::path unfinished = output + ".partial";  // shows that the run is under way
    while (!fs::exists(unfinished)) std::this_thread::yield();
    program.send_signal(SIGINT);
    EXPECT_EQ(program.wait().exit_code, 130);
    EXPECT_EQ(test::read_text(output), "old");
}

TEST_F(Predict, RefusesAProtocolThatTheModelDoesNotFulfil) {
    const auto result = predict({"--protocol", "yolo26", "--dry-run"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr("640"));
}

}  // namespace
}  // namespace yolozu
