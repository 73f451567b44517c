// SPDX-License-Identifier: Apache-2.0
//
// What the heads share whose boxes are distributions of the distances from a cell to the four sides.
#pragma once

#include "decode/activation.hpp"
#include "decode/grids.hpp"

namespace yolozu::decode {

/// Bins of a distribution: distances of 0 to 7 strides (reg_max 7).
inline constexpr std::size_t distance_bins = 8;

/// The centre of the boxes of a cell, `offset` cells from its upper left corner.
inline CentreBox centre_of(const Cell& cell, float offset) {
    return {(cell.column + offset) * cell.stride, (cell.row + offset) * cell.stride, 0, 0};
}

/// Cuts a box at the edge of the input.
void clip_to_input(const Settings& settings, Detection& detection);

/// Both of NanoDet's heads: [batch, cells, classes + 4 * 8].
std::vector<ExpectedOutput> nanodet_outputs(const Settings& settings, const Grids& grids);
void collect_nanodet(const Settings& settings, const Slot& slot, const Grids& grids, float offset,
                     std::vector<Candidate>& candidates, std::vector<Detection>& found);

}  // namespace yolozu::decode
