// SPDX-License-Identifier: Apache-2.0
#include "convert/reshape.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/try.hpp"
#include "predictions/describe.hpp"
#include "predictions/image_key.hpp"
#include "predictions/json_writer.hpp"

namespace yolozu::convert {
namespace {

using nlohmann::json;

/// An entry in its two forms: the image in quotes and its detections, or an object of both and more.
class Reshaper {
public:
    Reshaper(DocumentShape shape, Losses& losses) : shape_(shape), losses_(losses) {}

    Status append(const EntryText& entry, DocumentWriter& writer);

private:
    Status check(std::string_view image);
    Status append_keyed(const EntryText& entry, DocumentWriter& writer);
    Status append_entry(const EntryText& entry, DocumentWriter& writer);
    std::string laid_out(std::string_view text, int change) const {
        return shape_ == DocumentShape::lines ? on_one_line(text) : indented(text, change);
    }

    DocumentShape shape_;
    Losses& losses_;
    ImageKeySet images_;
    std::string scratch_;
};

Status Reshaper::check(std::string_view image) {
    const std::string_view key = trim_image_key(image);
    if (key.empty()) return Error(ErrorCode::malformed, "has an image without a name");
    YOLOZU_ASSIGN(const bool is_new, images_.insert(key));
    if (!is_new) return about_image(key, Error(ErrorCode::malformed, "has two entries, expected one"));
    // In a map these two would be read as parts of a wrapper.
    if (shape_ == DocumentShape::map && (key == "predictions" || key == "schema_version"))
        return refused_key(key, "has a meaning of its own in a map; choose another shape");
    return {};
}

/// How far the lines behind an entry's first stand to the right, from its last one: the closing bracket's.
int depth_of(std::string_view text) {
    const std::size_t line = text.rfind('\n');
    if (line == std::string_view::npos) return 0;
    const std::size_t bracket = text.find_first_not_of(' ', line + 1);
    return bracket == std::string_view::npos ? 0 : static_cast<int>(bracket - line - 1);
}

Status Reshaper::append_keyed(const EntryText& entry, DocumentWriter& writer) {
    YOLOZU_ASSIGN(const json name, parse_piece(entry.key, scratch_));
    YOLOZU_TRY(check(name.get_ref<const std::string&>()));
    YOLOZU_ASSIGN(const json detections, parse_piece(entry.value, scratch_));
    // YOLOZU takes a value that is no list for a list of one.
    const std::string value = detections.is_array() ? std::string(entry.value) : fmt::format("[{}]", entry.value);
    const int depth = depth_of(value);
    if (shape_ == DocumentShape::map) return writer.append(entry.key, indented(value, 1 - depth));
    const int level = shape_ == DocumentShape::wrapped ? 2 : 1;
    const std::string text = fmt::format("{{\n \"schema_version\": 2,\n \"image\": {},\n \"detections\": {}\n}}",
                                         entry.key, indented(value, 1 - depth));
    return writer.append({}, laid_out(text, level));
}

Status Reshaper::append_entry(const EntryText& entry, DocumentWriter& writer) {
    YOLOZU_ASSIGN(const json parsed, parse_piece(entry.value, scratch_));
    const json* const image = find_member(parsed, "image");
    if (image == nullptr || !image->is_string()) return Error(ErrorCode::malformed, "names no image");
    YOLOZU_TRY(check(image->get_ref<const std::string&>()));
    if (shape_ != DocumentShape::map)
        return writer.append({},
                             laid_out(entry.value, (shape_ == DocumentShape::wrapped ? 2 : 1) - depth_of(entry.value)));
    YOLOZU_ASSIGN(const std::vector<MemberText> members, members_of(entry.value));
    std::string_view key, detections = "[]";
    for (const MemberText& member : members) {
        if (member.name == "image")
            key = member.value;
        else if (member.name == "detections")
            detections = member.value == "null" ? "[]" : member.value;
        else if (member.name != "schema_version")
            losses_.add(fmt::format("{} of images", quote(member.name)));
    }
    if (!detections.starts_with('['))
        return about_image(image->get_ref<const std::string&>(), Error(ErrorCode::malformed, "detections are no list"));
    return writer.append(key, indented(detections, 1 - depth_of(detections)));
}

Status Reshaper::append(const EntryText& entry, DocumentWriter& writer) {
    return entry.key.empty() ? append_entry(entry, writer) : append_keyed(entry, writer);
}

}  // namespace

Result<std::size_t> reshape(DocumentReader& reader, const std::filesystem::path& target, DocumentShape shape,
                            Losses& losses) {
    YOLOZU_ASSIGN(DocumentWriter writer, DocumentWriter::create(target, shape));
    Reshaper reshaper(shape, losses);
    while (true) {
        const std::size_t index = reader.count();
        YOLOZU_ASSIGN(const std::optional<EntryText> entry, reader.next());
        if (!entry) break;
        Status appended = reshaper.append(*entry, writer);
        if (!appended) return std::move(appended).error().with_context(fmt::format("entry {}", index));
    }
    YOLOZU_TRY(writer.end_entries());
    if (shape == DocumentShape::wrapped && !reader.meta().empty()) {
        std::string scratch;
        YOLOZU_ASSIGN(const json checked, parse_piece(reader.meta(), scratch));
        YOLOZU_ASSIGN(AtomicFile* const file, writer.begin_meta());
        YOLOZU_TRY(file->write(reader.meta()));
    } else if (!reader.meta().empty()) {
        losses.add("meta of the run");
    }
    YOLOZU_TRY(writer.commit());
    return reader.count();
}

}  // namespace yolozu::convert
