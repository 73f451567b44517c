// SPDX-License-Identifier: Apache-2.0
#include "predictions/samples.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "predictions/validator.hpp"
#include "support/files.hpp"

namespace yolozu::test {
namespace {

using nlohmann::json;

DecimalText decimal(std::string_view text) {
    return DecimalText::parse(text).value();
}

}  // namespace

PredictedObject sample_object() {
    return {45, 0.5, {0.5, 0.5, 0.25, 0.25}};
}

json sample_detection() {
    return {{"class_id", 45}, {"score", 0.5}, {"bbox", {{"cx", 0.5}, {"cy", 0.5}, {"w", 0.25}, {"h", 0.25}}}};
}

PredictionEntry sample_entry(const std::string& image) {
    PredictionEntry entry;
    entry.image = image;
    entry.original_width = 640;
    entry.original_height = 427;
    entry.preprocess.input_width = entry.preprocess.input_height = 640;
    entry.detections = {sample_object()};
    return entry;
}

json sample_entry_json(const std::string& image) {
    return {{"schema_version", 2}, {"image", image}, {"detections", json::array({sample_detection()})}};
}

std::vector<std::string_view> kept(const std::vector<std::string>& images) {
    static std::deque<std::string> strings;
    std::vector<std::string_view> views;
    for (const std::string& image : images) views.emplace_back(strings.emplace_back(image));
    return views;
}

RunRecord sample_record(const std::vector<std::string>& images) {
    RunRecord record;
    record.timestamp = "2026-11-23T00:00:00Z";
    record.model_path = "models/demo.onnx";
    record.model_sha256 = std::string(64, 'a');
    record.exporter_version = "0.1.0";
    record.protocol_id = "yolo26";
    record.input_width = record.input_height = 640;
    record.score_threshold = decimal("0.001");
    record.iou_threshold = decimal("0.70");
    record.task = "detect";
    record.head = "yolov8";
    record.class_names = {"circle", "square"};
    record.backend = "onnxruntime";
    record.backend_version = "1.20.0";
    record.provider = "CPUExecutionProvider";
    record.device = "cpu";
    record.image_key_style = "path";
    record.selected_inputs = kept(images);
    record.decision_evidence = {{"output0 is [1, 84, 8400]", "a YOLOv8 head", "shown"}};
    return record;
}

json sample_meta() {
    const json tta = {{"enabled", false},   {"seed", nullptr},           {"flip_prob", 0.0},
                      {"norm_only", false}, {"warnings", json::array()}, {"summary", nullptr}};
    const json mim = {{"mask_prob", 0.0}, {"patch_size", 16}, {"mask_value", 0.0}};
    const json ttt = {{"enabled", false}, {"method", "none"},   {"steps", 0},         {"batch_size", 1},
                      {"lr", 0.0},        {"include", nullptr}, {"exclude", nullptr}, {"update_filter", "none"},
                      {"max_batches", 0}, {"seed", nullptr},    {"mim", mim},         {"report", nullptr}};
    return {{"timestamp", "2026-11-23T00:00:00Z"},
            {"adapter", "custom_cpp"},
            {"config", "demo.onnx"},
            {"checkpoint", nullptr},
            {"images", 1},
            {"tta", tta},
            {"ttt", ttt}};
}

json wrap(const json& entry) {
    return {{"schema_version", 1}, {"predictions", json::array({entry})}};
}

ValidationReport validate_text(std::string text, bool strict) {
    const Result<ValidationReport> report = validate_predictions_text(text, strict);
    EXPECT_TRUE(report.ok()) << report.error().to_string();
    return *report;
}

ValidationReport validate(const json& document, bool strict) {
    return validate_text(document.dump(), strict);
}

std::string written(PredictionsShape shape, const std::vector<PredictionEntry>& entries, const RunRecord& record) {
    const TemporaryFolder folder;
    Result<PredictionsWriter> writer = PredictionsWriter::create(folder / "predictions.json", shape);
    EXPECT_TRUE(writer.ok()) << writer.error().to_string();
    for (const PredictionEntry& entry : entries) {
        const Status status = writer->append(entry);
        EXPECT_TRUE(status.ok()) << status.error().to_string();
    }
    const Status status = writer->finish(record);
    EXPECT_TRUE(status.ok()) << status.error().to_string();
    return read_text(folder / "predictions.json");
}

}  // namespace yolozu::test
