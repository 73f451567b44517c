// SPDX-License-Identifier: Apache-2.0
#include "predictions/mask_list_writer.hpp"

#include <utility>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/json_writer.hpp"
#include "predictions/meta.hpp"

namespace yolozu {
namespace {

using Layout = JsonWriter::Layout;

void write_instance(JsonWriter& json, const InstanceRecord& instance) {
    json.begin_object(Layout::inline_);
    json.member("class_id", instance.class_id);
    json.member("score", instance.score);
    json.member("mask", instance.mask);
    json.end();
}

}  // namespace

struct MaskListWriter::State {
    State(AtomicFile opened, std::filesystem::path path, PredictionsShape chosen)
        : file(std::move(opened)), target(std::move(path)), shape(chosen) {}

    AtomicFile file;
    std::filesystem::path target;
    PredictionsShape shape;
    std::string text;  // what is not in the file yet
    JsonWriter json{text};

    void begin();
    Status write_text();
};

void MaskListWriter::State::begin() {
    if (shape != PredictionsShape::list) json.begin_object(Layout::lines);
    if (shape == PredictionsShape::wrapped) {
        json.member("schema_version", 1);
        json.key("predictions");
    }
    if (shape != PredictionsShape::map) json.begin_array(Layout::lines);
}

Status MaskListWriter::State::write_text() {
    Status status = file.write(text);
    text.clear();
    return in_file("list of masks", target, std::move(status));
}

MaskListWriter::MaskListWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
MaskListWriter::~MaskListWriter() = default;
MaskListWriter::MaskListWriter(MaskListWriter&&) noexcept = default;
MaskListWriter& MaskListWriter::operator=(MaskListWriter&&) noexcept = default;

Result<MaskListWriter> MaskListWriter::create(const std::filesystem::path& target, PredictionsShape shape) {
    YOLOZU_ASSIGN(AtomicFile file, in_file("list of masks", target, AtomicFile::create(target)));
    auto state = std::make_unique<State>(std::move(file), target, shape);
    state->begin();
    return MaskListWriter(std::move(state));
}

Status MaskListWriter::append_instances(std::string_view image, std::span<const InstanceRecord> instances) {
    JsonWriter& json = state_->json;
    json.begin_object(Layout::lines);
    json.member("image", image);
    json.key("instances");
    json.begin_array(Layout::lines);
    for (const InstanceRecord& instance : instances) write_instance(json, instance);
    json.end();
    json.end();
    return state_->write_text();
}

Status MaskListWriter::append_map(std::string_view id, std::string_view image, std::string_view mask) {
    JsonWriter& json = state_->json;
    if (state_->shape == PredictionsShape::map) {
        json.member(id, mask);
    } else {
        json.begin_object(Layout::inline_);
        json.member("id", id);
        json.member("image", image);
        json.member("mask", mask);
        json.end();
    }
    return state_->write_text();
}

Status MaskListWriter::end(const RunRecord& record, std::size_t entry_count, const PreprocessRecord& preprocess) {
    JsonWriter& json = state_->json;
    if (state_->shape == PredictionsShape::wrapped) {
        json.end();
        json.key("meta");
        write_meta(json, record, {entry_count, preprocess});
    }
    json.end();
    state_->text += '\n';
    return state_->write_text();
}

Status MaskListWriter::place() {
    return in_file("list of masks", state_->target, state_->file.place());
}

Status MaskListWriter::withdraw() {
    return in_file("list of masks", state_->target, state_->file.withdraw());
}

}  // namespace yolozu
