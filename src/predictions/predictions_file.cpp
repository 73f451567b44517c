// SPDX-License-Identifier: Apache-2.0
#include "predictions/predictions_file.hpp"

#include <utility>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/meta.hpp"
#include "predictions/run_evidence.hpp"

namespace yolozu {

using Layout = JsonWriter::Layout;

PredictionsFile::PredictionsFile(AtomicFile file, std::filesystem::path target, PredictionsShape shape)
    : file_(std::move(file)), target_(std::move(target)), shape_(shape) {}

Result<std::unique_ptr<PredictionsFile>> PredictionsFile::create(const std::filesystem::path& target,
                                                                 PredictionsShape shape) {
    YOLOZU_ASSIGN(AtomicFile file, in_file("predictions file", target, AtomicFile::create(target)));
    std::unique_ptr<PredictionsFile> made(new PredictionsFile(std::move(file), target, shape));
    made->begin();
    return made;
}

void PredictionsFile::begin() {
    if (shape_ == PredictionsShape::jsonl) return;
    if (shape_ != PredictionsShape::list) json_.begin_object(Layout::lines);
    if (shape_ == PredictionsShape::wrapped) {
        json_.member("schema_version", 1);
        json_.key("predictions");
    }
    if (shape_ != PredictionsShape::map) json_.begin_array(Layout::lines);
}

Status PredictionsFile::check_open() const {
    if (closed_) return Error(ErrorCode::invalid_argument, "is finished or broken, nothing more can be written to it");
    return {};
}

/// A failed write leaves a part of the text in the file, so nothing may follow it.
Status PredictionsFile::write_text() {
    Status status = file_.write(text_);
    text_.clear();
    closed_ = closed_ || !status;
    return status;
}

Status PredictionsFile::append_entry(std::string_view image, std::string_view entry,
                                     const PreprocessRecord& preprocess) {
    YOLOZU_TRY(check_open());
    YOLOZU_ASSIGN(const bool is_new, keys_.insert(image));
    if (!is_new) return refused_key(image, "was written before; YOLOZU refuses two entries for one image");
    if (!first_preprocess_) first_preprocess_ = preprocess;
    json_.element(entry);
    if (shape_ == PredictionsShape::jsonl) text_ += '\n';
    return write_text();
}

Status PredictionsFile::end(const RunRecord& record) {
    YOLOZU_TRY(check_open());
    if (shape_ == PredictionsShape::wrapped) {
        YOLOZU_TRY(check_run_record(record, keys_));
        json_.end();
        json_.key("meta");
        write_meta(json_, record, {keys_.size(), first_preprocess_});
    }
    if (shape_ != PredictionsShape::jsonl) {
        json_.end();
        text_ += '\n';
    }
    closed_ = true;
    YOLOZU_TRY(write_text());
    return file_.commit();
}

Status PredictionsFile::append(std::string_view image, std::string_view entry, const PreprocessRecord& preprocess) {
    return in_file("predictions file", target_, append_entry(image, entry, preprocess));
}

Status PredictionsFile::finish(const RunRecord& record) {
    return in_file("predictions file", target_, end(record));
}

}  // namespace yolozu
