// SPDX-License-Identifier: Apache-2.0
//
// The predictions of shards joined to those of one run.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "predictions/document_text.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Changes entries on their way. For parts whose entries name files of their own.
class EntryEditor {
public:
    virtual ~EntryEditor() = default;
    /// What is to be written for an entry of a part; `key` as EntryText's.
    struct Edited {
        std::string key, value;
    };
    virtual Result<Edited> edit(std::size_t part, const EntryText& entry, const nlohmann::json& parsed) = 0;
};

struct MergedFile {
    AtomicFile file;  ///< complete, and not yet in its place
    std::size_t images = 0;
};

/// Joins files that the shards of one job wrote, in their order, to the bytes that one run would have written. Entries
/// are copied as text, whatever they hold, but for what `editor` (may be null) makes of them; all files have one shape.
/// `timestamp` is that of `meta`; without one it is the latest of the parts.
///
/// Fails when an image has two entries, when a part's `meta` does not tell the number of its entries, and when the
/// parts are not of one job: where `meta` differs in anything else than times, counts, inputs and the first entry's
/// preprocessing. Lists of instances need an editor.
///
/// Memory does not grow with the entries, but for 16 bytes of a digest for each.
Result<MergedFile> merge_predictions(std::span<const std::filesystem::path> parts, const std::filesystem::path& output,
                                     const std::optional<std::string>& timestamp, EntryEditor* editor = nullptr);

}  // namespace yolozu
