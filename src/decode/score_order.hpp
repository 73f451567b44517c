// SPDX-License-Identifier: Apache-2.0
//
// The order of detections: score descending, then position ascending.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "yolozu/detection.hpp"

namespace yolozu::decode {

/// Sorts positions by score. A radix sort, because thousands of detections are the normal case at low thresholds.
class ScoreOrder {
public:
    /// Makes room for `count` detections, so that sorting up to that many allocates nothing.
    void reserve(std::size_t count);

    /// Positions of `detections`, best first; equal scores in the order of their positions. Scores are finite and not
    /// negative. The result lives until the next call.
    std::span<const std::uint64_t> sort(std::span<const Detection> detections);

    /// What an element of the order refers to.
    static std::uint32_t position(std::uint64_t element) { return static_cast<std::uint32_t>(element); }

private:
    // The upper half grows as the score falls, the lower half is the position.
    std::vector<std::uint64_t> keys_, sorted_;
};

}  // namespace yolozu::decode
