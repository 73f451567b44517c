// SPDX-License-Identifier: Apache-2.0
#include "eval/run_lengths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/try.hpp"

namespace yolozu::eval {
namespace {

std::uint64_t pixels_of(int width, int height) {
    return static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
}

/// Walks along the runs of a mask. Beyond the last one there is background without end.
class RunWalk {
public:
    explicit RunWalk(const RunLengths& mask) : counts_(mask.counts) { next(); }

    bool is_foreground() const { return foreground_; }
    bool at_end() const { return left_ == 0; }
    std::uint64_t left() const { return left_; }
    void advance(std::uint64_t pixels) {
        left_ -= pixels;
        if (left_ == 0) next();
    }

private:
    void next() {
        while (left_ == 0 && place_ < counts_.size()) {
            left_ = counts_[place_];
            foreground_ = place_ % 2 == 1;
            ++place_;
        }
    }

    std::span<const std::uint32_t> counts_;
    std::size_t place_ = 0;
    std::uint64_t left_ = 0;
    bool foreground_ = false;
};

/// Calls `take(length, of_first, of_second)` for each stretch in which neither mask changes.
void walk_both(const RunLengths& first, const RunLengths& second, const auto& take) {
    RunWalk a(first), b(second);
    while (!a.at_end() && !b.at_end()) {
        const std::uint64_t length = std::min(a.left(), b.left());
        take(length, a.is_foreground(), b.is_foreground());
        a.advance(length);
        b.advance(length);
    }
}

/// Run lengths under construction.
class RunBuilder {
public:
    void add(std::uint64_t length, bool foreground) {
        if (foreground != (counts_.size() % 2 == 0)) counts_.push_back(0);
        counts_.back() += static_cast<std::uint32_t>(length);
    }
    std::vector<std::uint32_t> take() { return std::move(counts_); }

private:
    std::vector<std::uint32_t> counts_{0};
};

Error bad_text(std::string_view what) {
    return {ErrorCode::malformed, fmt::format("the run lengths {}", what)};
}

/// Takes one number off a compressed text: groups of five bits, low ones first.
Result<std::int64_t> take_number(std::string_view& text) {
    constexpr int most_groups = 7;  // 35 bits hold differences of 32-bit numbers
    std::int64_t number = 0;
    for (int group = 0; group < most_groups; ++group) {
        if (text.empty()) return bad_text("end within a number");
        const int character = text.front() - '0';
        text.remove_prefix(1);
        if (character < 0 || character > 63) return bad_text("have a character that is none of COCO's");
        number |= std::int64_t{character & 31} << (5 * group);
        if ((character & 32) != 0) continue;
        return (character & 16) != 0 ? number - (std::int64_t{1} << (5 * (group + 1))) : number;
    }
    return bad_text("have a number of more than 35 bits");
}

}  // namespace

Result<RunLengths> run_lengths_from_counts(int width, int height, std::vector<std::uint32_t> counts) {
    const std::uint64_t sum = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    if (sum != pixels_of(width, height))
        return bad_text(
            fmt::format("are of {} pixels, expected the {} of {}x{}", sum, pixels_of(width, height), width, height));
    return RunLengths{width, height, std::move(counts)};
}

Result<RunLengths> run_lengths_from_text(int width, int height, std::string_view text) {
    std::vector<std::uint32_t> counts;
    while (!text.empty()) {
        YOLOZU_ASSIGN(std::int64_t number, take_number(text));
        if (counts.size() > 2) number += counts[counts.size() - 2];
        if (number < 0 || number > std::int64_t{UINT32_MAX}) return bad_text("have a length below 0 or beyond 32 bits");
        counts.push_back(static_cast<std::uint32_t>(number));
    }
    return run_lengths_from_counts(width, height, std::move(counts));
}

RunLengths run_lengths_from_pixels(int width, int height, std::span<const std::uint8_t> pixels) {
    RunBuilder runs;
    for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x)
        for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y)
            runs.add(1, pixels[y * static_cast<std::size_t>(width) + x] != 0);
    return {width, height, runs.take()};
}

RunLengths united(int width, int height, std::span<const RunLengths> masks) {
    RunLengths all{width, height, {static_cast<std::uint32_t>(pixels_of(width, height))}};
    for (const RunLengths& mask : masks) {
        RunBuilder runs;
        walk_both(all, mask, [&](std::uint64_t length, bool a, bool b) { runs.add(length, a || b); });
        all.counts = runs.take();
    }
    return all;
}

std::uint64_t area(const RunLengths& mask) {
    std::uint64_t sum = 0;
    for (std::size_t run = 1; run < mask.counts.size(); run += 2) sum += mask.counts[run];
    return sum;
}

PixelBox bounding_box(const RunLengths& mask) {
    const auto rows = static_cast<std::uint64_t>(mask.height);
    std::uint64_t left = 0, right = 0, top = rows, bottom = 0, position = 0;
    bool is_empty = true;
    for (std::size_t run = 0; run < mask.counts.size(); ++run) {
        const std::uint64_t first = position;
        position += mask.counts[run];
        if (run % 2 == 0 || mask.counts[run] == 0) continue;
        const std::uint64_t last = position - 1;
        if (is_empty) left = first / rows;
        is_empty = false;
        right = last / rows;
        const bool within_column = first / rows == last / rows;
        top = std::min(top, within_column ? first % rows : 0);
        bottom = std::max(bottom, within_column ? last % rows : rows - 1);
    }
    if (is_empty) return {};
    return {static_cast<double>(left), static_cast<double>(top), static_cast<double>(right - left + 1),
            static_cast<double>(bottom - top + 1)};
}

double mask_iou(const RunLengths& detection, const RunLengths& truth, bool truth_is_crowd) {
    std::uint64_t both = 0, any = 0;
    walk_both(detection, truth, [&](std::uint64_t length, bool a, bool b) {
        if (a && b) both += length;
        if (a || b) any += length;
    });
    if (both == 0) return 0;
    return static_cast<double>(both) / static_cast<double>(truth_is_crowd ? area(detection) : any);
}

}  // namespace yolozu::eval
