// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/try.hpp"
#include "eval/run_lengths.hpp"

namespace yolozu::eval {
namespace {

constexpr double fineness = 5;
/// Coordinates beyond are cut to it, so that they fit an int on the fine grid.
constexpr double farthest = 1e8;

/// Points of the fine grid that an outline may have: all edges of the picture's pixels together are so long, and some
/// more for what lies beyond it.
std::int64_t longest_outline(int width, int height) {
    constexpr std::int64_t limit = std::int64_t{1} << 27;
    const std::int64_t pixels = std::int64_t{width} * height;
    return std::min(limit,
                    static_cast<std::int64_t>(fineness) * (2 * pixels + 100 * (std::int64_t{width} + height + 40)));
}

struct FinePoint {
    std::int64_t x = 0, y = 0;
};

FinePoint on_fine_grid(double x, double y) {
    const auto fine = [](double value) {
        return static_cast<std::int64_t>(fineness * std::clamp(value, -farthest, farthest) + 0.5);
    };
    return {fine(x), fine(y)};
}

/// Collects where an outline passes from one column of pixels to the next: each such place begins or ends a run.
class OutlineWalk {
public:
    OutlineWalk(int width, int height) : width_(width), height_(height) {}

    /// From `from` to `to` in steps of one fine point along the longer side.
    void walk(FinePoint from, FinePoint to);
    std::vector<std::uint64_t> take_crossings() { return std::move(crossings_); }

private:
    void visit(FinePoint point);

    double width_, height_;
    bool has_last_ = false;
    FinePoint last_;
    std::vector<std::uint64_t> crossings_;  // places in the column-by-column order of pixels
};

void OutlineWalk::walk(FinePoint from, FinePoint to) {
    const std::int64_t dx = std::abs(to.x - from.x), dy = std::abs(to.y - from.y);
    const bool is_flat = dx >= dy;
    // The line is computed from its left or upper end, and so is the same in both directions.
    const bool flipped = is_flat ? from.x > to.x : from.y > to.y;
    const FinePoint begin = flipped ? to : from, end = flipped ? from : to;
    const std::int64_t length = std::max(dx, dy);
    const double rise = length == 0 ? 0
                        : is_flat   ? static_cast<double>(end.y - begin.y) / static_cast<double>(dx)
                                    : static_cast<double>(end.x - begin.x) / static_cast<double>(dy);
    for (std::int64_t step = 0; step <= length; ++step) {
        const std::int64_t along = flipped ? length - step : step;
        const auto across = [&](std::int64_t start) {
            return static_cast<std::int64_t>(static_cast<double>(start) + rise * static_cast<double>(along) + 0.5);
        };
        visit(is_flat ? FinePoint{begin.x + along, across(begin.y)} : FinePoint{across(begin.x), begin.y + along});
    }
}

void OutlineWalk::visit(FinePoint point) {
    const FinePoint last = last_;
    const bool is_first = !has_last_;
    last_ = point;
    has_last_ = true;
    if (is_first || point.x == last.x) return;
    const auto fine_x = static_cast<double>(point.x < last.x ? point.x : point.x - 1);
    const double x = (fine_x + 0.5) / fineness - 0.5;
    if (std::floor(x) != x || x < 0 || x > width_ - 1) return;
    const double y = (static_cast<double>(std::min(point.y, last.y)) + 0.5) / fineness - 0.5;
    crossings_.push_back(static_cast<std::uint64_t>(x) * static_cast<std::uint64_t>(height_) +
                         static_cast<std::uint64_t>(std::ceil(std::clamp(y, 0.0, height_))));
}

/// The runs between the crossings; those of no length join their neighbours.
std::vector<std::uint32_t> runs_between(std::vector<std::uint64_t> crossings, std::uint64_t pixel_count) {
    crossings.push_back(pixel_count);
    std::ranges::sort(crossings);
    std::vector<std::uint32_t> counts;
    std::uint64_t last = 0;
    bool joins = false;
    for (const std::uint64_t crossing : crossings) {
        const auto length = static_cast<std::uint32_t>(crossing - last);
        last = crossing;
        if (joins)
            counts.back() += length;
        else if (length > 0 || counts.empty())
            counts.push_back(length);
        else {
            joins = true;
            continue;
        }
        joins = false;
    }
    return counts;
}

}  // namespace

Result<RunLengths> run_lengths_from_polygon(int width, int height, std::span<const double> polygon) {
    std::vector<FinePoint> corners;
    for (std::size_t at = 0; at + 1 < polygon.size(); at += 2)
        corners.push_back(on_fine_grid(polygon[at], polygon[at + 1]));
    const std::int64_t longest = longest_outline(width, height);
    std::int64_t length = 0;
    for (std::size_t index = 0; index < corners.size(); ++index) {
        const FinePoint &from = corners[index], &to = corners[(index + 1) % corners.size()];
        length += std::max(std::abs(to.x - from.x), std::abs(to.y - from.y)) + 1;
        if (length > longest)
            return Error(ErrorCode::limit_exceeded, "the outline is longer than any of an object on a picture");
    }
    OutlineWalk outline(width, height);
    for (std::size_t index = 0; index < corners.size(); ++index)
        outline.walk(corners[index], corners[(index + 1) % corners.size()]);
    return RunLengths{
        width, height,
        runs_between(outline.take_crossings(), static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height))};
}

}  // namespace yolozu::eval
