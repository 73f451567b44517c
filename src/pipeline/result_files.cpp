// SPDX-License-Identifier: Apache-2.0
#include "pipeline/result_files.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_kind = "predictions file", list_kind = "list of masks";

Status check_shape(Task task, PredictionsShape shape) {
    if (shape != PredictionsShape::map || (task != Task::classify && task != Task::depth)) return {};
    return Error(
        ErrorCode::invalid_argument,
        fmt::format("the map shape has a place for detections only; choose another for the task {}", to_string(task)));
}

Status check_folder(const ResultPaths& paths, Task task) {
    if (paths.folder.empty()) return {};
    if (paths.folder == paths.output)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("--output '{}' is the name of the folder of results; choose another, such as '{}.json'",
                        printable(paths.output), printable(paths.output.stem())));
    return check_replaceable(paths.folder, task);
}

/// Whether a file can be made under that name: it is, and goes again.
Status check_target(std::string_view kind, const fs::path& target) {
    if (target.empty()) return {};
    Result<AtomicFile> file = in_file(kind, target, AtomicFile::create(target));
    return file ? Status{} : std::move(file).error();
}

fs::path journal_of(const fs::path& output) {
    fs::path path = output;
    path += ".partial";
    return path;
}

}  // namespace

ResultFiles::ResultFiles(const ResultOptions& options, const ModelInfo& model)
    : options_(options),
      model_(model),
      paths_(result_paths(options.output, model.task)),
      journal_path_(journal_of(options.output)) {}

ResultFiles::~ResultFiles() {
    if (journal_ && !stays_) journal_->remove();
}

Result<std::unique_ptr<ResultFiles>> ResultFiles::create(const ResultOptions& options, const ModelInfo& model) {
    std::unique_ptr<ResultFiles> files(new ResultFiles(options, model));
    YOLOZU_TRY(files->check_targets());
    return files;
}

Status ResultFiles::check_targets() const {
    YOLOZU_TRY(check_shape(model_.task, options_.shape));
    YOLOZU_TRY(check_folder(paths_, model_.task));
    YOLOZU_TRY(check_target(file_kind, paths_.output));
    YOLOZU_TRY(check_target(list_kind, paths_.instances));
    // What an interrupted run left there is replaced as well, and nothing else.
    return has_folder() ? check_replaceable(unfinished_folder(paths_.folder), model_.task) : Status{};
}

Status ResultFiles::begin(const RunFacts& facts) {
    YOLOZU_ASSIGN(journal_, in_file("unfinished run", journal_path_, RunJournal::begin(journal_path_, facts)));
    if (!has_folder()) return {};
    YOLOZU_ASSIGN(folder_, in_file("folder", paths_.folder, AtomicFolder::create(paths_.folder)));
    return {};
}

Status ResultFiles::resume(const RunFacts& facts, std::size_t batch, const RunJournal::Visitor& seen) {
    Result<RunJournal> journal = RunJournal::resume(journal_path_, facts, batch, seen);
    if (!journal && journal.error().code() == ErrorCode::not_found) return begin(facts);
    YOLOZU_ASSIGN(RunJournal found, in_file("unfinished run", journal_path_, std::move(journal)));
    if (has_folder()) {
        YOLOZU_ASSIGN(folder_, in_file("folder", paths_.folder, AtomicFolder::resume(paths_.folder)));
    }
    journal_ = std::move(found);
    return {};
}

Status ResultFiles::append(const PictureRecord& record) {
    return in_file("unfinished run", journal_path_, journal_->append(record));
}

Status ResultFiles::open_files() {
    if (model_.task == Task::semantic) {
        YOLOZU_ASSIGN(list_, EntriesFile::create(list_kind, paths_.output, options_.shape));
        return {};
    }
    if (model_.task == Task::segment) {
        YOLOZU_ASSIGN(list_, EntriesFile::create(list_kind, paths_.instances, PredictionsShape::wrapped));
    }
    YOLOZU_ASSIGN(predictions_, EntriesFile::create(file_kind, paths_.output, options_.shape));
    return {};
}

/// Copies what was appended into the files.
Status ResultFiles::fill_files() {
    return in_file("unfinished run", journal_path_, journal_->visit([&](PictureRecord& record) -> Status {
        if (!record.error.empty()) return {};
        if (list_) YOLOZU_TRY(list_->append(record.key, record.masks));
        if (!predictions_) return {};
        if (!first_preprocess_) first_preprocess_ = preprocess_of(record.input_width, record.input_height);
        return predictions_->append(record.key, record.entry);
    }));
}

PreprocessRecord ResultFiles::preprocess_of(int input_width, int input_height) const {
    return to_preprocess_record(model_.preprocess, input_width, input_height);
}

/// The folder, the list, the predictions: who finds a file finds what it names.
Status ResultFiles::place() {
    if (folder_) {
        YOLOZU_TRY(check_replaceable(paths_.folder, model_.task));
        // With the folder in its place there is nothing any more that an unfinished run could go on with.
        journal_->remove();
        YOLOZU_TRY(in_file("folder", paths_.folder, folder_->place()));
    }
    Status placed = list_ ? list_->place() : Status{};
    if (placed && predictions_) placed = predictions_->commit();
    if (placed) return {};
    // The first failure is the one to tell.
    if (list_) (void)list_->withdraw();
    if (folder_) (void)folder_->withdraw();
    return placed;
}

Status ResultFiles::finish(const RunRecord& record) {
    YOLOZU_TRY(open_files());
    YOLOZU_TRY(fill_files());
    if (list_) YOLOZU_TRY(list_->end(record, preprocess_of(model_.input_width, model_.input_height)));
    if (predictions_) YOLOZU_TRY(predictions_->end(record, first_preprocess_));
    return place();
}

Status ResultFiles::stay() {
    if (!journal_) return {};
    stays_ = true;
    if (folder_) folder_->stay();
    return in_file("unfinished run", journal_path_, journal_->sync());
}

}  // namespace yolozu
