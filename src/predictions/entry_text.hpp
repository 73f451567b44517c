// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "yolozu/predictions.hpp"

namespace yolozu {

/// How deep the entries of a file stand in its lists and objects.
std::size_t depth_of_entries(PredictionsShape shape);

/// Makes the text of entries, one at a time, as it stands in a file of the shape. Keeps its scratch memory; several
/// threads each have one.
class EntryFormatter {
public:
    explicit EntryFormatter(PredictionsShape shape) : shape_(shape) {}

    /// Sanitises and formats as PredictionsWriter::append says. Fails as that does, but for keys that were there
    /// before.
    Status format(const PredictionEntry& entry);

    /// Of the last entry: its text without what separates it from others, and where its detections stood in the entry.
    const std::string& text() const { return text_; }
    std::span<const std::size_t> written_detections() const { return origins_; }

private:
    PredictionsShape shape_;
    std::string text_;
    std::vector<PredictedObject> sane_;
    std::vector<std::size_t> origins_;  // of `sane_` in their entry
};

}  // namespace yolozu
