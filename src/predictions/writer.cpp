// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/entry_text.hpp"
#include "predictions/predictions_file.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {

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
    std::unique_ptr<PredictionsFile> file;
};

PredictionsWriter::PredictionsWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
PredictionsWriter::~PredictionsWriter() = default;
PredictionsWriter::PredictionsWriter(PredictionsWriter&&) noexcept = default;
PredictionsWriter& PredictionsWriter::operator=(PredictionsWriter&&) noexcept = default;

Result<PredictionsWriter> PredictionsWriter::create(const std::filesystem::path& target, PredictionsShape shape) {
    YOLOZU_ASSIGN(std::unique_ptr<PredictionsFile> file, PredictionsFile::create(target, shape));
    return PredictionsWriter(std::unique_ptr<State>(new State{target, EntryFormatter(shape), std::move(file)}));
}

Status PredictionsWriter::append(const PredictionEntry& entry) {
    YOLOZU_TRY(in_file("predictions file", state_->target, state_->formatter.format(entry)));
    return state_->file->append(entry.image, state_->formatter.text(), entry.preprocess);
}

std::span<const std::size_t> PredictionsWriter::written_detections() const {
    return state_->formatter.written_detections();
}

Status PredictionsWriter::finish(const RunRecord& record) {
    return state_->file->finish(record);
}

}  // namespace yolozu
