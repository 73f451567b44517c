// SPDX-License-Identifier: Apache-2.0
#include "predictions/merge.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>
#include <vector>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/describe.hpp"
#include "predictions/document_text.hpp"
#include "predictions/image_key.hpp"
#include "predictions/merge_meta.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Part {
    fs::path path;
    DocumentReader reader;
};

Error unlike(std::string_view reason) {
    return {ErrorCode::malformed, fmt::format("{}; a merge wants parts as predict writes them", reason)};
}

class Merger {
public:
    Merger(const std::optional<std::string>& timestamp, EntryEditor* editor) : timestamp_(timestamp), editor_(editor) {}

    Result<MergedFile> merge(std::span<const fs::path> paths, const fs::path& output);

private:
    Status open(const fs::path& path);
    Status check_shape(const Part& part) const;
    Status copy_entries(std::size_t index, DocumentWriter& writer);
    Status copy_entry(std::size_t part, const EntryText& entry, DocumentWriter& writer);
    Result<std::string> image_of(const EntryText& text, const json& entry);
    Status check_count(const Part& part) const;

    const std::optional<std::string>& timestamp_;
    EntryEditor* editor_;
    std::vector<Part> parts_;
    std::vector<PartMeta> metas_;
    ImageKeySet images_;
    std::string scratch_;
};

Status Merger::check_shape(const Part& part) const {
    const DocumentReader &reader = part.reader, &first = parts_.front().reader;
    if (reader.shape() != first.shape())
        return unlike(fmt::format("has the shape {}, but '{}' has {}", to_string(reader.shape()),
                                  printable(parts_.front().path), to_string(first.shape())));
    if (reader.shape() == DocumentShape::wrapped && reader.has_keys()) return unlike("has a map in its wrapper");
    if (!reader.unknown_member().empty())
        return unlike(fmt::format("has a member {} in its wrapper", quote(reader.unknown_member())));
    if (reader.meta().empty() != first.meta().empty())
        return unlike(fmt::format("has {} meta, but '{}' has {}", reader.meta().empty() ? "no" : "a",
                                  printable(parts_.front().path), first.meta().empty() ? "none" : "one"));
    return {};
}

Status Merger::open(const fs::path& path) {
    YOLOZU_ASSIGN(DocumentReader reader, DocumentReader::open(path));
    parts_.push_back({path, std::move(reader)});
    YOLOZU_TRY(check_shape(parts_.back()));
    if (!parts_.back().reader.meta().empty()) metas_.push_back({path.native(), parts_.back().reader.meta()});
    return {};
}

Status Merger::check_count(const Part& part) const {
    if (part.reader.meta().empty()) return {};
    YOLOZU_ASSIGN(const std::size_t images, images_in_meta({part.path.native(), part.reader.meta()}));
    if (images == part.reader.count()) return {};
    return Error(ErrorCode::malformed,
                 fmt::format("has {} entries, but meta.images is {}", part.reader.count(), images));
}

Result<std::string> Merger::image_of(const EntryText& text, const json& entry) {
    if (!text.key.empty()) {
        YOLOZU_ASSIGN(const json key, parse_piece(text.key, scratch_));
        if (editor_ == nullptr && !entry.is_array())
            return unlike(fmt::format("holds {}, not a list of detections", describe_value(entry)));
        return key.get<std::string>();
    }
    const json* const image = find_member(entry, "image");
    if (image == nullptr || !image->is_string()) return unlike("names no image");
    return image->get<std::string>();
}

Status Merger::copy_entry(std::size_t part, const EntryText& entry, DocumentWriter& writer) {
    YOLOZU_ASSIGN(const json parsed, parse_piece(entry.value, scratch_));
    if (editor_ == nullptr && find_member(parsed, "instances") != nullptr)
        return unlike("is a list of instances, which is joined with the predictions that it lies beside: give those");
    YOLOZU_ASSIGN(const std::string image, image_of(entry, parsed));
    YOLOZU_ASSIGN(const bool is_new, images_.insert(image));
    if (!is_new)
        return Error(ErrorCode::malformed,
                     fmt::format("image {} has an entry already, here or in a part before; parts must not overlap",
                                 quote(image)));
    if (editor_ == nullptr) return writer.append(entry.key, entry.value);
    YOLOZU_ASSIGN(const EntryEditor::Edited edited, editor_->edit(part, entry, parsed));
    return writer.append(edited.key, edited.value);
}

Status Merger::copy_entries(std::size_t index, DocumentWriter& writer) {
    Part& part = parts_[index];
    while (true) {
        const std::size_t place = part.reader.count();
        YOLOZU_ASSIGN(const std::optional<EntryText> entry, part.reader.next());
        if (!entry) return check_count(part);
        Status copied = copy_entry(index, *entry, writer);
        if (!copied) return std::move(copied).error().with_context(fmt::format("entry {}", place));
    }
}

Result<MergedFile> Merger::merge(std::span<const fs::path> paths, const fs::path& output) {
    for (const fs::path& path : paths) {
        std::error_code missing;  // an output that is not there yet is no part
        if (fs::equivalent(path, output, missing))
            return Error(ErrorCode::invalid_argument,
                         fmt::format("the output '{}' is one of the parts; choose another", printable(output)));
        YOLOZU_TRY(in_file("predictions file", path, open(path)));
    }
    // Cheap, so that parts of different jobs are found out before gigabytes are copied.
    if (!metas_.empty()) YOLOZU_TRY(merge_meta(metas_, timestamp_, nullptr));
    YOLOZU_ASSIGN(DocumentWriter writer,
                  in_file("predictions file", output, DocumentWriter::create(output, parts_.front().reader.shape())));
    for (std::size_t index = 0; index < parts_.size(); ++index)
        YOLOZU_TRY(in_file("predictions file", parts_[index].path, copy_entries(index, writer)));
    YOLOZU_TRY(writer.end_entries());
    if (!metas_.empty()) {
        YOLOZU_ASSIGN(AtomicFile* const file, writer.begin_meta());
        YOLOZU_TRY(merge_meta(metas_, timestamp_, file));
    }
    YOLOZU_ASSIGN(AtomicFile file, in_file("predictions file", output, writer.end()));
    return MergedFile{std::move(file), images_.size()};
}

}  // namespace

Result<MergedFile> merge_predictions(std::span<const fs::path> parts, const fs::path& output,
                                     const std::optional<std::string>& timestamp, EntryEditor* editor) {
    if (parts.empty()) return Error(ErrorCode::invalid_argument, "there are no parts to merge");
    return Merger(timestamp, editor).merge(parts, output);
}

}  // namespace yolozu
