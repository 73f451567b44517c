// SPDX-License-Identifier: Apache-2.0
#include "predictions/document_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/lower_case.hpp"
#include "base/try.hpp"
#include "predictions/describe.hpp"

namespace yolozu {
namespace {

constexpr std::array<std::string_view, 4> shape_names{"wrapped", "list", "map", "jsonl"};

Error malformed(std::string message) {
    return {ErrorCode::malformed, std::move(message)};
}

bool is_named_as_lines(const std::filesystem::path& path) {
    const std::string extension = lower_case(path.extension().native());
    return extension == ".jsonl" || extension == ".ndjson";
}

}  // namespace

std::string_view to_string(DocumentShape shape) {
    return shape_names[static_cast<std::size_t>(shape)];
}

std::optional<DocumentShape> document_shape_from_string(std::string_view name) {
    const auto* const found = std::ranges::find(shape_names, name);
    if (found == shape_names.end()) return std::nullopt;
    return static_cast<DocumentShape>(found - shape_names.begin());
}

struct DocumentReader::State {
    explicit State(MappedFile opened) : file(std::move(opened)) {}

    MappedFile file;
    DocumentShape shape = DocumentShape::list;
    bool keys = false;
    std::string_view meta;
    std::string unknown;
    JsonScanner entries{{}};  // of the list or map, or of the lines
    bool begun = false, ended = false;
    std::size_t count = 0;

    std::string_view text() const { return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()}; }
    Status recognise(bool named_as_lines);
    Status recognise_object();
    Status set_predictions(std::string_view value);
    Result<std::optional<EntryText>> next_line();
    Result<std::optional<EntryText>> next();
};

Status DocumentReader::State::recognise(bool named_as_lines) {
    entries = JsonScanner(text(), &file);
    const char first = entries.peek();
    if (named_as_lines) {
        shape = DocumentShape::lines;
        return {};
    }
    if (first == '[') return {};
    if (first == '{') return recognise_object();
    return malformed(first == '\0' ? "is empty, expected JSON"
                                   : "begins neither like a list nor like an object, expected predictions as JSON");
}

Status DocumentReader::State::recognise_object() {
    bool names_image = false;
    std::string_view predictions, version;
    std::string other;
    JsonScanner scanner(text(), &file);
    YOLOZU_TRY(each_member(scanner, [&](const MemberText& member) -> Status {
        std::string_view* const known = member.name == "predictions" ? &predictions
                                        : member.name == "meta"      ? &meta
                                                                     : nullptr;
        if (known != nullptr && !known->empty()) return malformed(fmt::format("has '{}' twice", member.name));
        if (known != nullptr)
            *known = member.value;
        else if (member.name == "schema_version")
            version = member.value;
        else if (other.empty())
            other = member.name;
        names_image = names_image || (member.name == "image" && member.value.starts_with('"'));
        return {};
    }));
    const bool more = scanner.peek() != '\0';
    if (predictions.empty()) meta = {};  // of one entry, or an image's name
    if (predictions.empty() && (names_image || more)) {
        shape = DocumentShape::lines;
        return {};
    }
    if (more) return malformed(fmt::format("is not JSON: byte {}: more follows its end", scanner.position() + 1));
    if (meta == "null") meta = {};
    if (predictions.empty()) {
        shape = DocumentShape::map;
        keys = true;
        return {};
    }
    if (!version.empty() && version != "1")
        return malformed(fmt::format("has the schema_version {}, expected 1", printable(version.substr(0, 40))));
    shape = DocumentShape::wrapped;
    unknown = std::move(other);
    return set_predictions(predictions);
}

Status DocumentReader::State::set_predictions(std::string_view value) {
    entries = JsonScanner(value, &file);
    keys = value.front() == '{';
    if (keys || value.front() == '[') return {};
    return malformed("'predictions' is neither a list nor a map of entries");
}

Result<std::optional<EntryText>> DocumentReader::State::next_line() {
    if (entries.peek() == '\0' && entries.rest().empty()) return std::optional<EntryText>();
    YOLOZU_ASSIGN(const std::string_view value, entries.take_value());
    const std::string_view line_end = entries.rest().substr(0, entries.rest().find('\n'));
    if (value.find('\n') != std::string_view::npos || line_end.find_first_not_of(" \t\r") != std::string_view::npos)
        return malformed("is not one whole line, as JSON Lines have it");
    return std::optional(EntryText{{}, value});
}

