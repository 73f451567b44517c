// SPDX-License-Identifier: Apache-2.0
#include "predictions/meta.hpp"

#include <string_view>
#include <unordered_set>

#include "predictions/document.hpp"

namespace yolozu {
namespace {

using Layout = JsonWriter::Layout;

/// Test-time augmentation: looking at every picture mirrored as well, always.
void write_tta(JsonWriter& json, bool flip) {
    json.begin_object(Layout::inline_);
    json.member("enabled", flip);
    json.member("seed", nullptr);
    json.member("flip_prob", flip ? 1.0 : 0.0);
    json.member("norm_only", false);
    json.key("warnings");
    json.begin_array(Layout::inline_);
    json.end();
    json.key("summary");
    if (flip) {
        json.begin_object(Layout::inline_);
        json.member("method", "horizontal_flip");
        json.member("views", 2);
        json.end();
    } else {
        json.value(nullptr);
    }
    json.end();
}

/// Training is a thing this program never does; YOLOZU's validators demand the full record.
void write_disabled_ttt(JsonWriter& json) {
    json.begin_object(Layout::inline_);
    json.member("enabled", false);
    json.member("method", "none");
    json.member("steps", 0);
    json.member("batch_size", 1);
    json.member("lr", 0.0);
    json.member("update_filter", "none");
    json.member("include", nullptr);
    json.member("exclude", nullptr);
    json.member("max_batches", 0);
    json.member("seed", nullptr);
    json.key("mim");
    json.begin_object(Layout::inline_);
    json.member("mask_prob", 0.0);
    json.member("patch_size", 16);
    json.member("mask_value", 0.0);
    json.end();
    json.member("report", nullptr);
    json.end();
}

/// The settings that a protocol fixes. `imgsz` is one number, so a network that is not square has none.
void write_settings(JsonWriter& json, const RunRecord& record) {
    if (record.input_width > 0 && record.input_width == record.input_height) json.member("imgsz", record.input_width);
    if (record.input_width > 0 && record.input_height > 0) {
        json.key("input_size");
        write_size(json, record.input_width, record.input_height);
    }
    json.member("score_threshold", record.score_threshold);
    json.member("iou_threshold", record.iou_threshold);
    json.member("max_detections", record.max_detections);
    json.member("bbox_format", "cxcywh_norm");
}

void write_class_thresholds(JsonWriter& json, const RunRecord& record) {
    if (record.class_thresholds.empty()) return;
    json.key("class_thresholds");
    json.begin_array(Layout::inline_);
    for (const auto& [class_id, threshold] : record.class_thresholds) {
        json.begin_object(Layout::inline_);
        json.member("class_id", class_id);
        json.member("score_threshold", threshold);
        json.end();
    }
    json.end();
}

void write_class_list(JsonWriter& json, std::string_view name, const std::vector<std::int32_t>& classes) {
    if (classes.empty()) return;
    json.key(name);
    json.begin_array(Layout::inline_);
    for (const std::int32_t class_id : classes) json.value(class_id);
    json.end();
}

void write_tiles(JsonWriter& json, const std::optional<TileRecord>& tiles) {
    if (!tiles) return;
    json.key("tiles");
    json.begin_object(Layout::inline_);
    json.member("width", tiles->width);
    json.member("height", tiles->height);
    json.member("overlap", tiles->overlap);
    json.member("full_picture", tiles->full_picture);
    json.member("merge", tiles->merge_method);
    json.member("merge_metric", tiles->merge_metric);
    json.member("merge_threshold", tiles->merge_threshold);
    json.end();
}

void write_export_settings(JsonWriter& json, const RunRecord& record,
                           const std::optional<PreprocessRecord>& preprocess) {
    json.begin_object(Layout::lines);
    write_settings(json, record);
    write_class_thresholds(json, record);
    write_class_list(json, "keep_classes", record.keep_classes);
    write_class_list(json, "drop_classes", record.drop_classes);
    write_tiles(json, record.tiles);
    json.member_or_null("protocol", record.protocol_id);
    json.key("nms");
    json.begin_object(Layout::inline_);
    json.member("applied", record.nms_applied);
    json.member("class_agnostic", record.class_agnostic_nms);
    json.end();
    json.key("preprocess");
    if (preprocess)
        write_preprocess(json, *preprocess);
    else
        json.value(nullptr);
    json.end();
}

/// Contract of the evidence block: a completed run has as many inference calls as entries and more than none.
void write_execution(JsonWriter& json, const RunRecord& record, std::size_t entry_count) {
    const bool executed = !record.dry_run && entry_count > 0;
    const std::string_view status = record.dry_run ? "dry_run" : executed ? "completed" : "failed";
    const std::size_t calls = executed ? entry_count : 0;
    json.member("dry_run", record.dry_run);
    json.member("execution_status", status);
    json.member("runtime_executed", executed);
    json.member("inference_calls", calls);
    json.member("result_count", calls);
    json.key("runtime_error");
    if (status == "failed")
        json.value("no input could be read");
    else
        json.value(nullptr);
}

/// Inputs that have an entry, in order; those that failed stand in a list of their own.
void write_inputs(JsonWriter& json, const RunRecord& record, std::size_t entry_count) {
    std::unordered_set<std::string_view> failed;
    for (const auto& [image, error] : record.failed_inputs) failed.insert(image);
    json.member("source_mode", "explicit_source");
    json.member("image_key_style", record.image_key_style);
    json.member("selected_input_count", entry_count);
    json.key("selected_inputs");
    json.begin_array(Layout::lines);
    for (const std::string_view image : record.selected_inputs)
        if (!failed.contains(image)) json.value(image);
    json.end();
    json.key("failed_inputs");
    json.begin_array(Layout::lines);
    for (const auto& [image, error] : record.failed_inputs) {
        json.begin_object(Layout::inline_);
        json.member("image", image);
        json.member("error", error);
        json.end();
    }
    json.end();
}

void write_model(JsonWriter& json, const RunRecord& record) {
    json.key("model_provenance");
    json.begin_object(Layout::inline_);
    json.member("model", record.model_path);
    json.member("model_sha256", record.model_sha256);
    json.end();
    json.member("task", record.task);
    json.member("head", record.head);
    json.member_or_null("family", record.family);
    json.key("class_names");
    json.begin_array(Layout::inline_);
    for (const std::string& name : record.class_names) json.value(name);
    json.end();
    json.key("decision_evidence");
    json.begin_array(Layout::lines);
    for (const DecisionRecord& decision : record.decision_evidence) {
        json.begin_object(Layout::inline_);
        json.member("finding", decision.finding);
        json.member("conclusion", decision.conclusion);
        json.member("certainty", decision.certainty);
        json.end();
    }
    json.end();
}

void write_runtime(JsonWriter& json, const RunRecord& record) {
    json.member("exporter", record.exporter);
    json.member("exporter_version", record.exporter_version);
    json.member_or_null("protocol_id", record.protocol_id);
    json.member("backend", record.backend);
    json.member("backend_version", record.backend_version);
    json.member("provider", record.provider);
    json.member("device", record.device);
}

void write_extra(JsonWriter& json, const RunRecord& record, const WrittenEntries& written) {
    json.begin_object(Layout::lines);
    write_execution(json, record, written.count);
    write_runtime(json, record);
    write_model(json, record);
    json.key("export_settings");
    write_export_settings(json, record, written.preprocess);
    write_inputs(json, record, written.count);
    json.end();
}

}  // namespace

void write_meta(JsonWriter& json, const RunRecord& record, const WrittenEntries& written) {
    json.begin_object(Layout::lines);
    json.member("timestamp", record.timestamp);
    json.member("adapter", "custom_cpp");
    json.member("config", record.model_path);
    json.member("checkpoint", nullptr);
    json.member("images", written.count);
    json.key("tta");
    write_tta(json, record.tta_flip);
    json.key("ttt");
    write_disabled_ttt(json);
    json.member("exporter", record.exporter);
    json.member_or_null("protocol_id", record.protocol_id);
    write_settings(json, record);
    json.member("onnx", record.model_path);
    json.member("onnx_sha256", record.model_sha256);
    json.key("extra");
    write_extra(json, record, written);
    json.end();
}

}  // namespace yolozu
