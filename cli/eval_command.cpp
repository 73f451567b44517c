// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/eval_options.hpp"
#include "cli/eval_truth.hpp"
#include "cli/evaluation_charts.hpp"
#include "cli/evaluation_report.hpp"
#include "cli/report.hpp"
#include "cli/timestamp.hpp"

namespace yolozu::cli {
namespace {

using eval::Task;

/// Tasks and what of a file they are about stand in the same order.
ReadPart part_of(Task task) {
    return *part_of_task(to_string(task));
}

Task task_of(ReadPart part) {
    for (const Task task : {Task::segment, Task::pose, Task::obb, Task::classify})
        if (part_of(task) == part) return task;
    return Task::detect;
}

struct Read {
    ReadPredictions predictions;
    Task task = Task::detect;
    std::string task_source;
};

Result<Read> read_what_is_compared(const EvalOptions& options) {
    std::optional<ReadPart> part;
    if (const std::optional<Task> task = eval::task_from_string(options.task)) part = part_of(*task);
    Read read;
    YOLOZU_ASSIGN(read.predictions, read_predictions_file(options.predictions, part));
    read.task = task_of(read.predictions.part);
    std::string_view reason = "as asked for";
    if (!part) reason = read.predictions.task.empty() ? "the predictions name no task" : "as the predictions say";
    if (!part && read.predictions.task.empty() && read.task == Task::segment) reason = "a list of instance masks";
    read.task_source = fmt::format("{} ({})", to_string(read.task), reason);
    return read;
}

/// Where the two name a class differently, its number may mean another thing to the model than to the dataset.
void warn_of_other_names(const EvalOptions& options, const std::vector<std::string>& of_predictions,
                         EvaluationReport& report) {
    if (!options.names.empty()) return;
    const std::size_t count = std::min(of_predictions.size(), report.class_names.size());
    for (std::size_t class_id = 0; class_id < count; ++class_id) {
        if (of_predictions[class_id] == report.class_names[class_id]) continue;
        report.warnings.push_back(
            fmt::format("class {} is '{}' in the dataset and '{}' in the predictions: do they mean "
                        "the same by their numbers?",
                        class_id, printable(report.class_names[class_id]), printable(of_predictions[class_id])));
        return;
    }
}

void add_warnings(EvaluationReport& report) {
    const eval::Evaluation& found = report.found;
    const std::size_t without =
        report.is_of_classes() ? report.classified.images_without_predictions : found.images_without_predictions;
    if (without > 0)
        report.warnings.push_back(
            fmt::format("{} of {} images have no predictions: {}", without, report.image_count,
                        report.is_of_classes() ? "they count as wrong" : "none of their objects is found"));
    if (report.is_of_classes() && report.classified.top5 < 0)
        report.warnings.push_back("there are fewer than five classes for an image: the top-5 accuracy is not known");
    if (found.unknown_class_detections > 0)
        report.warnings.push_back(fmt::format("{} of {} detections are of classes beyond the dataset's {}: left out",
                                              found.unknown_class_detections, found.detections, found.classes.size()));
    if (!report.is_of_classes() && found.detections == 0)
        report.warnings.push_back("there is no detection: every score is 0");
}

Result<eval::EvaluationRequest> request_for(const EvalOptions& options, const Read& read) {
    eval::EvaluationRequest request{.comparison = {.task = read.task},
                                    .confusion_score = options.confusion_confidence,
                                    .confusion_fit = options.confusion_iou};
    request.comparison.mask_folder = std::filesystem::path(options.predictions).parent_path();
    if (read.task == Task::pose) {
        const std::size_t keypoints = keypoints_of(options, read.predictions);
        if (keypoints == 0)
            return Error(ErrorCode::not_found,
                         "the predictions have no keypoints; --sigmas says how many of them there are to be found");
        YOLOZU_ASSIGN(request.comparison.sigmas, sigmas_for(options, keypoints));
    }
    return request;
}

Result<EvaluationReport> evaluate(const EvalOptions& options, const Read& read) {
    EvaluationReport report;
    YOLOZU_ASSIGN(report.timestamp, utc_timestamp());
    report.predictions = options.predictions;
    report.task = read.task;
    report.task_source = read.task_source;
    report.confusion_confidence = options.confusion_confidence;
    report.confusion_iou = options.confusion_iou;
    if (!options.latency.empty()) {
        report.latency_file = options.latency;
        YOLOZU_ASSIGN(report.latency, eval::read_latency(options.latency));
    }
    YOLOZU_ASSIGN(const eval::EvaluationRequest request, request_for(options, read));
    YOLOZU_ASSIGN(NamedTruth named, read_truth(options, read.task, read.predictions));
    const std::span<const ReadEntry> entries = read.predictions.entries;
    if (options.only_predicted) YOLOZU_TRY(keep_predicted(named.truth, entries));
    report.dataset = named.dataset;
    report.split = named.split;
    report.image_count = named.truth.images.size();
    report.entry_count = entries.size();
    if (report.is_of_classes()) {
        YOLOZU_ASSIGN(report.classified, eval::evaluate_classes(named.truth, entries));
    } else {
        YOLOZU_ASSIGN(report.found, eval::evaluate_objects(named.truth, entries, request));
    }
    report.class_names = std::move(named.truth.class_names);
    warn_of_other_names(options, read.predictions.class_names, report);
    add_warnings(report);
    if (!options.charts.empty() && confused_class_count(report) > most_drawn_classes)
        report.warnings.push_back(fmt::format("the confusion matrix has {} classes: more than {} are not drawn",
                                              confused_class_count(report), most_drawn_classes));
    return report;
}

Status write_files(const EvalOptions& options, const EvaluationReport& report) {
    if (!options.charts.empty()) YOLOZU_TRY(write_charts(report, options.charts));
    if (options.output.empty()) return {};
    return in_file("report", options.output, write_file(options.output, report_json(report, options.per_class)));
}

int judge(const EvalOptions& options, const EvaluationReport& report) {
    if (!options.fail_under) return exit_done;
    const std::string metric = options.metric.empty() ? metric_names(report.task).front() : options.metric;
    const double score = metric_of(report, metric);
    if (score >= *options.fail_under) return exit_done;
    report_error(score < 0 ? fmt::format("{} is not known, and so not at least {}", metric, *options.fail_under)
                           : fmt::format("{} is {:.6f}, below --fail-under {}", metric, score, *options.fail_under));
    return exit_failed;
}

int failed(const Error& error, int code) {
    report_error(error);
    return code;
}

}  // namespace

int eval_command(const Arguments& arguments) {
    EvalOptions options;
    CommandLine line(
        "yolozu-infer eval",
        "Compares predictions with a data set's ground truth: COCO's mean average precision, number for number, "
        "of boxes, masks, keypoints and turned boxes; the accuracy of classes.");
    add_eval_options(line, options);
    if (const std::optional<int> code = line.parse(arguments)) return *code;
    if (const Status checked = check_eval_options(options); !checked) return failed(checked.error(), exit_usage);
    const Result<Read> read = read_what_is_compared(options);
    if (!read) return failed(read.error(), exit_failed);
    if (const Status checked = check_eval_options(options, read->task); !checked)
        return failed(checked.error(), exit_usage);
    const Result<EvaluationReport> report = evaluate(options, *read);
    if (!report) return failed(report.error(), exit_failed);
    for (const std::string& warning : report->warnings) report_warning(warning);
    print_result("{}", scores_table(*report));
    if (options.per_class) print_result("\n{}", class_table(*report));
    if (const Status written = write_files(options, *report); !written) return failed(written.error(), exit_failed);
    return judge(options, *report);
}

}  // namespace yolozu::cli
