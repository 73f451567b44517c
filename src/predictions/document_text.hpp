// SPDX-License-Identifier: Apache-2.0
//
// Predictions files as text: entry for entry, in and out, without a change and without the whole in memory.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "predictions/json_scanner.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// How entries stand in a file: YOLOZU's three shapes, and one entry a line (JSON Lines).
enum class DocumentShape { wrapped, list, map, lines };
std::string_view to_string(DocumentShape shape);
std::optional<DocumentShape> document_shape_from_string(std::string_view name);

/// One entry's text, in the file.
struct EntryText {
    std::string_view key;    ///< of a map: the image in its quotes; else empty
    std::string_view value;  ///< the entry or, of a map, its detections
};

/// Reads a file's entries one after the other.
class DocumentReader {
public:
    /// Finds out the shape: a list; an object with "predictions", whose value is a list or a map; objects one after the
    /// other, also a single one that names its "image"; else a map. Errors do not repeat the path.
    static Result<DocumentReader> open(const std::filesystem::path& path);
    DocumentReader(DocumentReader&&) noexcept;
    DocumentReader& operator=(DocumentReader&&) noexcept;
    ~DocumentReader();

    DocumentShape shape() const;
    /// Whether the entries are members of an object: a map, or a map in a wrapper.
    bool has_keys() const;
    /// The text of the wrapper's "meta"; empty where there is none, or null.
    std::string_view meta() const;
    /// A member of the wrapper that YOLOZU does not know; empty where there is none.
    const std::string& unknown_member() const;

    /// Nothing after the last one. Text that was handed out stays as long as this object.
    Result<std::optional<EntryText>> next();
    /// How many next() has given.
    std::size_t count() const;

private:
    struct State;
    explicit DocumentReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Writes entries, whatever layout they have, as the program's own files have them.
class DocumentWriter {
public:
    static Result<DocumentWriter> create(const std::filesystem::path& target, DocumentShape shape);

    /// Of a map `key` is the image in its quotes, else empty.
    Status append(std::string_view key, std::string_view value);
    /// Ends the entries; a wrapper's "meta" comes next, with begin_meta(), or end().
    Status end_entries();
    /// Where the text of "meta" is to be written, after what comes before it.
    Result<AtomicFile*> begin_meta();
    /// Ends the document; the file, which the caller puts in its place.
    Result<AtomicFile> end();
    /// end(), and the file appears.
    Status commit();

private:
    DocumentWriter(AtomicFile file, DocumentShape shape) : file_(std::move(file)), shape_(shape) {}

    AtomicFile file_;
    DocumentShape shape_;
    bool empty_ = true;
};

/// The same JSON laid out for another depth: its lines, but the first, begin with `change` more or fewer spaces.
std::string indented(std::string_view text, int change);
/// The same JSON on one line, as JsonWriter lays it out.
std::string on_one_line(std::string_view text);

}  // namespace yolozu
