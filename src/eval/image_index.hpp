// SPDX-License-Identifier: Apache-2.0
//
// Finding the picture that a predictions file means.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "eval/ground_truth.hpp"
#include "predictions/reader.hpp"
#include "yolozu/result.hpp"

namespace yolozu::eval {

/// A dataset's pictures by their whole key, by file name and by file name without extension.
class ImageIndex {
public:
    explicit ImageIndex(std::span<const TrueImage> images);

    /// The place of the picture whose key is `key` or, where there is none, ends in its file name or that without
    /// extension. Fails when there is none, and when there are several. `key` is as a ReadEntry has it.
    Result<std::size_t> find(std::string_view key) const;

private:
    static constexpr std::size_t levels = 3;
    std::array<std::unordered_map<std::string, std::size_t>, levels> places_;
};

/// The entry of each picture; null where there is none. Fails where an entry is of no picture, or two are of one.
Result<std::vector<const ReadEntry*>> entries_by_image(std::span<const TrueImage> images,
                                                       std::span<const ReadEntry> entries);

}  // namespace yolozu::eval
