// SPDX-License-Identifier: Apache-2.0
#include "decode/grids.hpp"

namespace yolozu::decode {

Grids::Grids(const Settings& settings, std::span<const int> usual, PartialCells partial) {
    for (const int stride : settings.strides.empty() ? usual : std::span<const int>(settings.strides)) {
        const auto cells = [&](int extent) {
            return static_cast<std::size_t>(extent / stride +
                                            (partial == PartialCells::present && extent % stride != 0));
        };
        Level& level = levels_[level_count_++];
        level = {cell_count_, cells(settings.input_width), cells(settings.input_height), stride};
        cell_count_ += level.cell_count();
    }
}

}  // namespace yolozu::decode
