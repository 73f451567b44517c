// SPDX-License-Identifier: Apache-2.0
#include "predictions/mask_list.hpp"

#include <utility>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/entry_text.hpp"
#include "predictions/meta.hpp"
#include "predictions/run_evidence.hpp"

namespace yolozu {

using Layout = JsonWriter::Layout;

std::string instances_entry(std::string_view image, std::span<const InstanceRecord> instances) {
    std::string text;
    JsonWriter json(text, depth_of_entries(PredictionsShape::wrapped));
    json.begin_object(Layout::lines);
    json.member("image", image);
    json.key("instances");
    json.begin_array(Layout::lines);
    for (const InstanceRecord& instance : instances) {
        json.begin_object(Layout::inline_);
        json.member("class_id", instance.class_id);
        json.member("score", instance.score);
        json.member("mask", instance.mask);
        json.end();
    }
    json.end();
    json.end();
    return text;
}

std::string semantic_entry(PredictionsShape shape, std::string_view id, std::string_view image, std::string_view mask) {
    std::string text;
    JsonWriter json(text, depth_of_entries(shape));
    if (shape == PredictionsShape::map) {
        json.member(id, mask);
        return text;
    }
    json.begin_object(Layout::inline_);
    json.member("id", id);
    json.member("image", image);
    json.member("mask", mask);
    json.end();
    return text;
}

MaskListFile::MaskListFile(AtomicFile file, std::filesystem::path target, PredictionsShape shape)
    : file_(std::move(file)), target_(std::move(target)), shape_(shape) {}

Result<std::unique_ptr<MaskListFile>> MaskListFile::create(const std::filesystem::path& target,
                                                           PredictionsShape shape) {
    YOLOZU_ASSIGN(AtomicFile file, in_file("list of masks", target, AtomicFile::create(target)));
    std::unique_ptr<MaskListFile> made(new MaskListFile(std::move(file), target, shape));
    made->begin();
    return made;
}

void MaskListFile::begin() {
    if (shape_ == PredictionsShape::jsonl) return;
    if (shape_ != PredictionsShape::list) json_.begin_object(Layout::lines);
    if (shape_ == PredictionsShape::wrapped) {
        json_.member("schema_version", 1);
        json_.key("predictions");
    }
    if (shape_ != PredictionsShape::map) json_.begin_array(Layout::lines);
}

Status MaskListFile::write_text() {
    Status status = file_.write(text_);
    text_.clear();
    return in_file("list of masks", target_, std::move(status));
}

Status MaskListFile::append(std::string_view image, std::string_view entry) {
    YOLOZU_ASSIGN(const bool is_new, keys_.insert(image));
    if (!is_new) return refused_key(image, "was written before; YOLOZU refuses two entries for one image");
    if (entry.empty()) return {};
    json_.element(entry);
    if (shape_ == PredictionsShape::jsonl) text_ += '\n';
    return write_text();
}

Status MaskListFile::end(const RunRecord& record, const PreprocessRecord& preprocess) {
    if (shape_ == PredictionsShape::jsonl) return {};
    if (shape_ == PredictionsShape::wrapped) {
        YOLOZU_TRY(in_file("list of masks", target_, check_run_record(record, keys_)));
        json_.end();
        json_.key("meta");
        write_meta(json_, record, {keys_.size(), preprocess});
    }
    json_.end();
    text_ += '\n';
    return write_text();
}

Status MaskListFile::place() {
    return in_file("list of masks", target_, file_.place());
}

Status MaskListFile::withdraw() {
    return in_file("list of masks", target_, file_.withdraw());
}

}  // namespace yolozu
