// SPDX-License-Identifier: Apache-2.0
#include "show/mask_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/try.hpp"

namespace yolozu::show {
namespace {

Error not_run_lengths(std::string_view reason) {
    return {ErrorCode::malformed, fmt::format("the mask's run lengths {}", reason)};
}

/// Takes a number off the text: five bits a character, the lowest first, the last one's highest bit is the sign.
Result<std::int64_t> take_number(std::string_view& text) {
    constexpr unsigned longest = 10;  // characters, of numbers below 2^49
    std::int64_t number = 0;
    for (unsigned at = 0; at < longest && at < text.size(); ++at) {
        const int bits = text[at] - '0';
        if (bits < 0 || bits > 63) return not_run_lengths("hold a character that cannot be in them");
        number |= std::int64_t{bits & 31} << (5 * at);
        if ((bits & 32) != 0) continue;
        if ((bits & 16) != 0) number -= std::int64_t{1} << (5 * (at + 1));
        text.remove_prefix(at + 1);
        return number;
    }
    return not_run_lengths("end within a number, or hold one that is too large");
}

/// Adds the foreground from pixel `first` up to `end`, counted down the columns.
void add_columns(std::vector<ColumnRun>& runs, std::int64_t first, std::int64_t end, int height) {
    while (first < end) {
        const auto column = static_cast<int>(first / height);
        const std::int64_t top = first % height;
        const std::int64_t bottom = std::min<std::int64_t>(height, top + end - first);
        runs.push_back({column, static_cast<int>(top), static_cast<int>(bottom)});
        first += bottom - top;
    }
}

}  // namespace

Result<std::vector<ColumnRun>> column_runs(const PredictedSegmentation& segmentation) {
    const std::int64_t pixels = std::int64_t{segmentation.width} * segmentation.height;
    std::vector<ColumnRun> runs;
    std::vector<std::int64_t> lengths;
    std::int64_t position = 0;
    for (std::string_view text = segmentation.counts; !text.empty();) {
        YOLOZU_ASSIGN(std::int64_t length, take_number(text));
        if (lengths.size() > 2) length += lengths[lengths.size() - 2];
        if (length < 0 || length > pixels - position) return not_run_lengths("are of more pixels than the picture has");
        if (lengths.size() % 2 == 1) add_columns(runs, position, position + length, segmentation.height);
        position += length;
        lengths.push_back(length);
    }
    if (position != pixels) return not_run_lengths("are of fewer pixels than the picture has");
    return runs;
}

std::vector<RowRun> row_runs(const std::vector<ColumnRun>& columns, int width, int height) {
    std::vector<RowRun> runs;
    // The run of each row that the column before has reached.
    std::vector<std::optional<std::size_t>> open(static_cast<std::size_t>(std::max(height, 0)));
    for (const ColumnRun& column : columns) {
        if (column.column >= width) break;
        for (int row = column.first; row < std::min(column.end, height); ++row) {
            std::optional<std::size_t>& of_row = open[static_cast<std::size_t>(row)];
            if (of_row && runs[*of_row].end == column.column) {
                ++runs[*of_row].end;
                continue;
            }
            of_row = runs.size();
            runs.push_back({row, column.column, column.column + 1});
        }
    }
    return runs;
}

std::vector<RowRun> row_runs(const std::vector<std::vector<double>>& polygons, int width, int height) {
    std::vector<RowRun> runs;
    std::vector<double> crossings;
    const auto pixel_from = [width](double x) {
        return static_cast<int>(std::ceil(std::clamp(x, 0.0, static_cast<double>(width)) - 0.5));
    };
    for (const std::vector<double>& polygon : polygons) {
        double top = height, bottom = 0;
        for (std::size_t at = 1; at < polygon.size(); at += 2) {
            top = std::min(top, polygon[at]);
            bottom = std::max(bottom, polygon[at]);
        }
        const auto first_row = static_cast<int>(std::clamp(std::floor(top), 0.0, static_cast<double>(height)));
        const auto end_row = static_cast<int>(std::clamp(std::ceil(bottom), 0.0, static_cast<double>(height)));
        for (int row = first_row; row < end_row; ++row) {
            const double y = row + 0.5;
            crossings.clear();
            for (std::size_t at = 0; at + 1 < polygon.size(); at += 2) {
                const std::size_t next = (at + 2) % polygon.size();
                const double x1 = polygon[at], y1 = polygon[at + 1], x2 = polygon[next], y2 = polygon[next + 1];
                if ((y1 <= y) != (y2 <= y)) crossings.push_back(x1 + (y - y1) / (y2 - y1) * (x2 - x1));
            }
            std::ranges::sort(crossings);
            for (std::size_t at = 0; at + 1 < crossings.size(); at += 2) {
                const int first = pixel_from(crossings[at]), end = pixel_from(crossings[at + 1]);
                if (first < end) runs.push_back({row, first, end});
            }
        }
    }
    return runs;
}

}  // namespace yolozu::show
