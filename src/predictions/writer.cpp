// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/entries_file.hpp"
#include "predictions/entry_text.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {
namespace {

constexpr std::string_view file_kind = "predictions file";

}  // namespace

std::optional<PredictionsShape> predictions_shape_from_string(std::string_view name) {
    if (name == "wrapped") return PredictionsShape::wrapped;
    if (name == "list") return PredictionsShape::list;
    if (name == "map") return PredictionsShape::map;
    if (name == "jsonl") return PredictionsShape::jsonl;
    return std::nullopt;
}

struct PredictionsWriter::State {
    std::filesystem::path target;
    EntryFormatter formatter;
    std::unique_ptr<EntriesFile> file;
    std::optional<PreprocessRecord> first_preprocess{};
};

PredictionsWriter::PredictionsWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
PredictionsWriter::~PredictionsWriter() = default;
PredictionsWriter::PredictionsWriter(PredictionsWriter&&) noexcept = default;
PredictionsWriter& PredictionsWriter::operator=(PredictionsWriter&&) noexcept = default;

Result<PredictionsWriter> PredictionsWriter::create(const std::filesystem::path& target, PredictionsShape shape) {
    YOLOZU_ASSIGN(std::unique_ptr<EntriesFile> file, EntriesFile::create(file_kind, target, shape));
    return PredictionsWriter(std::unique_ptr<State>(new State{target, EntryFormatter(shape), std::move(file)}));
}

Status PredictionsWriter::append(const PredictionEntry& entry) {
    YOLOZU_TRY(in_file(file_kind, state_->target, state_->formatter.format(entry)));
    YOLOZU_TRY(state_->file->append(entry.image, state_->formatter.text()));
    if (!state_->first_preprocess) state_->first_preprocess = entry.preprocess;
    return {};
}

std::span<const std::size_t> PredictionsWriter::written_detections() const {
    return state_->formatter.written_detections();
}

Status PredictionsWriter::finish(const RunRecord& record) {
    YOLOZU_TRY(state_->file->end(record, state_->first_preprocess));
    return state_->file->commit();
}

}  // namespace yolozu
