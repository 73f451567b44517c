// SPDX-License-Identifier: Apache-2.0
#include "predictions/entries_file.hpp"

#include <utility>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/meta.hpp"
#include "predictions/run_evidence.hpp"

namespace yolozu {

using Layout = JsonWriter::Layout;

EntriesFile::EntriesFile(AtomicFile file, std::string kind, std::filesystem::path target, PredictionsShape shape)
    : file_(std::move(file)), kind_(std::move(kind)), target_(std::move(target)), shape_(shape) {}

Result<std::unique_ptr<EntriesFile>> EntriesFile::create(std::string_view kind, const std::filesystem::path& target,
                                                         PredictionsShape shape) {
    YOLOZU_ASSIGN(AtomicFile file, in_file(kind, target, AtomicFile::create(target)));
    std::unique_ptr<EntriesFile> made(new EntriesFile(std::move(file), std::string(kind), target, shape));
    made->begin();
    return made;
}

void EntriesFile::begin() {
    if (shape_ == PredictionsShape::jsonl) return;
    if (shape_ != PredictionsShape::list) json_.begin_object(Layout::lines);
    if (shape_ == PredictionsShape::wrapped) {
        json_.member("schema_version", 1);
        json_.key("predictions");
    }
    if (shape_ != PredictionsShape::map) json_.begin_array(Layout::lines);
}

Status EntriesFile::check_open() const {
    if (closed_) return Error(ErrorCode::invalid_argument, "is finished or broken, nothing more can be written to it");
    return {};
}

/// A failed write leaves a part of the text in the file, so nothing may follow it.
Status EntriesFile::write_text() {
    Status status = file_.write(text_);
    text_.clear();
    closed_ = closed_ || !status;
    return status;
}

Status EntriesFile::append_entry(std::string_view image, std::string_view entry) {
    YOLOZU_TRY(check_open());
    YOLOZU_ASSIGN(const bool is_new, keys_.insert(image));
    if (!is_new) return refused_key(image, "was written before; YOLOZU refuses two entries for one image");
    if (entry.empty()) return {};
    json_.element(entry);
    if (shape_ == PredictionsShape::jsonl) text_ += '\n';
    return write_text();
}

Status EntriesFile::write_end(const RunRecord& record, const std::optional<PreprocessRecord>& preprocess) {
    YOLOZU_TRY(check_open());
    if (shape_ == PredictionsShape::wrapped) {
        YOLOZU_TRY(check_run_record(record, keys_));
        json_.end();
        json_.key("meta");
        write_meta(json_, record, {keys_.size(), preprocess});
    }
    if (shape_ != PredictionsShape::jsonl) {
        json_.end();
        text_ += '\n';
    }
    closed_ = true;
    return write_text();
}

Status EntriesFile::append(std::string_view image, std::string_view entry) {
    return in_file(kind_, target_, append_entry(image, entry));
}

Status EntriesFile::end(const RunRecord& record, const std::optional<PreprocessRecord>& preprocess) {
    return in_file(kind_, target_, write_end(record, preprocess));
}

Status EntriesFile::commit() {
    return in_file(kind_, target_, file_.commit());
}

Status EntriesFile::place() {
    return in_file(kind_, target_, file_.place());
}

Status EntriesFile::withdraw() {
    return in_file(kind_, target_, file_.withdraw());
}

}  // namespace yolozu