Result<std::optional<EntryText>> DocumentReader::State::next() {
    if (ended) return std::optional<EntryText>();
    if (shape == DocumentShape::lines) return next_line();
    const char closing = keys ? '}' : ']';
    if (!begun) {
        YOLOZU_TRY(entries.expect(keys ? '{' : '['));
        ended = entries.take(closing);
    } else if (!entries.take(',')) {
        YOLOZU_TRY(entries.expect(closing));
        ended = true;
    }
    begun = true;
    if (ended) {
        if (entries.peek() == '\0' && entries.rest().empty()) return std::optional<EntryText>();
        return malformed(fmt::format("is not JSON: byte {}: more follows the end", entries.position() + 1));
    }
    EntryText entry;
    if (keys) {
        if (entries.peek() != '"') YOLOZU_TRY(entries.expect('"'));
        YOLOZU_ASSIGN(entry.key, entries.take_value());
        YOLOZU_TRY(entries.expect(':'));
    }
    YOLOZU_ASSIGN(entry.value, entries.take_value());
    return std::optional(entry);
}

DocumentReader::DocumentReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
DocumentReader::DocumentReader(DocumentReader&&) noexcept = default;
DocumentReader& DocumentReader::operator=(DocumentReader&&) noexcept = default;
DocumentReader::~DocumentReader() = default;

Result<DocumentReader> DocumentReader::open(const std::filesystem::path& path) {
    YOLOZU_ASSIGN(MappedFile file, MappedFile::open(path));
    auto state = std::make_unique<State>(std::move(file));
    YOLOZU_TRY(state->recognise(is_named_as_lines(path)));
    state->file.let_go_of_pages();
    return DocumentReader(std::move(state));
}

DocumentShape DocumentReader::shape() const {
    return state_->shape;
}
bool DocumentReader::has_keys() const {
    return state_->keys;
}
std::string_view DocumentReader::meta() const {
    return state_->meta;
}
const std::string& DocumentReader::unknown_member() const {
    return state_->unknown;
}
std::size_t DocumentReader::count() const {
    return state_->count;
}

Result<std::optional<EntryText>> DocumentReader::next() {
    Result<std::optional<EntryText>> entry = state_->next();
    if (!entry) return std::move(entry).error().with_context(fmt::format("entry {}", state_->count));
    if (*entry) ++state_->count;
    return entry;
}

Result<DocumentWriter> DocumentWriter::create(const std::filesystem::path& target, DocumentShape shape) {
    YOLOZU_ASSIGN(AtomicFile file, AtomicFile::create(target));
    DocumentWriter writer(std::move(file), shape);
    constexpr std::array<std::string_view, 4> beginnings{"{\n \"schema_version\": 1,\n \"predictions\": [", "[", "{",
                                                         ""};
    YOLOZU_TRY(writer.file_.write(beginnings[static_cast<std::size_t>(shape)]));
    return writer;
}

Status DocumentWriter::append(std::string_view key, std::string_view value) {
    if (shape_ != DocumentShape::lines) {
        if (!empty_) YOLOZU_TRY(file_.write(","));
        YOLOZU_TRY(file_.write(shape_ == DocumentShape::wrapped ? "\n  " : "\n "));
    }
    empty_ = false;
    if (!key.empty()) {
        YOLOZU_TRY(file_.write(key));
        YOLOZU_TRY(file_.write(": "));
    }
    YOLOZU_TRY(file_.write(value));
    return shape_ == DocumentShape::lines ? file_.write("\n") : Status{};
}

Status DocumentWriter::end_entries() {
    if (shape_ == DocumentShape::lines) return {};
    if (!empty_) YOLOZU_TRY(file_.write(shape_ == DocumentShape::wrapped ? "\n " : "\n"));
    return file_.write(shape_ == DocumentShape::map ? "}" : "]");
}

Result<AtomicFile*> DocumentWriter::begin_meta() {
    YOLOZU_TRY(file_.write(",\n \"meta\": "));
    return &file_;
}

Result<AtomicFile> DocumentWriter::end() {
    if (shape_ == DocumentShape::wrapped) YOLOZU_TRY(file_.write("\n}"));
    if (shape_ != DocumentShape::lines) YOLOZU_TRY(file_.write("\n"));
    return std::move(file_);
}

Status DocumentWriter::commit() {
    YOLOZU_ASSIGN(AtomicFile file, end());
    return file.commit();
}

std::string indented(std::string_view text, int change) {
    std::string result;
    for (std::size_t line_end = text.find('\n'); line_end != std::string_view::npos; line_end = text.find('\n')) {
        result += text.substr(0, line_end + 1);
        text.remove_prefix(line_end + 1);
        for (int more = change; more > 0; --more) result += ' ';
        for (int fewer = change; fewer < 0 && text.starts_with(' '); ++fewer) text.remove_prefix(1);
    }
    return result.append(text);
}

std::string on_one_line(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t line_end = std::min(text.find_first_of("\r\n"), text.size());
        result += text.substr(0, line_end);
        text.remove_prefix(line_end);
        if (text.empty()) break;
        text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
        if (result.ends_with(',')) result += ' ';
    }
    return result;
}

}  // namespace yolozu
