// SPDX-License-Identifier: Apache-2.0
#include "cli/run_observer.hpp"

#include <fmt/format.h>

#include <map>

#include "base/file.hpp"
#include "cli/report.hpp"

namespace yolozu::cli {
namespace {

/// Of more pictures nobody reads the rows.
constexpr std::size_t most_rows = 100;

}  // namespace

void TerminalObserver::model_decided(const ModelInfo& info) {
    names_ = info.names;
    task_ = info.task;
    report_info(fmt::format("model: task {}, head {}, input {}x{}, {} classes", to_string(info.task),
                            to_string(info.head), info.input_width, info.input_height, info.class_count));
    for (const Evidence& evidence : info.evidence)
        report_debug(fmt::format("because {}: {}", evidence.finding, evidence.conclusion));
}

void TerminalObserver::model_loaded(const Predictor& predictor) {
    report_info(fmt::format("backend: {} {}, {}", predictor.backend_name(), predictor.loaded().runtime_version(),
                            predictor.loaded().provider()));
}

void TerminalObserver::run_begins(const RunPlan& plan, std::optional<std::size_t> pictures, std::size_t done) {
    report_info(fmt::format("jobs: {}, each of {} thread{} and {} image{} at a time", plan.jobs, plan.threads,
                            plan.threads == 1 ? "" : "s", plan.batch, plan.batch == 1 ? "" : "s"));
    if (done > 0) report_info(fmt::format("{} images were done before the interruption", done));
    table_ = !quiet_ && pictures && *pictures <= most_rows;
    progress_.begin(plan, pictures, done, table_);
}

void TerminalObserver::image_done(const PredictionEntry& entry) {
    if (table_) print_row(entry);
    progress_.picture_done();
}

void TerminalObserver::image_failed(const InputImage& image, const Error& error) {
    progress_.end();
    report_error(error);
    progress_.picture_failed(image.key(), error.to_string());
}

void TerminalObserver::print_row(const PredictionEntry& entry) {
    if (!header_printed_) {
        print_result("{:<36} {:>11} {:>10}  {}\n", "image", "size", entry.classification ? "classes" : "detections",
                     fmt::format("of score >= {}", score_threshold_));
        header_printed_ = true;
    }
    print_result("{:<36} {:>11} {:>10}  {}\n", printable(std::string_view(entry.image)),
                 fmt::format("{}x{}", entry.original_width, entry.original_height),
                 entry.classification ? entry.classification->size() : entry.detections.size(),
                 entry.classification ? best_classes(*entry.classification) : counts_by_class(entry));
    table_ = flush_table();
}

std::string TerminalObserver::counts_by_class(const PredictionEntry& entry) const {
    std::map<std::int32_t, int> counts;
    for (const PredictedObject& object : entry.detections)
        if (object.score >= score_threshold_) ++counts[object.class_id];
    std::string text;
    for (const auto& [id, count] : counts) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name_of(id));
    return text.empty() ? "-" : text;
}

std::string TerminalObserver::best_classes(const std::vector<PredictedClass>& classes) const {
    std::string text;
    for (const PredictedClass& each : classes)
        if (each.score >= score_threshold_)
            text += fmt::format("{}{} {:.2f}", text.empty() ? "" : ", ", name_of(each.class_id), each.score);
    return text.empty() ? "-" : text;
}

std::string TerminalObserver::name_of(std::int32_t id) const {
    const auto index = static_cast<std::size_t>(id);
    return index < names_.size() ? printable(std::string_view(names_[index])) : fmt::format("class {}", id);
}

}  // namespace yolozu::cli
