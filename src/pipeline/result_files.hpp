// SPDX-License-Identifier: Apache-2.0
//
// All that a run writes, for every task.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "base/folder.hpp"
#include "pipeline/journal.hpp"
#include "pipeline/picture_formatter.hpp"
#include "pipeline/result_folder.hpp"
#include "predictions/entries_file.hpp"
#include "yolozu/predictions.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Makes a run's files (result_paths): the predictions or, for semantic, the list of masks under the output's name; for
/// segment also the list of instances; the folder of masks or depth maps. While the run goes on there are only its
/// journal, "OUTPUT.partial", and the unfinished folder.
///
/// finish() puts the files in their places, the output last; when one of these steps fails those before it are undone.
/// Without a successful finish() everything stays as it was, and unless stay() is called nothing else is left.
class ResultFiles {
public:
    /// Fails when the files of an earlier run cannot be replaced: before any work is done, so it is to be called first.
    static Result<std::unique_ptr<ResultFiles>> create(const ResultOptions& options, const ModelInfo& model);
    ~ResultFiles();
    ResultFiles(const ResultFiles&) = delete;
    ResultFiles& operator=(const ResultFiles&) = delete;

    /// Begins with nothing done.
    Status begin(const RunFacts& facts);
    /// Goes on where an interrupted run stopped, and calls `seen` with what that has done, by whole batches. Begins
    /// where there is none.
    Status resume(const RunFacts& facts, std::size_t batch, const RunJournal::Visitor& seen);

    /// Whether there are masks or depth maps beside the predictions.
    bool has_folder() const { return !paths_.folder.empty() && !options_.dry_run; }
    /// The folder for them; null where there is none, and before it has begun.
    const AtomicFolder* folder() const { return folder_ ? &*folder_ : nullptr; }

    Status append(const PictureRecord& record);

    /// Makes the files from what was appended; `record` says the same.
    Status finish(const RunRecord& record);

    /// What was appended is kept for resume().
    Status stay();

private:
    ResultFiles(const ResultOptions& options, const ModelInfo& model);
    Status check_targets() const;
    PreprocessRecord preprocess_of(int input_width, int input_height) const;
    Status open_files();
    Status fill_files();
    Status place();

    ResultOptions options_;
    ModelInfo model_;
    ResultPaths paths_;
    std::filesystem::path journal_path_;
    std::optional<AtomicFolder> folder_;
    std::optional<RunJournal> journal_;
    bool stays_ = false;
    std::optional<PreprocessRecord> first_preprocess_;  // of the predictions
    std::unique_ptr<EntriesFile> predictions_;          // all tasks but semantic
    std::unique_ptr<EntriesFile> list_;                 // segment and semantic
};

}  // namespace yolozu
