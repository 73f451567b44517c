// SPDX-License-Identifier: Apache-2.0
//
// What the heads share whose graphs select detections and write each into a row.
#pragma once

#include <algorithm>
#include <array>

#include "decode/boxes.hpp"

namespace yolozu::decode {

/// Calls `take(row, index)` with the first `length` numbers of each row of a slot, as floats.
template <std::size_t length, class Element, class Take>
void collect_rows(const Slot& slot, const Take& take) {
    for (std::size_t index = 0; index < slot.extents[0]; ++index) {
        const Element* const elements = slot.as<Element>() + index * slot.extents[1];
        std::array<float, length> row;
        for (std::size_t column = 0; column < length; ++column) row[column] = to_float(elements[column]);
        take(row, index);
    }
}

template <std::size_t length>
bool is_padding(const std::array<float, length>& row) {
    return std::ranges::all_of(row, [](float number) { return number == 0.0F; });
}

/// "6", "6 + 51".
Extent row_extent(const Settings& settings, int length);

/// [rows, 7]: batch slot, x1, y1, x2, y2, and class and score at these columns.
struct SlotRowColumns {
    std::size_t class_column, score_column;
};
std::vector<ExpectedOutput> slot_row_outputs(const Settings& settings);
void collect_slot_rows(const Settings& settings, const Slots& slots, const SlotRowColumns& columns,
                       std::vector<Detection>& found);

/// Labels [rows], boxes [rows, 4]: x1, y1, x2, y2, scores [rows].
struct LabelledBoxes {
    const Slot &labels, &boxes, &scores;
};
void collect_labelled(const Settings& settings, const LabelledBoxes& outputs, std::size_t rows,
                      std::vector<Detection>& found);

/// For heads that read class ids, where nothing has to be known.
Status require_nothing(const Settings& settings);

}  // namespace yolozu::decode
