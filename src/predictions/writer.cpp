// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/document.hpp"
#include "predictions/image_key.hpp"
#include "predictions/json_writer.hpp"
#include "predictions/meta.hpp"
#include "predictions/run_evidence.hpp"
#include "predictions/sanitize.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {
namespace {

using Layout = JsonWriter::Layout;

bool all_finite(const std::optional<std::array<double, 3>>& channels) {
    return !channels || std::ranges::all_of(*channels, [](double channel) { return std::isfinite(channel); });
}

bool all_finite(const PoseFrame& frame) {
    const CameraIntrinsics camera = frame.intrinsics.value_or(CameraIntrinsics{});
    const std::array numbers{frame.scale_x, frame.scale_y, camera.fx, camera.fy, camera.cx, camera.cy};
    return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}

Error not_finite(const PredictionEntry& entry, std::string_view what) {
    return {ErrorCode::invalid_argument,
            fmt::format("image '{}': {} is not finite, JSON has no such number", printable(entry.image), what)};
}

Status check_entry(const PredictionEntry& entry, PredictionsShape shape) {
    const std::string_view key = trim_image_key(entry.image);
    if (key.empty()) return refused_key(entry.image, "is empty, expected a path or a file name");
    // In a map these two keys would be read as parts of a wrapper.
    if (shape == PredictionsShape::map && (key == "predictions" || key == "schema_version"))
        return refused_key(entry.image, "has a meaning of its own in a map, use the wrapped or the list shape");
    if (!all_finite(entry.preprocess.mean) || !all_finite(entry.preprocess.deviation))
        return not_finite(entry, "mean or deviation");
    if (entry.pose_frame && !all_finite(*entry.pose_frame)) return not_finite(entry, "scale or intrinsics");
    if (entry.classification)
        for (const PredictedClass& each : *entry.classification)
            if (!std::isfinite(each.score)) return not_finite(entry, "the score of a class");
    // A map has a place for detections only.
    if (shape == PredictionsShape::map && (entry.classification || !entry.depth_file.empty()))
        return refused_key(entry.image, "has no detections, for which alone a map has a place; use another shape");
    return {};
}

}  // namespace

std::optional<PredictionsShape> predictions_shape_from_string(std::string_view name) {
    if (name == "wrapped") return PredictionsShape::wrapped;
    if (name == "list") return PredictionsShape::list;
    if (name == "map") return PredictionsShape::map;
    return std::nullopt;
}

struct PredictionsWriter::State {
    State(AtomicFile opened, const std::filesystem::path& target, PredictionsShape chosen)
        : file(std::move(opened)), name(printable(target)), shape(chosen) {}

    AtomicFile file;
    std::string name;  // of the target, for messages
    PredictionsShape shape;
    std::string text;  // what is not in the file yet
    JsonWriter json{text};
    ImageKeySet keys;
    std::vector<PredictedObject> sane;
    std::vector<std::size_t> origins;  // of `sane` in their entry
    std::optional<PreprocessRecord> first_preprocess;
    bool closed = false;  // finished, or broken by a failed write

    void begin();
    Status check_open() const;
    Status append(const PredictionEntry& entry);
    Status finish(const RunRecord& record);
    Status write_text();
};

void PredictionsWriter::State::begin() {
    if (shape != PredictionsShape::list) json.begin_object(Layout::lines);
    if (shape == PredictionsShape::wrapped) {
        json.member("schema_version", 1);
        json.key("predictions");
    }
    if (shape != PredictionsShape::map) json.begin_array(Layout::lines);
}

Status PredictionsWriter::State::check_open() const {
    if (closed) return Error(ErrorCode::invalid_argument, "is finished or broken, nothing more can be written to it");
    return {};
}

/// A failed write leaves a part of the text in the file, so nothing may follow it.
Status PredictionsWriter::State::write_text() {
    Status status = file.write(text);
    text.clear();
    closed = closed || !status;
    return status;
}

Status PredictionsWriter::State::append(const PredictionEntry& entry) {
    YOLOZU_TRY(check_open());
    YOLOZU_TRY(check_entry(entry, shape));
    YOLOZU_ASSIGN(const bool is_new, keys.insert(entry.image));
    if (!is_new) return refused_key(entry.image, "was written before; YOLOZU refuses two entries for one image");
    sanitize_detections(entry.detections, sane, origins);
    if (!first_preprocess) first_preprocess = entry.preprocess;
    if (shape == PredictionsShape::map) {
        json.key(entry.image);
        write_detections(json, sane);
    } else {
        write_entry(json, entry, sane);
    }
    return write_text();
}

Status PredictionsWriter::State::finish(const RunRecord& record) {
    YOLOZU_TRY(check_open());
    if (shape == PredictionsShape::wrapped) {
        YOLOZU_TRY(check_run_record(record, keys));
        json.end();
        json.key("meta");
        write_meta(json, record, {keys.size(), first_preprocess});
    }
    json.end();
    text += '\n';
    closed = true;
    YOLOZU_TRY(write_text());
    return file.commit();
}

PredictionsWriter::PredictionsWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
PredictionsWriter::~PredictionsWriter() = default;
PredictionsWriter::PredictionsWriter(PredictionsWriter&&) noexcept = default;
PredictionsWriter& PredictionsWriter::operator=(PredictionsWriter&&) noexcept = default;

Result<PredictionsWriter> PredictionsWriter::create(const std::filesystem::path& target, PredictionsShape shape) {
    YOLOZU_ASSIGN(AtomicFile file, in_file("predictions file", target, AtomicFile::create(target)));
    auto state = std::make_unique<State>(std::move(file), target, shape);
    state->begin();
    return PredictionsWriter(std::move(state));
}

Status PredictionsWriter::append(const PredictionEntry& entry) {
    Status status = state_->append(entry);
    if (!status) return std::move(status).error().with_context(fmt::format("predictions file '{}'", state_->name));
    return {};
}

std::span<const std::size_t> PredictionsWriter::written_detections() const {
    return state_->origins;
}

Status PredictionsWriter::finish(const RunRecord& record) {
    Status status = state_->finish(record);
    if (!status) return std::move(status).error().with_context(fmt::format("predictions file '{}'", state_->name));
    return {};
}

}  // namespace yolozu
