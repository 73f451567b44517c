// SPDX-License-Identifier: Apache-2.0
//
// YOLOZU's lists of mask files: those of instances (contract 6.1) and of semantic maps (6.3).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "yolozu/predictions.hpp"

namespace yolozu {

/// An object's mask.
struct InstanceRecord {
    std::int32_t class_id = 0;
    double score = 0;
    std::string mask;  ///< the file, relative to the list's folder
};

/// Writes such a list as a stream, as PredictionsWriter does: the bytes go to a temporary file beside the target, which
/// place() puts in the target's place. Entries are of one kind.
class MaskListWriter {
public:
    /// The map shape is {"id": "mask"} and for semantic masks only.
    static Result<MaskListWriter> create(const std::filesystem::path& target, PredictionsShape shape);
    ~MaskListWriter();
    MaskListWriter(MaskListWriter&&) noexcept;
    MaskListWriter& operator=(MaskListWriter&&) noexcept;

    /// {"image", "instances": [{"class_id", "score", "mask"}]}; scores are finite.
    Status append_instances(std::string_view image, std::span<const InstanceRecord> instances);

    /// {"id", "image", "mask"}.
    Status append_map(std::string_view id, std::string_view image, std::string_view mask);

    /// Writes `meta` (wrapped shape only) of a run that wrote as many entries as `entry_count`, whose pictures were
    /// prepared as `preprocess` says, and the end.
    Status end(const RunRecord& record, std::size_t entry_count, const PreprocessRecord& preprocess);

    /// Makes the file appear; as AtomicFile's functions.
    Status place();
    Status withdraw();

private:
    struct State;
    explicit MaskListWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yolozu
