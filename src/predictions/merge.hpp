// SPDX-License-Identifier: Apache-2.0
//
// The predictions of shards joined to those of one run.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "yolozu/result.hpp"

namespace yolozu {

struct MergeSummary {
    std::size_t images = 0;
};

/// Joins files that the shards of one job wrote, in their order, to the bytes that one run would have written. Entries
/// are copied as text, whatever they hold; all files have one shape. `timestamp` is that of `meta`; without one it is
/// the latest of the parts.
///
/// Fails when an image has two entries, when a part's `meta` does not tell the number of its entries, and when the
/// parts are not of one job: where `meta` differs in anything else than times, counts, inputs and the first entry's
/// preprocessing. Lists of mask files and predictions that name depth maps are refused.
///
/// Memory does not grow with the entries, but for 16 bytes of a digest for each.
Result<MergeSummary> merge_predictions(std::span<const std::filesystem::path> parts,
                                       const std::filesystem::path& output,
                                       const std::optional<std::string>& timestamp);

}  // namespace yolozu
