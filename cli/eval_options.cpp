// SPDX-License-Identifier: Apache-2.0
#include "cli/eval_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include "base/lower_case.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "cli/choice.hpp"
#include "eval/similarity.hpp"

namespace yolozu::cli {
namespace {

using eval::Task;

constexpr std::string_view task_choices = "detect, segment, pose, obb, classify";

Error usage(std::string message) {
    return {ErrorCode::invalid_argument, std::move(message)};
}

bool is_class_list(const std::string& labels) {
    return lower_case(std::filesystem::path(labels).extension().native()) == ".csv";
}

/// Exactly one kind of ground truth.
Status check_truth(const EvalOptions& options) {
    const bool by_labels = !options.labels.empty() || !options.images.empty();
    const int kinds = int{by_labels} + int{!options.coco.empty()} + int{!options.dataset.empty()};
    if (kinds == 0)
        return usage(
            "there is no ground truth: give --dataset, --images and --labels, or --coco; for classes of whole "
            "images, --images or a list --labels FILE.csv");
    if (kinds > 1) return usage("--dataset, --coco and --images with --labels exclude each other; give one");
    if (!options.split.empty() && options.dataset.empty())
        return usage("--split says which part of a --dataset is meant; give that, too");
    return {};
}

}  // namespace

void add_eval_options(CommandLine& line, EvalOptions& options) {
    OptionGroup truth = line.group("Ground truth");
    OptionGroup comparison = line.group("Comparison");
    OptionGroup result = line.group("Result");
    line.add_option("--predictions", options.predictions,
                    "the predictions file, in any of YOLOZU's shapes, or its list of instance masks")
        .required();
    truth.add_option("--dataset", options.dataset, "a YOLO data set: its folder, data.yaml or dataset.json");
    truth.add_option("--split", options.split, "of the data set: val, train or a folder's name");
    truth.add_option("--images", options.images,
                     "the folder of the images of --labels; of classify alone: <folder>/<class>/<image>");
    truth.add_option("--labels", options.labels,
                     "the folder of YOLO's labels, <image>.txt; of classify a list FILE.csv of image,class");
    truth.add_option("--coco", options.coco, "COCO's JSON");
    truth.add_option("--label-format", options.label_format,
                     "what the labels are of: detect, segment, pose, obb; without it, what is compared");
    truth.add_option("--names", options.names, "class names, in any form that predict reads");
    comparison.add_option(
        "--task", options.task,
        "what is compared: detect, segment, pose, obb, classify; without it, what the predictions say they are");
    comparison.add_option("--sigmas", options.sigmas,
                          "the spread of each keypoint, 0.05,0.1,...; without it COCO's of 17, else 1/number for each");
    comparison.add_flag(
        "--only-predicted", options.only_predicted,
        "leave out the data set's images that the predictions do not have; else nothing was found on them");
    comparison
        .add_option("--confusion-confidence", options.confusion_confidence,
                    "the confusion matrix counts detections of a higher score")
        .within(0.0, 1.0);
    comparison
        .add_option("--confusion-iou", options.confusion_iou,
                    "and takes them for objects that they fit better than this")
        .within(0.0, 1.0);
    result.add_flag("--per-class", options.per_class, "also show each class");
    result.add_option("--output", options.output, "also write the report as JSON");
    result.add_option("--charts", options.charts, "also draw curves and confusion matrix, as SVG in this folder");
    result.add_option("--latency", options.latency, "put the speed that bench --output measured beside the accuracy");
    result.add_option("--fail-under", options.fail_under, "exit with 1 when the metric is below this").within(0.0, 1.0);
    result.add_option(
        "--metric", options.metric,
        "of --fail-under: map50_95 (usual), map50, map75, ar100 (of pose ar20); of classify top1 (usual), top5");
}

Status check_eval_options(const EvalOptions& options) {
    YOLOZU_TRY(check_truth(options));
    if (!options.task.empty())
        YOLOZU_TRY(chosen("--task", options.task, task_choices, eval::task_from_string(options.task)));
    if (!options.label_format.empty()) {
        YOLOZU_ASSIGN(const Task form, chosen("--label-format", options.label_format, "detect, segment, pose, obb",
                                              eval::task_from_string(options.label_format)));
        if (form == Task::classify || !options.coco.empty())
            return usage("--label-format is of YOLO's labels: detect, segment, pose or obb");
    }
    if (!options.metric.empty() && !options.fail_under)
        return usage("--metric says what --fail-under is about; give that, too");
    return {};
}

Status check_eval_options(const EvalOptions& options, Task task) {
    const bool classes = task == Task::classify;
    if (!options.images.empty() && options.labels.empty() && !classes)
        return usage("--images alone has classes of whole images; give --labels, too");
    if (!options.labels.empty() && options.images.empty() && !classes)
        return usage("--labels needs the sizes of the pictures; give --images, too");
    if (classes && !options.labels.empty() && !is_class_list(options.labels))
        return usage("--labels of classify is a list FILE.csv of image,class; or give --images alone");
    if (classes && (!options.coco.empty() || !options.dataset.empty()))
        return usage("the classes of whole images come from --images or --labels FILE.csv");
    if (!options.label_format.empty() && task != Task::detect && options.label_format != to_string(task))
        return usage(
            fmt::format("labels of {} have nothing that the task {} compares", options.label_format, to_string(task)));
    if (!options.sigmas.empty() && task != Task::pose) return usage("--sigmas are of keypoints, the task pose");
    const std::vector<std::string> names = metric_names(task);
    if (!options.metric.empty() && std::ranges::find(names, options.metric) == names.end())
        return usage(fmt::format("--metric: '{}' is none of those of {}: {}", printable(options.metric),
                                 to_string(task), fmt::join(names, ", ")));
    return {};
}

std::vector<std::string> metric_names(Task task) {
    if (task == Task::classify) return {"top1", "top5"};
    return {"map50_95", "map50", "map75", task == Task::pose ? "ar20" : "ar100"};
}

std::size_t sigma_count(const EvalOptions& options) {
    if (options.sigmas.empty()) return 0;
    return static_cast<std::size_t>(std::ranges::count(options.sigmas, ',')) + 1;
}

Result<std::vector<double>> sigmas_for(const EvalOptions& options, std::size_t keypoint_count) {
    if (options.sigmas.empty()) {
        const std::span<const double> of_coco = eval::coco_keypoint_sigmas();
        if (keypoint_count == of_coco.size()) return std::vector(of_coco.begin(), of_coco.end());
        return std::vector(keypoint_count, 1 / static_cast<double>(keypoint_count));
    }
    if (sigma_count(options) != keypoint_count)
        return usage(fmt::format("--sigmas: has {} numbers, expected one for each of the {} keypoints",
                                 sigma_count(options), keypoint_count));
    std::vector<double> sigmas;
    for (std::string_view rest = options.sigmas; sigmas.size() < keypoint_count;) {
        const std::string_view word = rest.substr(0, rest.find(','));
        const std::optional<double> sigma = parse_number<double>(word);
        if (!sigma || !(*sigma > 0) || !std::isfinite(*sigma))
            return usage(fmt::format("--sigmas: '{}' is not a number above 0", printable(word)));
        sigmas.push_back(*sigma);
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    return sigmas;
}

}  // namespace yolozu::cli
