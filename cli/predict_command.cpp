// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "cli/choice.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/execution_options.hpp"
#include "cli/model_options.hpp"
#include "cli/report.hpp"
#include "cli/result_options.hpp"
#include "cli/run_observer.hpp"
#include "cli/source_options.hpp"
#include "cli/timestamp.hpp"
#include "cli/view_options.hpp"
#include "pipeline/result_folder.hpp"
#include "pipeline/run.hpp"

namespace yolozu::cli {
namespace {

std::atomic<bool> cancelled{false};
std::atomic<int> received_signal{0};

extern "C" void on_stop_signal(int number) {
    received_signal = number;
    cancelled = true;
}

/// What the user typed, before it is understood.
struct PredictOptions {
    ModelOptions model_options;
    ViewOptions view_options;
    ResultFlags result_flags;
    SourceFlags source_flags;
    ExecutionFlags execution_flags;
    std::string model, output, score_threshold = "0.01", iou_threshold = "0.7", protocol;
    std::vector<std::string> classes, drop_classes, class_thresholds;
    int max_detections = 300;
    std::optional<int> top_classes;
    bool agnostic = false, quiet = false;
    std::string shape = "wrapped", exif = "apply", save_images, progress = "auto", log_level = "info";
    double draw_threshold = 0.25;
};

void add_run_options(CommandLine& line, PredictOptions& options) {
    OptionGroup input = line.group("Input and output");
    input.add_option("--model", options.model, "the ONNX model").required();
    add_source_options(line, options.source_flags);
    input.add_option("--output", options.output, "the predictions file to write").required();
    input.add_option("--save-images", options.save_images, "folder for the images with the detections drawn on them");
    input.add_option("--draw-threshold", options.draw_threshold, "lowest score that is drawn and counted in the table");
    input.add_option("--shape", options.shape, "of the JSON: wrapped (with meta), list, map or jsonl");
    input.add_option("--exif", options.exif, "EXIF orientation of images: apply or ignore");
}

void add_detection_options(CommandLine& line, PredictOptions& options) {
    OptionGroup group = line.group("What to keep");
    group.add_option("--score-threshold", options.score_threshold, "keep detections of at least this score");
    group.add_option("--iou-threshold", options.iou_threshold, "suppress boxes that overlap a better one by more");
    group.add_option("--max-detections", options.max_detections, "at most so many an image").within(0, 1'000'000);
    group.add_flag("--agnostic-nms", options.agnostic, "suppress across classes");
    group.add_option("--classes", options.classes, "only these classes: ids or names joined by commas")
        .separated_by_commas();
    group.add_option("--drop-classes", options.drop_classes, "never these classes: ids or names joined by commas")
        .separated_by_commas();
    group
        .add_option("--class-threshold", options.class_thresholds,
                    "thresholds of single classes instead of --score-threshold: person=0.5,3=0.2")
        .separated_by_commas();
    group.add_option("--top-k", options.top_classes, "so many classes of a classifier; 5 unless told otherwise")
        .within(1, 1'000'000);
    group.add_option("--protocol", options.protocol,
                     "YOLOZU protocol that fixes the thresholds: yolo26, nms_applied or e2e_nms_free");
}

void add_report_options(CommandLine& line, PredictOptions& options) {
    OptionGroup group = line.group("What to print");
    group.add_option("--progress", options.progress,
                     "auto, terminal, plain, json (lines on stderr) or none; auto: a table of up to 100 images, else "
                     "terminal or plain");
    group.add_flag("--quiet", options.quiet, "print nothing but errors");
    group.add_option("--log-level", options.log_level, "error, warning, info or debug");
}

/// The thresholds: the protocol's, the user's or the defaults; both a protocol and another value is a contradiction.
Status apply_protocol(const CommandLine& line, const PredictOptions& options, RunRequest& request) {
    YOLOZU_ASSIGN(const Protocol protocol, find_protocol(options.protocol));
    for (const char* const flag :
         {"--score-threshold", "--iou-threshold", "--max-detections", "--class-threshold", "--rect", "--tile", "--tta"})
        if (line.has(flag))
            return Error(ErrorCode::invalid_argument,
                         fmt::format("{} cannot be given together with --protocol, which fixes it", flag));
    YOLOZU_ASSIGN(request.score_threshold, DecimalText::parse(protocol.score_threshold));
    YOLOZU_ASSIGN(request.iou_threshold, DecimalText::parse(protocol.iou_threshold));
    request.max_detections = protocol.max_detections;
    if (!request.overrides.input_size) request.overrides.input_size = {protocol.input_size, protocol.input_size};
    request.protocol = protocol;
    return {};
}

Result<DecimalText> parse_threshold(std::string_view flag, std::string_view text) {
    Result<DecimalText> decimal = DecimalText::parse(text);
    if (decimal && decimal->value() >= 0.0 && decimal->value() <= 1.0) return decimal;
    return Error(ErrorCode::invalid_argument,
                 fmt::format("{}: '{}' is not a number from 0 to 1", flag, printable(text)));
}

/// "person=0.5", "3=0.2"; a name may have an equals sign in it.
Result<ClassThreshold> parse_class_threshold(const std::string& text) {
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("--class-threshold: '{}' is not CLASS=SCORE, like person=0.5",
                                 printable(std::string_view(text))));
    YOLOZU_ASSIGN(const DecimalText score,
                  parse_threshold("--class-threshold", std::string_view(text).substr(equals + 1)));
    return ClassThreshold{text.substr(0, equals), score.value()};
}

std::optional<ExifOrientation> exif_from_string(std::string_view name) {
    if (name == "apply") return ExifOrientation::apply;
    return name == "ignore" ? std::optional(ExifOrientation::ignore) : std::nullopt;
}

std::optional<LogLevel> log_level_from_string(std::string_view name) {
    constexpr std::array<std::string_view, 4> names{"error", "warning", "info", "debug"};
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional(static_cast<LogLevel>(found - names.begin()));
}

Result<RunRequest> to_request(const CommandLine& line, const PredictOptions& options) {
    RunRequest request;
    request.model = options.model;
    YOLOZU_ASSIGN(request.overrides, to_overrides(options.model_options));
    YOLOZU_ASSIGN(request.sources, to_sources(line, options.source_flags));
    YOLOZU_ASSIGN(request.read.exif, chosen("--exif", options.exif, "apply, ignore", exif_from_string(options.exif)));
    YOLOZU_ASSIGN(request.shape, chosen("--shape", options.shape, "wrapped, list, map, jsonl",
                                        predictions_shape_from_string(options.shape)));
    request.output = options.output;
    YOLOZU_TRY(apply_result_flags(options.result_flags, request));
    YOLOZU_ASSIGN(request.score_threshold, parse_threshold("--score-threshold", options.score_threshold));
    YOLOZU_ASSIGN(request.iou_threshold, parse_threshold("--iou-threshold", options.iou_threshold));
    request.max_detections = options.max_detections;
    if (!options.protocol.empty()) YOLOZU_TRY(apply_protocol(line, options, request));
    request.class_agnostic = options.agnostic;
    request.classes = options.classes;
    request.drop_classes = options.drop_classes;
    for (const std::string& text : options.class_thresholds) {
        YOLOZU_ASSIGN(ClassThreshold threshold, parse_class_threshold(text));
        request.class_thresholds.push_back(std::move(threshold));
    }
    request.top_classes = options.top_classes;
    YOLOZU_TRY(apply_view_options(options.view_options, request));
    YOLOZU_TRY(apply_execution_flags(options.execution_flags, request));
    request.save_images = options.save_images;
    request.draw_threshold = options.draw_threshold;
    YOLOZU_ASSIGN(request.timestamp, utc_timestamp());
    return request;
}

/// The files that a run wrote, in words.
std::string written_files(const RunRequest& request, Task task) {
    const ResultPaths paths = result_paths(request.output, task);
    std::string text = printable(paths.output);
    if (!paths.instances.empty()) text += ", " + printable(paths.instances);
    if (!paths.folder.empty()) text += fmt::format(" and {}/", printable(paths.folder));
    return text;
}

void report_summary(const RunSummary& summary, const RunRequest& request, Task task) {
    // Of this run; what an interrupted one had done took no time.
    const double images =
        static_cast<double>(std::max<std::size_t>(1, summary.images + summary.failed - summary.resumed));
    const bool has_detections = task != Task::classify && task != Task::semantic && task != Task::depth;
    report_info(fmt::format("wrote {}: {} images{}{}", written_files(request, task), summary.images,
                            has_detections ? fmt::format(", {} detections", summary.detections) : "",
                            summary.failed == 0 ? "" : fmt::format("; {} images could not be read", summary.failed)));
    report_info(
        fmt::format("milliseconds an image: read {:.2f}, preprocess {:.2f}, inference {:.2f}, decode {:.2f}; "
                    "{:.0f} in all, start-up included",
                    summary.read_milliseconds / images, summary.stages.preprocess / images,
                    summary.stages.inference / images, summary.stages.decode / images, summary.total_milliseconds));
}

/// A second signal finds the system's own handler and ends the program at once.
void stop_on_signals() {
    struct sigaction action {};
    action.sa_handler = on_stop_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

int run(const RunRequest& request, ProgressStyle progress, bool quiet) {
    stop_on_signals();
    TerminalObserver observer(request.draw_threshold, progress, quiet);
    const Result<RunSummary> summary = run_predictions(request, observer, cancelled);
    observer.run_ended();
    if (!summary) {
        report_error(summary.error());
        return summary.error().code() == ErrorCode::cancelled ? 128 + received_signal.load()
                                                              : exit_code_for(summary.error());
    }
    observer.summarise(*summary);
    report_summary(*summary, request, observer.task());
    if (summary->stopped) return 128 + received_signal.load();
    return summary->failed == 0 ? exit_done : exit_partial;
}

}  // namespace

int predict_command(const Arguments& arguments) {
    PredictOptions options;
    CommandLine line("yolozu-infer predict", "Runs a model on images and writes YOLOZU predictions.");
    add_run_options(line, options);
    add_result_flags(line, options.result_flags);
    add_model_options(line, options.model_options);
    add_detection_options(line, options);
    add_view_options(line, options.view_options);
    add_execution_options(line, options.execution_flags);
    add_report_options(line, options);
    if (const std::optional<int> code = line.parse(arguments)) return *code;

    const Result<LogLevel> level = chosen("--log-level", options.log_level, "error, warning, info, debug",
                                          log_level_from_string(options.log_level));
    const Result<ProgressStyle> progress = chosen("--progress", options.progress, "auto, terminal, plain, json, none",
                                                  progress_style_from_string(options.progress));
    if (!level || !progress) {
        report_error(level ? progress.error() : level.error());
        return exit_usage;
    }
    // Who reads JSON lines wants nothing else between them.
    const bool only_errors = options.quiet || (*progress == ProgressStyle::json && !line.has("--log-level"));
    set_log_level(only_errors ? LogLevel::error : *level);
    const Result<RunRequest> request = to_request(line, options);
    if (!request) {
        report_error(request.error());
        return exit_code_for(request.error());
    }
    return run(*request, options.quiet ? ProgressStyle::none : *progress, options.quiet);
}

}  // namespace yolozu::cli
