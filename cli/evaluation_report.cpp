// SPDX-License-Identifier: Apache-2.0
#include "cli/evaluation_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/file.hpp"
#include "predictions/json_writer.hpp"

namespace yolozu::cli {
namespace {

using Layout = JsonWriter::Layout;

/// What each of the twelve numbers is.
constexpr std::array<std::string_view, 12> stat_names{
    "AP  IoU 0.50:0.95  all     best 100", "AP  IoU 0.50       all     best 100", "AP  IoU 0.75       all     best 100",
    "AP  IoU 0.50:0.95  small   best 100", "AP  IoU 0.50:0.95  medium  best 100", "AP  IoU 0.50:0.95  large   best 100",
    "AR  IoU 0.50:0.95  all     best   1", "AR  IoU 0.50:0.95  all     best  10", "AR  IoU 0.50:0.95  all     best 100",
    "AR  IoU 0.50:0.95  small   best 100", "AR  IoU 0.50:0.95  medium  best 100", "AR  IoU 0.50:0.95  large   best 100",
};

std::string score_text(double score) {
    return score < 0 ? "-" : fmt::format("{:.4f}", score);
}

std::string_view name_of(const EvaluationReport& report, std::size_t class_id) {
    return class_id < report.class_names.size() ? std::string_view(report.class_names[class_id]) : "";
}

bool is_worth_a_line(const eval::ClassEvaluation& of_class) {
    return of_class.objects > 0 || of_class.detections > 0;
}

void write_scores(JsonWriter& json, const eval::BoxScores& scores) {
    json.key("metrics");
    json.begin_object(Layout::inline_);
    json.member("map50_95", scores.map50_95);
    json.member("map50", scores.map50);
    json.member("map75", scores.map75);
    json.member("ar100", scores.ar100);
    json.end();
}

void write_counts(JsonWriter& json, const EvaluationReport& report) {
    json.key("counts");
    json.begin_object(Layout::lines);
    json.member("images", report.image_count);
    json.member("prediction_images_total", report.entry_count);
    json.member("selected_images_without_predictions", report.found.images_without_predictions);
    json.member("objects", report.found.objects);
    json.member("detections", report.found.detections);
    json.end();
}

void write_classes(JsonWriter& json, const EvaluationReport& report) {
    json.key("per_class");
    json.begin_array(Layout::lines);
    for (std::size_t class_id = 0; class_id < report.found.classes.size(); ++class_id) {
        const eval::ClassEvaluation& of_class = report.found.classes[class_id];
        if (!is_worth_a_line(of_class)) continue;
        json.begin_object(Layout::inline_);
        json.member("class_id", class_id);
        json.member("name", name_of(report, class_id));
        json.member("objects", of_class.objects);
        json.member("detections", of_class.detections);
        write_scores(json, of_class.scores);
        json.end();
    }
    json.end();
}

}  // namespace

std::string scores_table(const eval::BoxEvaluation& found) {
    std::string table;
    for (std::size_t index = 0; index < stat_names.size(); ++index)
        table += fmt::format("{}  {:>7}\n", stat_names[index], score_text(found.stats[index]));
    return table;
}

std::string class_table(const EvaluationReport& report) {
    std::string table = fmt::format("{:>6}  {:>8}  {:>10}  {:>7}  {:>7}  {:>7}  {:>7}  {}\n", "class", "objects",
                                    "detections", "AP", "AP50", "AP75", "AR100", "name");
    for (std::size_t class_id = 0; class_id < report.found.classes.size(); ++class_id) {
        const eval::ClassEvaluation& of_class = report.found.classes[class_id];
        if (!is_worth_a_line(of_class)) continue;
        table += fmt::format("{:>6}  {:>8}  {:>10}", class_id, of_class.objects, of_class.detections);
        const eval::BoxScores& scores = of_class.scores;
        for (const double score : {scores.map50_95, scores.map50, scores.map75, scores.ar100})
            table += fmt::format("  {:>7}", score_text(score));
        const std::string_view name = name_of(report, class_id);
        table += name.empty() ? "\n" : fmt::format("  {}\n", printable(name));
    }
    return table;
}

std::string report_json(const EvaluationReport& report, bool with_classes) {
    std::string text;
    JsonWriter json(text);
    json.begin_object(Layout::lines);
    json.member("report_schema_version", 1);
    json.member("timestamp", report.timestamp);
    json.member("protocol_id", nullptr);
    json.member("dataset", report.dataset);
    if (report.split.empty())
        json.member("split", nullptr);
    else
        json.member("split", report.split);
    json.member("predictions", report.predictions);
    json.member("bbox_format", "cxcywh_norm");
    json.member("max_images", nullptr);
    write_scores(json, report.found.scores);
    json.key("stats");
    json.begin_array(Layout::inline_);
    if (report.found.detections > 0)
        for (const double stat : report.found.stats) json.value(stat);
    json.end();
    write_counts(json, report);
    if (with_classes) write_classes(json, report);
    json.key("warnings");
    json.begin_array(Layout::lines);
    for (const std::string& warning : report.warnings) json.value(warning);
    json.end();
    json.end();
    return text + '\n';
}

}  // namespace yolozu::cli
