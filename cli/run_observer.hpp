// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/progress.hpp"
#include "pipeline/run.hpp"

namespace yolozu::cli {

/// Shows a run: the decision and failures on stderr, and either a row for every picture on stdout or its progress on
/// stderr.
class TerminalObserver : public RunObserver {
public:
    /// Rows count what has at least `score_threshold`.
    TerminalObserver(double score_threshold, ProgressStyle progress, bool quiet)
        : score_threshold_(score_threshold), progress_(progress), quiet_(quiet) {}

    void model_decided(const ModelInfo& info) override;
    void model_loaded(const Predictor& predictor) override;
    void run_begins(const RunPlan& plan, std::optional<std::size_t> pictures, std::size_t done) override;
    void image_done(const PredictionEntry& entry) override;
    void image_failed(const InputImage& image, const Error& error) override;

    /// However it ended.
    void run_ended() { progress_.end(); }
    void summarise(const RunSummary& summary) { progress_.summarise(summary); }

    /// The model's, once it is decided.
    Task task() const { return task_; }

private:
    void print_row(const PredictionEntry& entry);
    std::string counts_by_class(const PredictionEntry& entry) const;
    std::string best_classes(const std::vector<PredictedClass>& classes) const;
    std::string name_of(std::int32_t id) const;

    double score_threshold_;
    Progress progress_;
    bool quiet_, table_ = false, header_printed_ = false;
    std::vector<std::string> names_;
    Task task_ = Task::detect;
};

}  // namespace yolozu::cli
