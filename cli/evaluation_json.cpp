// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string_view>

#include "cli/evaluation_report.hpp"
#include "predictions/json_writer.hpp"

namespace yolozu::cli {
namespace {

using eval::Task;
using Layout = JsonWriter::Layout;

/// JSON has no word for what is not known but null.
void write_known(JsonWriter& json, std::string_view name, double score) {
    json.key(name);
    if (score < 0)
        json.value(nullptr);
    else
        json.value(score);
}

void write_scores(JsonWriter& json, Task task, const eval::Scores& scores) {
    json.key("metrics");
    json.begin_object(Layout::inline_);
    json.member("map50_95", scores.map50_95);
    json.member("map50", scores.map50);
    json.member("map75", scores.map75);
    json.member(task == Task::pose ? "ar20" : "ar100", scores.recall);
    json.end();
}

void write_values(JsonWriter& json, std::string_view name, const eval::Curves::Values& values) {
    json.key(name);
    json.begin_array(Layout::inline_);
    for (const double value : values) json.value(std::round(value * 1e6) / 1e6);
    json.end();
}

/// At 0, 0.01, ... 1 of confidence or recall.
void write_curves(JsonWriter& json, const eval::Curves& curves) {
    const std::size_t best = curves.best();
    json.key("curves");
    json.begin_object(Layout::lines);
    json.member("iou", 0.5);
    json.member("best_f1", curves.f1[best]);
    json.member("best_f1_confidence", static_cast<double>(best) / 100);
    write_values(json, "precision_by_recall", curves.precision_at_recall);
    write_values(json, "precision_by_confidence", curves.precision);
    write_values(json, "recall_by_confidence", curves.recall);
    write_values(json, "f1_by_confidence", curves.f1);
    json.end();
}

void write_class_or_null(JsonWriter& json, std::string_view name, std::size_t class_id) {
    json.key(name);
    if (class_id == eval::background)
        json.value(nullptr);
    else
        json.value(class_id);
}

/// Only what occurs; null is background.
void write_confusion(JsonWriter& json, const EvaluationReport& report) {
    json.key("confusion_matrix");
    json.begin_object(Layout::lines);
    if (!report.is_of_classes()) {
        json.member("confidence", report.confusion_confidence);
        json.member("iou", report.confusion_iou);
    }
    json.key("cells");
    json.begin_array(Layout::lines);
    for (const eval::Confused& cell : report.confusion()) {
        json.begin_object(Layout::inline_);
        write_class_or_null(json, "predicted", cell.predicted);
        write_class_or_null(json, "true", cell.truth);
        json.member("count", cell.count);
        json.end();
    }
    json.end();
    json.end();
}

void write_counts(JsonWriter& json, const EvaluationReport& report) {
    json.key("counts");
    json.begin_object(Layout::lines);
    json.member("images", report.image_count);
    json.member("prediction_images_total", report.entry_count);
    json.member("selected_images_without_predictions", report.is_of_classes()
                                                           ? report.classified.images_without_predictions
                                                           : report.found.images_without_predictions);
    if (!report.is_of_classes()) {
        json.member("objects", report.found.objects);
        json.member("detections", report.found.detections);
    }
    json.end();
}

std::string_view name_of(const EvaluationReport& report, std::size_t class_id) {
    return class_id < report.class_names.size() ? std::string_view(report.class_names[class_id]) : "";
}

/// The classes' curves come in the order of the classes.
void write_classes(JsonWriter& json, const EvaluationReport& report) {
    auto curves = report.found.class_curves.begin();
    for (std::size_t class_id = 0; class_id < report.found.classes.size(); ++class_id) {
        const eval::ClassEvaluation& of_class = report.found.classes[class_id];
        if (of_class.objects == 0 && of_class.detections == 0) continue;
        json.begin_object(Layout::lines);
        json.member("class_id", class_id);
        json.member("name", name_of(report, class_id));
        json.member("objects", of_class.objects);
        json.member("detections", of_class.detections);
        write_scores(json, report.task, of_class.scores);
        if (of_class.objects > 0) write_curves(json, (curves++)->curves);
        json.end();
    }
}

void write_accuracies(JsonWriter& json, const EvaluationReport& report) {
    for (std::size_t class_id = 0; class_id < report.classified.classes.size(); ++class_id) {
        const eval::ClassAccuracy& of_class = report.classified.classes[class_id];
        if (of_class.images == 0) continue;
        json.begin_object(Layout::inline_);
        json.member("class_id", class_id);
        json.member("name", name_of(report, class_id));
        json.member("images", of_class.images);
        json.member("top1_correct", of_class.first);
        write_known(json, "top5_correct", report.classified.top5 < 0 ? -1 : static_cast<double>(of_class.first_five));
        json.end();
    }
}

void write_accuracy(JsonWriter& json, const EvaluationReport& report) {
    json.key("metrics");
    json.begin_object(Layout::inline_);
    write_known(json, "top1", report.classified.top1);
    write_known(json, "top5", report.classified.top5);
    json.end();
}

void write_stats(JsonWriter& json, const EvaluationReport& report) {
    json.key("stats");
    json.begin_array(Layout::inline_);
    if (report.found.detections > 0)
        for (const double stat : report.found.stats) json.value(stat);
    json.end();
}

void write_latency(JsonWriter& json, const EvaluationReport& report) {
    if (!report.latency) return;
    json.key("latency");
    json.begin_object(Layout::lines);
    json.member("file", report.latency_file);
    json.member("fps", report.latency->fps);
    json.key("latency_ms");
    json.begin_object(Layout::inline_);
    for (std::size_t index = 0; index < eval::Latency::names.size(); ++index)
        json.member(eval::Latency::names[index], report.latency->milliseconds[index]);
    json.end();
    json.end();
}

void write_origin(JsonWriter& json, const EvaluationReport& report) {
    json.member("report_schema_version", 1);
    json.member("timestamp", report.timestamp);
    json.member("protocol_id", nullptr);
    json.member("dataset", report.dataset);
    json.member_or_null("split", report.split);
    json.member("predictions", report.predictions);
    json.member("task", to_string(report.task));
    json.member("task_source", report.task_source);
    json.member("bbox_format", "cxcywh_norm");
    json.member("max_images", nullptr);
}

}  // namespace

std::string report_json(const EvaluationReport& report, bool with_classes) {
    std::string text;
    JsonWriter json(text);
    json.begin_object(Layout::lines);
    write_origin(json, report);
    if (report.is_of_classes()) {
        write_accuracy(json, report);
    } else {
        write_scores(json, report.task, report.found.scores);
        write_stats(json, report);
    }
    write_counts(json, report);
    write_latency(json, report);
    if (with_classes) {
        json.key("per_class");
        json.begin_array(Layout::lines);
        report.is_of_classes() ? write_accuracies(json, report) : write_classes(json, report);
        json.end();
    }
    if (!report.is_of_classes()) write_curves(json, report.found.curves);
    write_confusion(json, report);
    json.key("warnings");
    json.begin_array(Layout::lines);
    for (const std::string& warning : report.warnings) json.value(warning);
    json.end();
    json.end();
    return text + '\n';
}

}  // namespace yolozu::cli
