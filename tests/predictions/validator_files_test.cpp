// SPDX-License-Identifier: Apache-2.0
//
// Whole files: one of YOLOZU's own exporter, the documents of YOLOZU's documentation, and files that cannot be read.
#include <gmock/gmock.h>

#include "predictions/samples.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(ValidatePredictionsFile, AcceptsTheFileOfYolozusExporter) {
    YOLOZU_REQUIRE_SHARED();
    for (const bool strict : {true, false}) {
        const auto report = validate_predictions_file(test::shared("reference/yolov8n-coco.predictions.json"), strict);
        ASSERT_TRUE(report.ok()) << report.error().to_string();
        EXPECT_THAT(report->errors, IsEmpty());
        EXPECT_THAT(report->warnings, IsEmpty());
        EXPECT_EQ(report->entry_count, 10U);
        EXPECT_EQ(report->detection_count, 1163U);
    }
}

TEST(ValidatePredictionsFile, AcceptsTheMinimalDocument) {
    const ValidationReport report = test::validate_text(
        R"({"schema_version":1,
            "predictions":[{"schema_version":2,"image":"000000000009.jpg",
              "detections":[{"class_id":45,"score":0.91,"bbox":{"cx":0.5,"cy":0.5,"w":0.25,"h":0.25}}]}]})",
        true);
    EXPECT_THAT(report.errors, IsEmpty());
    EXPECT_THAT(report.warnings, IsEmpty());
}

TEST(ValidatePredictionsFile, AcceptsTheFullDocument) {
    const ValidationReport report = test::validate_text(
        R"({"schema_version":1,
 "predictions":[
  {"schema_version":2,"image":"000000000009.jpg",
   "preprocess":{"method":"letterbox","input_color":"RGB","normalize":"0_1","resize_interp":"linear",
                 "letterbox_fill":[114,114,114],"input_size":{"width":640,"height":640}},
   "detections":[{"class_id":45,"score":0.91,"bbox":{"cx":0.479492,"cy":0.688771,"w":0.955609,"h":0.5955}}]},
  {"schema_version":2,"image":"000000000025.jpg","detections":[]}],
 "meta":{"timestamp":"2026-11-23T00:00:00Z","adapter":"custom_cpp","config":"models/demo.onnx","checkpoint":null,"images":2,
  "tta":{"enabled":false,"seed":null,"flip_prob":0.0,"norm_only":false,"warnings":[],"summary":null},
  "ttt":{"enabled":false,"method":"none","steps":0,"batch_size":1,"lr":0.0,"update_filter":"none","include":null,
         "exclude":null,"max_batches":0,"seed":null,"mim":{"mask_prob":0.0,"patch_size":16,"mask_value":0.0},"report":null},
  "exporter":"onnxruntime","protocol_id":"yolo26","imgsz":640,"score_threshold":0.001,"iou_threshold":0.7,
  "max_detections":300,"bbox_format":"cxcywh_norm"}})",
        true);
    EXPECT_THAT(report.errors, IsEmpty());
    EXPECT_THAT(report.warnings, IsEmpty());
    EXPECT_EQ(report.entry_count, 2U);
}

TEST(ValidatePredictionsFile, ReadsWhatTheWriterWrote) {
    const test::TemporaryFolder folder;
    test::write_text(folder / "p.json", test::written(PredictionsShape::wrapped, {test::sample_entry("a.jpg")},
                                                      test::sample_record({"a.jpg"})));
    const auto report = validate_predictions_file(folder / "p.json", true);
    ASSERT_TRUE(report.ok()) << report.error().to_string();
    EXPECT_TRUE(report->ok());
    EXPECT_THAT(report->warnings, IsEmpty());
}

TEST(ValidatePredictionsFile, TakesBadContentForAFindingAndNotForAFailure) {
    const test::TemporaryFolder folder;
    test::write_text(folder / "p.json", "");
    const auto report = validate_predictions_file(folder / "p.json", true);
    ASSERT_TRUE(report.ok());
    EXPECT_THAT(report->errors, testing::ElementsAre("is not JSON: the file is empty"));
}

TEST(ValidatePredictionsFile, FailsWhenTheFileCannotBeRead) {
    const test::TemporaryFolder folder;
    const auto missing = validate_predictions_file(folder / "no.json", true);
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code(), ErrorCode::not_found);
    EXPECT_THAT(missing.error().to_string(), HasSubstr("no.json': cannot open"));
    const auto directory = validate_predictions_file(folder.path(), true);
    ASSERT_FALSE(directory.ok());
    EXPECT_THAT(directory.error().to_string(), HasSubstr("is a directory"));
}

}  // namespace
}  // namespace yolozu
