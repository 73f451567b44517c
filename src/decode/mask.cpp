// SPDX-License-Identifier: Apache-2.0
#include "yolozu/mask.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <ranges>
#include <utility>

namespace yolozu {
namespace {

static_assert(std::endian::native == std::endian::little, "first_zero_byte counts bytes from the lowest on");

constexpr std::uint64_t ones = 0x0101010101010101U, tops = 0x8080808080808080U;

std::uint64_t load_eight(const std::uint8_t* pixels) {
    std::uint64_t word;
    std::memcpy(&word, pixels, sizeof word);
    return word;
}

// The first byte that is 0, of eight; 8 when none is. Borrowing spoils only bytes above a zero one.
int first_zero_byte(std::uint64_t word) {
    return std::countr_zero((word - ones) & ~word & tops) / 8;
}

int first_other_byte(std::uint64_t word) {
    return std::countr_zero(word) / 8;
}

// The first pixel from `first` on that is (not) 0; `end` when there is none. Eight at a time.
int find_foreground(const std::uint8_t* row, int first, int end) {
    for (; first + 8 <= end; first += 8)
        if (const int found = first_other_byte(load_eight(row + first)); found < 8) return first + found;
    while (first < end && row[first] == 0) ++first;
    return first;
}

int find_background(const std::uint8_t* row, int first, int end) {
    for (; first + 8 <= end; first += 8)
        if (const int found = first_zero_byte(load_eight(row + first)); found < 8) return first + found;
    while (first < end && row[first] != 0) ++first;
    return first;
}

[[maybe_unused]] bool is_in_order(int width, int height, std::span<const Mask::Run> runs) {
    const Mask::Run* before = nullptr;
    for (const Mask::Run& run : runs) {
        if (run.row < 0 || run.row >= height || run.first < 0 || run.first >= run.end || run.end > width) return false;
        if (before != nullptr && (run.row < before->row || (run.row == before->row && run.first <= before->end)))
            return false;
        before = &run;
    }
    return true;
}

}  // namespace

Mask Mask::from_part(int picture_width, int picture_height, int x, int y, int width, int height,
                     std::span<const std::uint8_t> pixels) {
    assert(x >= 0 && y >= 0 && width >= 0 && height >= 0 && width <= picture_width - x && height <= picture_height - y);
    assert(pixels.size() >= static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    Mask mask(picture_width, picture_height);
    const std::uint8_t* row = pixels.data();
    for (int line = 0; line < height; ++line, row += width)
        for (int first = find_foreground(row, 0, width); first < width;) {
            const int end = find_background(row, first, width);
            mask.runs_.push_back({y + line, x + first, x + end});
            first = find_foreground(row, end, width);
        }
    return mask;
}

Mask Mask::from_runs(int picture_width, int picture_height, std::vector<Run> runs) {
    assert(is_in_order(picture_width, picture_height, runs));
    Mask mask(picture_width, picture_height);
    mask.runs_ = std::move(runs);
    return mask;
}

std::int64_t Mask::area() const {
    std::int64_t pixels = 0;
    for (const Run& run : runs_) pixels += run.end - run.first;
    return pixels;
}

void Mask::paint(std::span<std::uint8_t> pixels, std::uint8_t foreground) const {
    const auto width = static_cast<std::size_t>(width_);
    assert(pixels.size() >= width * static_cast<std::size_t>(height_));
    std::ranges::fill(pixels.first(width * static_cast<std::size_t>(height_)), std::uint8_t{0});
    for (const Run& run : runs_)
        std::ranges::fill(
            pixels.subspan(static_cast<std::size_t>(run.row) * width + static_cast<std::size_t>(run.first),
                           static_cast<std::size_t>(run.end - run.first)),
            foreground);
}

Mask Mask::moved(int x, int y, int picture_width, int picture_height) const {
    Mask mask(picture_width, picture_height);
    const auto to_column = [&](std::int32_t column) {
        return static_cast<std::int32_t>(std::clamp<std::int64_t>(std::int64_t{column} + x, 0, picture_width));
    };
    for (const Run& run : runs_) {
        const std::int64_t row = std::int64_t{run.row} + y;
        const std::int32_t first = to_column(run.first), end = to_column(run.end);
        if (row >= 0 && row < picture_height && first < end)
            mask.runs_.push_back({static_cast<std::int32_t>(row), first, end});
    }
    return mask;
}

Mask Mask::mirrored() const {
    Mask mask(width_, height_);
    mask.runs_.reserve(runs_.size());
    for (auto row = runs_.begin(); row != runs_.end();) {
        const auto next = std::find_if(row, runs_.end(), [&](const Run& run) { return run.row != row->row; });
        for (const Run& run : std::ranges::subrange(row, next) | std::views::reverse)
            mask.runs_.push_back({run.row, width_ - run.end, width_ - run.first});
        row = next;
    }
    return mask;
}

std::int64_t Mask::intersection_area(const Mask& a, const Mask& b) {
    assert(a.width_ == b.width_ && a.height_ == b.height_);
    std::int64_t pixels = 0;
    auto left = a.runs_.begin(), right = b.runs_.begin();
    while (left != a.runs_.end() && right != b.runs_.end()) {
        if (left->row == right->row)
            pixels += std::max(0, std::min(left->end, right->end) - std::max(left->first, right->first));
        // The one that ends first meets nothing more.
        const bool left_ends_first = left->row != right->row ? left->row < right->row : left->end <= right->end;
        ++(left_ends_first ? left : right);
    }
    return pixels;
}

Mask Mask::united(const Mask& a, const Mask& b) {
    assert(a.width_ == b.width_ && a.height_ == b.height_);
    Mask mask(a.width_, a.height_);
    std::vector<Run>& runs = mask.runs_;
    const auto begins_before = [](const Run& one, const Run& other) {
        return one.row != other.row ? one.row < other.row : one.first < other.first;
    };
    auto left = a.runs_.begin(), right = b.runs_.begin();
    while (left != a.runs_.end() || right != b.runs_.end()) {
        const bool take_left = right == b.runs_.end() || (left != a.runs_.end() && begins_before(*left, *right));
        const Run& run = take_left ? *left++ : *right++;
        if (!runs.empty() && runs.back().row == run.row && run.first <= runs.back().end)
            runs.back().end = std::max(runs.back().end, run.end);
        else
            runs.push_back(run);
    }
    return mask;
}

}  // namespace yolozu
