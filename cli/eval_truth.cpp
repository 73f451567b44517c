// SPDX-License-Identifier: Apache-2.0
#include "cli/eval_truth.hpp"

#include <filesystem>

#include "base/try.hpp"
#include "eval/classification.hpp"
#include "eval/image_index.hpp"
#include "pipeline/dataset_truth.hpp"
#include "pipeline/sources.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu::cli {
namespace {

namespace fs = std::filesystem;
using eval::Task;

/// "images/val" and "images/val/" are of the split "val".
std::string last_folder(const fs::path& images) {
    return (images.has_filename() ? images : images.parent_path()).filename().native();
}

Result<std::vector<fs::path>> pictures_in_folder(const std::string& folder, bool recursive) {
    SourceRequest source;
    source.given = {folder};
    source.recursive = recursive;
    YOLOZU_ASSIGN(const ListedImages images, list_images(source));
    std::vector<fs::path> paths;
    for (const InputImage& image : images.all()) paths.emplace_back(image.path);
    return paths;
}

Result<std::vector<std::string>> names_of(const EvalOptions& options, const ReadPredictions& predictions) {
    if (!options.names.empty()) return read_class_names(options.names);
    return predictions.class_names;
}

Result<eval::GroundTruth> read_classes(const EvalOptions& options, const ReadPredictions& predictions) {
    YOLOZU_ASSIGN(const std::vector<std::string> names, names_of(options, predictions));
    if (!options.labels.empty()) return eval::read_class_list(options.labels, names);
    YOLOZU_ASSIGN(const std::vector<fs::path> images, pictures_in_folder(options.images, true));
    return eval::classes_of_folders(images, names);
}

eval::LabelForm form_of(const EvalOptions& options, Task task, const ReadPredictions& predictions) {
    const std::optional<Task> named = eval::task_from_string(options.label_format);
    eval::LabelForm form{.task = named.value_or(task)};
    if (form.task == Task::pose) form.keypoint_count = keypoints_of(options, predictions);
    return form;
}

Result<eval::GroundTruth> read_dataset(const EvalOptions& options, Task task, const ReadPredictions& predictions) {
    YOLOZU_ASSIGN(const DatasetTruth dataset, truth_of_dataset(options.dataset, options.split));
    if (!dataset.coco.empty() && !options.label_format.empty())
        return Error(ErrorCode::invalid_argument,
                     "--label-format is of YOLO's labels, the data set has COCO's annotations");
    if (!dataset.coco.empty()) return eval::read_coco_truth(dataset.coco, task);
    std::vector<eval::LabelledImage> images;
    for (std::size_t place = 0; place < dataset.images.size(); ++place)
        images.push_back({dataset.images[place], dataset.labels[place]});
    YOLOZU_ASSIGN(eval::GroundTruth truth, eval::read_yolo_labels(images, form_of(options, task, predictions)));
    // A .yaml need not name the classes.
    if (!dataset.names.empty())
        if (Result<std::vector<std::string>> names = read_class_names(dataset.names)) truth.class_names = *names;
    return truth;
}

Result<eval::GroundTruth> read_labels(const EvalOptions& options, Task task, const ReadPredictions& predictions) {
    YOLOZU_ASSIGN(const std::vector<fs::path> images, pictures_in_folder(options.images, false));
    YOLOZU_ASSIGN(const std::vector<eval::LabelledImage> labelled, eval::labels_in(options.labels, images));
    return eval::read_yolo_labels(labelled, form_of(options, task, predictions));
}

}  // namespace

std::size_t keypoints_of(const EvalOptions& options, const ReadPredictions& predictions) {
    for (const ReadEntry& entry : predictions.entries)
        if (!entry.detections.empty()) return entry.detections.front().keypoints.size();
    return sigma_count(options);
}

Result<NamedTruth> read_truth(const EvalOptions& options, Task task, const ReadPredictions& predictions) {
    NamedTruth named;
    if (task == Task::classify) {
        named.dataset = options.labels.empty() ? options.images : options.labels;
        YOLOZU_ASSIGN(named.truth, read_classes(options, predictions));
    } else if (!options.dataset.empty()) {
        named.dataset = options.dataset;
        YOLOZU_ASSIGN(named.truth, read_dataset(options, task, predictions));
        named.split = options.split;
        if (named.split.empty() && !named.truth.images.empty())
            named.split = fs::path(named.truth.images.front().key).parent_path().filename().native();
    } else if (!options.coco.empty()) {
        named.dataset = options.coco;
        YOLOZU_ASSIGN(named.truth, eval::read_coco_truth(options.coco, task));
    } else {
        named.dataset = options.images;
        named.split = last_folder(options.images);
        YOLOZU_ASSIGN(named.truth, read_labels(options, task, predictions));
    }
    if (!options.names.empty() || named.truth.class_names.empty()) {
        YOLOZU_ASSIGN(named.truth.class_names, names_of(options, predictions));
    }
    return named;
}

Status keep_predicted(eval::GroundTruth& truth, std::span<const ReadEntry> entries) {
    YOLOZU_ASSIGN(const std::vector<const ReadEntry*> entry_of, eval::entries_by_image(truth.images, entries));
    std::vector<eval::TrueImage> kept;
    for (std::size_t place = 0; place < entry_of.size(); ++place)
        if (entry_of[place] != nullptr) kept.push_back(std::move(truth.images[place]));
    truth.images = std::move(kept);
    return {};
}

}  // namespace yolozu::cli
