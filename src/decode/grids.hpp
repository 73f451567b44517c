// SPDX-License-Identifier: Apache-2.0
//
// The cells of the grids that anchors stand on: one grid for each stride, one behind the other, each row by row.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "decode/heads.hpp"

namespace yolozu::decode {

struct Cell {
    float column, row, stride;
};

/// Whether the cells at the right and lower edge that the input covers only in part are there.
enum class PartialCells { absent, present };

class Grids {
public:
    static constexpr std::size_t max_levels = 8;

    struct Level {
        std::size_t first = 0;  ///< its first cell among those of all levels
        std::size_t columns = 0, rows = 0;
        int stride = 1;

        std::size_t cell_count() const { return columns * rows; }
        /// Of the level's own cells.
        Cell cell(std::size_t place) const {
            return {static_cast<float>(place % columns), static_cast<float>(place / columns),
                    static_cast<float>(stride)};
        }
    };

    /// `usual` are the head's strides where the settings name none.
    Grids(const Settings& settings, std::span<const int> usual, PartialCells partial);

    std::span<const Level> levels() const { return {levels_.data(), level_count_}; }
    std::size_t cell_count() const { return cell_count_; }
    /// Of the cells of all levels.
    std::size_t level_of(std::size_t anchor) const {
        std::size_t level = level_count_ - 1;
        while (anchor < levels_[level].first) --level;
        return level;
    }
    Cell cell(std::size_t anchor) const {
        const Level& level = levels_[level_of(anchor)];
        return level.cell(anchor - level.first);
    }

private:
    std::array<Level, max_levels> levels_{};
    std::size_t level_count_ = 0, cell_count_ = 0;
};

/// The exponential is taken in double and rounded, so that all machines agree.
inline float exponential(float value) {
    return static_cast<float>(std::exp(static_cast<double>(value)));
}

}  // namespace yolozu::decode
