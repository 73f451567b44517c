// SPDX-License-Identifier: Apache-2.0
#include "cli/evaluation_report.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "base/file.hpp"

namespace yolozu::cli {
namespace {

using eval::Task;

/// What each of COCOeval's numbers is.
constexpr std::array<std::string_view, 12> object_stats{
    "AP  0.50:0.95  all     best 100", "AP  0.50       all     best 100", "AP  0.75       all     best 100",
    "AP  0.50:0.95  small   best 100", "AP  0.50:0.95  medium  best 100", "AP  0.50:0.95  large   best 100",
    "AR  0.50:0.95  all     best   1", "AR  0.50:0.95  all     best  10", "AR  0.50:0.95  all     best 100",
    "AR  0.50:0.95  small   best 100", "AR  0.50:0.95  medium  best 100", "AR  0.50:0.95  large   best 100",
};
constexpr std::array<std::string_view, 10> keypoint_stats{
    "AP  0.50:0.95  all     best  20", "AP  0.50       all     best  20", "AP  0.75       all     best  20",
    "AP  0.50:0.95  medium  best  20", "AP  0.50:0.95  large   best  20", "AR  0.50:0.95  all     best  20",
    "AR  0.50       all     best  20", "AR  0.75       all     best  20", "AR  0.50:0.95  medium  best  20",
    "AR  0.50:0.95  large   best  20",
};

std::string_view measure_of(Task task) {
    if (task == Task::segment) return "IoU of masks";
    if (task == Task::pose) return "OKS of keypoints";
    if (task == Task::obb) return "IoU of turned boxes";
    return "IoU of boxes";
}

std::string score_text(double score) {
    return score < 0 ? "-" : fmt::format("{:.4f}", score);
}

double part_of(std::size_t count, std::size_t whole) {
    return whole == 0 ? -1 : static_cast<double>(count) / static_cast<double>(whole);
}

std::string best_f1(const EvaluationReport& report) {
    const eval::Curves& curves = report.found.curves;
    const std::size_t best = curves.best();
    return fmt::format("F1 {:.4f} at confidence {:.2f}: precision {:.4f}, recall {:.4f} (at 0.50, mean over classes)\n",
                       curves.f1[best], static_cast<double>(best) / 100, curves.precision[best], curves.recall[best]);
}

std::string speed(const eval::Latency& latency) {
    return fmt::format("speed {:.1f} images/s; latency mean {:.2f} ms, p50 {:.2f}, p99 {:.2f}\n", latency.fps,
                       latency.milliseconds[0], latency.milliseconds[1], latency.milliseconds[4]);
}

std::string object_scores(const EvaluationReport& report) {
    std::string table =
        fmt::format("{}, {}; {} images, {} objects, {} detections\n", report.task_source, measure_of(report.task),
                    report.image_count, report.found.objects, report.found.detections);
    for (std::size_t index = 0; index < report.found.stats.size(); ++index)
        table += fmt::format("{}  {:>7}\n", report.task == Task::pose ? keypoint_stats[index] : object_stats[index],
                             score_text(report.found.stats[index]));
    return table + best_f1(report);
}

std::string class_scores(const EvaluationReport& report) {
    return fmt::format("{}; {} images\ntop-1 accuracy  {:>7}\ntop-5 accuracy  {:>7}\n", report.task_source,
                       report.image_count, score_text(report.classified.top1), score_text(report.classified.top5));
}

std::string end_of_line(const EvaluationReport& report, std::size_t class_id) {
    if (class_id >= report.class_names.size() || report.class_names[class_id].empty()) return "\n";
    return fmt::format("  {}\n", printable(report.class_names[class_id]));
}

std::string accuracy_table(const EvaluationReport& report) {
    std::string table = fmt::format("{:>6}  {:>8}  {:>7}  {:>7}  {}\n", "class", "images", "top-1", "top-5", "name");
    for (std::size_t class_id = 0; class_id < report.classified.classes.size(); ++class_id) {
        const eval::ClassAccuracy& of_class = report.classified.classes[class_id];
        if (of_class.images == 0) continue;
        const double top5 = report.classified.top5 < 0 ? -1 : part_of(of_class.first_five, of_class.images);
        table += fmt::format("{:>6}  {:>8}  {:>7}  {:>7}", class_id, of_class.images,
                             score_text(part_of(of_class.first, of_class.images)), score_text(top5)) +
                 end_of_line(report, class_id);
    }
    return table;
}

}  // namespace

double metric_of(const EvaluationReport& report, const std::string& name) {
    if (report.is_of_classes()) return name == "top5" ? report.classified.top5 : report.classified.top1;
    const eval::Scores& scores = report.found.scores;
    if (name == "map50") return scores.map50;
    if (name == "map75") return scores.map75;
    return name == "map50_95" ? scores.map50_95 : scores.recall;
}

std::string class_label(const EvaluationReport& report, std::size_t class_id) {
    if (class_id == eval::background) return "background";
    const bool is_named = class_id < report.class_names.size() && !report.class_names[class_id].empty();
    return is_named ? report.class_names[class_id] : fmt::format("class {}", class_id);
}

std::string scores_table(const EvaluationReport& report) {
    std::string table = report.is_of_classes() ? class_scores(report) : object_scores(report);
    if (report.latency) table += speed(*report.latency);
    return table;
}

std::string class_table(const EvaluationReport& report) {
    if (report.is_of_classes()) return accuracy_table(report);
    std::string table =
        fmt::format("{:>6}  {:>8}  {:>10}  {:>7}  {:>7}  {:>7}  {:>7}  {}\n", "class", "objects", "detections", "AP",
                    "AP50", "AP75", report.task == Task::pose ? "AR20" : "AR100", "name");
    for (std::size_t class_id = 0; class_id < report.found.classes.size(); ++class_id) {
        const eval::ClassEvaluation& of_class = report.found.classes[class_id];
        if (of_class.objects == 0 && of_class.detections == 0) continue;
        table += fmt::format("{:>6}  {:>8}  {:>10}", class_id, of_class.objects, of_class.detections);
        const eval::Scores& scores = of_class.scores;
        for (const double score : {scores.map50_95, scores.map50, scores.map75, scores.recall})
            table += fmt::format("  {:>7}", score_text(score));
        table += end_of_line(report, class_id);
    }
    return table;
}

}  // namespace yolozu::cli
