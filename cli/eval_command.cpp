// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>

#include "base/file.hpp"
#include "base/try.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/evaluation_report.hpp"
#include "cli/report.hpp"
#include "cli/timestamp.hpp"
#include "pipeline/sources.hpp"
#include "predictions/reader.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu::cli {
namespace {

namespace fs = std::filesystem;

struct EvalOptions {
    std::string predictions, images, labels, coco, names, output;
    bool per_class = false;
    double fail_under = 0;
};

void add_options(CLI::App& app, EvalOptions& options) {
    app.add_option("--predictions", options.predictions, "the predictions file, in any of YOLOZU's shapes")->required();
    CLI::Option* const labels =
        app.add_option("--labels", options.labels, "the folder of YOLO's labels, <image>.txt of 'class cx cy w h'");
    CLI::Option* const images = app.add_option("--images", options.images, "the folder of the images of --labels");
    labels->needs(images);
    images->needs(labels);
    app.add_option("--coco", options.coco, "the ground truth as COCO's JSON, instead of --images and --labels")
        ->excludes(labels)
        ->excludes(images);
    app.add_option("--names", options.names, "class names for the table, in any form that predict reads");
    app.add_option("--output", options.output, "also write the report as JSON");
    app.add_flag("--per-class", options.per_class, "also show each class");
    app.add_option("--fail-under", options.fail_under, "exit with 1 when the mAP at IoU 0.50:0.95 is below this")
        ->check(CLI::Range(0.0, 1.0));
}

Result<eval::GroundTruth> read_truth(const EvalOptions& options) {
    if (!options.coco.empty()) return eval::read_coco_truth(options.coco);
    SourceRequest source;
    source.given = {options.images};
    YOLOZU_ASSIGN(const ListedImages images, list_images(source));
    std::vector<fs::path> paths;
    for (const InputImage& image : images.all()) paths.emplace_back(image.path);
    return eval::read_yolo_labels(paths, options.labels);
}

/// "images/val" and "images/val/" are of the split "val".
std::string split_of(const fs::path& images) {
    return (images.has_filename() ? images : images.parent_path()).filename().native();
}

void add_warnings(EvaluationReport& report) {
    const eval::BoxEvaluation& found = report.found;
    if (found.images_without_predictions > 0)
        report.warnings.push_back(fmt::format("{} of {} images have no predictions: none of their objects is found",
                                              found.images_without_predictions, report.image_count));
    if (found.unknown_class_detections > 0)
        report.warnings.push_back(fmt::format("{} of {} detections are of classes beyond the dataset's {}: left out",
                                              found.unknown_class_detections, found.detections, found.classes.size()));
    if (found.detections == 0) report.warnings.push_back("there is no detection: every score is 0");
}

Result<EvaluationReport> evaluate(const EvalOptions& options) {
    YOLOZU_ASSIGN(const std::string timestamp, utc_timestamp());
    EvaluationReport report{.timestamp = timestamp,
                            .dataset = options.coco.empty() ? options.images : options.coco,
                            .split = options.coco.empty() ? split_of(options.images) : "",
                            .predictions = options.predictions,
                            .class_names = {},
                            .found = {},
                            .warnings = {}};
    YOLOZU_ASSIGN(const std::vector<ReadEntry> entries, read_predictions_file(options.predictions));
    YOLOZU_ASSIGN(eval::GroundTruth truth, read_truth(options));
    report.class_names = std::move(truth.class_names);
    if (!options.names.empty()) {
        YOLOZU_ASSIGN(report.class_names, read_class_names(options.names));
    }
    YOLOZU_ASSIGN(report.found, eval::evaluate_boxes(truth, entries));
    report.image_count = truth.images.size();
    report.entry_count = entries.size();
    add_warnings(report);
    return report;
}

}  // namespace

int eval_command(const Arguments& arguments) {
    EvalOptions options;
    CLI::App app("Compares predicted boxes with a dataset's: COCO's mean average precision, number for number.",
                 "yolozu-infer eval");
    add_options(app, options);
    if (const std::optional<int> code = parse(app, arguments)) return *code;
    if (options.coco.empty() && options.labels.empty()) {
        report_error("there is no ground truth: give --images and --labels, or --coco");
        return exit_usage;
    }
    const Result<EvaluationReport> report = evaluate(options);
    if (!report) {
        report_error(report.error());
        return exit_failed;
    }
    for (const std::string& warning : report->warnings) report_warning(warning);
    print_result("{}", scores_table(report->found));
    if (options.per_class) print_result("\n{}", class_table(*report));
    if (!options.output.empty())
        if (const Status written = write_file(options.output, report_json(*report, options.per_class)); !written) {
            report_error(written.error());
            return exit_failed;
        }
    const double precision = report->found.scores.map50_95;
    if (precision >= options.fail_under) return exit_done;
    report_error(fmt::format("the mAP is {:.6f}, below --fail-under {}", precision, options.fail_under));
    return exit_failed;
}

}  // namespace yolozu::cli
