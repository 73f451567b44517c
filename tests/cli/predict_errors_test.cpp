// SPDX-License-Identifier: Apache-2.0
//
// What goes wrong, and what the user is told: one test for each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_program.hpp"
#include "support/files.hpp"
#include "support/known_model.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using test::run_program;
using test::TemporaryFolder;
using testing::HasSubstr;

class PredictErrors : public testing::Test {
protected:
    PredictErrors() {
        test::known_detector({{{32, 32, 16, 8, 1, 0.75F}}}).write(model);
        test::write_text(image, test::grey_ppm(64, 64));
        test::write_text(output, "old");
    }

    /// Runs with arguments behind the usual ones, expects the exit code, the words on stderr, and the output untouched.
    void expect_failure(int exit_code, std::string_view words, std::vector<std::string> more) {
        std::vector<std::string> arguments{"--model", model, "--image", image, "--output", output};
        arguments.insert(arguments.end(), more.begin(), more.end());
        expect_failure_of(exit_code, words, arguments);
    }

    void expect_failure_of(int exit_code, std::string_view words, const std::vector<std::string>& arguments) {
        const auto result = run_program(arguments);
        EXPECT_EQ(result.exit_code, exit_code) << result.err;
        EXPECT_THAT(result.err, HasSubstr(std::string(words)));
        EXPECT_THAT(result.err, HasSubstr("yolozu-infer: error: "));
        EXPECT_EQ(test::read_text(output), "old");
        for (const auto& entry : fs::directory_iterator(folder.path())) EXPECT_NE(entry.path().extension(), ".tmp");
    }

    const TemporaryFolder folder;
    const std::string model = folder / "model.onnx", image = folder / "photo.ppm", output = folder / "predictions.json";
};

TEST_F(PredictErrors, MissingArguments) {
    expect_failure_of(2, "--model is required", {"--image", image, "--output", output});
    expect_failure_of(2, "--image is required", {"--model", model, "--output", output});
    expect_failure_of(2, "--output is required", {"--model", model, "--image", image});
}

TEST_F(PredictErrors, UnknownFlag) {
    expect_failure(2, "--frobnicate", {"--frobnicate"});
}

TEST_F(PredictErrors, ThresholdThatIsNoNumber) {
    expect_failure(2, "--score-threshold: 'high' is not a number from 0 to 1", {"--score-threshold", "high"});
    expect_failure(2, "--iou-threshold: '1.5' is not a number from 0 to 1", {"--iou-threshold", "1.5"});
    expect_failure(2, "--score-threshold: 'nan' is not", {"--score-threshold", "nan"});
}

TEST_F(PredictErrors, NegativeMaxDetections) {
    expect_failure(2, "--max-detections", {"--max-detections", "-1"});
}

TEST_F(PredictErrors, UnknownChoices) {
    expect_failure(2, "--shape: 'round' is none of wrapped, list, map", {"--shape", "round"});
    expect_failure(2, "--image-key: 'stem' is none of path, basename, relative", {"--image-key", "stem"});
    expect_failure(2, "--exif: 'maybe' is none of apply, ignore", {"--exif", "maybe"});
    expect_failure(2, "--log-level: 'loud' is none of error, warning, info, debug", {"--log-level", "loud"});
    expect_failure(2, "--head: there is no head 'yolov4'", {"--head", "yolov4"});
    expect_failure(2, "--imgsz: '64x' is not a size", {"--imgsz", "64x"});
    expect_failure(2, "--preprocess: 'sideways' is not understood", {"--preprocess", "sideways"});
    expect_failure(2, "protocol 'yolo99'", {"--protocol", "yolo99"});
}

TEST_F(PredictErrors, ProtocolAndThresholdTogether) {
    expect_failure(2, "--score-threshold cannot be given together with --protocol",
                   {"--protocol", "yolo26", "--score-threshold", "0.5"});
}

TEST_F(PredictErrors, MissingModel) {
    expect_failure_of(1, "No such file", {"--model", folder / "no.onnx", "--image", image, "--output", output});
}

TEST_F(PredictErrors, ModelThatIsNoModel) {
    test::write_text(model, "<html>Not found</html>");
    expect_failure(1, "model.onnx", {});
}

TEST_F(PredictErrors, UnknownBackend) {
    expect_failure(1, "this build has no backend 'magic': there are", {"--backend", "magic"});
}

TEST_F(PredictErrors, BackendThatIsNotThere) {
    expect_failure(1, "/nowhere", {"--backend", "onnxruntime", "--onnxruntime", "/nowhere"});
}

TEST_F(PredictErrors, DeviceThatIsNotThere) {
    expect_failure(1, "cuda", {"--device", "cuda"});
}

TEST_F(PredictErrors, UnknownDevice) {
    expect_failure(2, "abacus", {"--device", "abacus"});
}

TEST_F(PredictErrors, UnknownClass) {
    expect_failure(2, "class 'bird'", {"--classes", "bird"});
}

TEST_F(PredictErrors, TheSameImageTwice) {
    expect_failure(2, "would both be called", {"--image", image});
}

TEST_F(PredictErrors, MissingNamesFile) {
    expect_failure(1, "no-names.txt", {"--names", folder / "no-names.txt"});
}

TEST_F(PredictErrors, WrongNumberOfNames) {
    test::write_text(folder / "names.txt", "a\nb\nc\n");
    expect_failure(2, "holds 2 classes as yolov8, but --names list 3", {"--names", folder / "names.txt"});
}

TEST_F(PredictErrors, EveryImageUnreadable) {
    test::write_text(image, "");
    expect_failure(1, "none of the 1 images could be read", {});
}

TEST_F(PredictErrors, FirstUnreadableImageWithFailFast) {
    expect_failure(1, "--fail-fast", {"--image", folder / "missing.jpg", "--fail-fast"});
}

TEST_F(PredictErrors, FolderWithoutImages) {
    fs::create_directory(folder / "empty");
    expect_failure(1, "has no picture files", {"--image", folder / "empty"});
}

TEST_F(PredictErrors, OutputInAMissingFolder) {
    expect_failure_of(1, "cannot create a file in its folder",
                      {"--model", model, "--image", image, "--output", folder / "no/predictions.json"});
}

TEST_F(PredictErrors, OutputOverAnInput) {
    const std::string before = test::read_text(model);
    expect_failure_of(2, "which is the model", {"--model", model, "--image", image, "--output", model});
    expect_failure_of(2, "is one of the images", {"--model", model, "--image", image, "--output", image});
    EXPECT_EQ(test::read_text(model), before);
}

TEST_F(PredictErrors, SavedImagesOverTheSource) {
    test::write_text(folder / "a.jpg", "");
    const std::string ppm_as_jpg = folder / "b.jpg";
    test::write_text(ppm_as_jpg, test::grey_ppm(64, 64));
    expect_failure(1, "is the image itself", {"--image", ppm_as_jpg, "--save-images", folder.path()});
    EXPECT_EQ(test::read_text(ppm_as_jpg), test::grey_ppm(64, 64));
}

TEST_F(PredictErrors, ForcedVectorLevelThatIsUnknown) {
    const auto result = run_program({"--version"}, {{"YOLOZU_ISA", "avx1024"}});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr("YOLOZU_ISA=avx1024: no such level"));
}

}  // namespace
}  // namespace yolozu
