// SPDX-License-Identifier: Apache-2.0
#include "pipeline/segmentation.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace yolozu {
namespace {

/// The pixels of the smallest rectangle that holds the whole foreground, one byte each, column by column.
class ForegroundPart {
public:
    explicit ForegroundPart(const Mask& mask);

    int left() const { return left_; }
    int top() const { return top_; }
    int width() const { return width_; }
    int height() const { return height_; }
    /// Any place may be asked for; outside there is no foreground.
    bool at(int x, int y) const { return x >= 0 && y >= 0 && x < width_ && y < height_ && pixels_[index(x, y)] != 0; }
    std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(x) * static_cast<std::size_t>(height_) + static_cast<std::size_t>(y);
    }
    std::size_t pixel_count() const { return pixels_.size(); }

private:
    int left_ = 0, top_ = 0, width_ = 0, height_ = 0;
    std::vector<std::uint8_t> pixels_;
};

ForegroundPart::ForegroundPart(const Mask& mask) {
    if (mask.runs().empty()) return;
    int right = 0;
    left_ = mask.width();
    for (const Mask::Run& run : mask.runs()) {
        left_ = std::min(left_, run.first);
        right = std::max(right, run.end);
    }
    top_ = mask.runs().front().row;
    width_ = right - left_;
    height_ = mask.runs().back().row - top_ + 1;
    pixels_.resize(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_));
    for (const Mask::Run& run : mask.runs())
        for (int x = run.first; x < run.end; ++x) pixels_[index(x - left_, run.row - top_)] = 1;
}

/// Lengths of the runs of background and foreground in turn, column by column.
std::vector<std::int64_t> column_run_lengths(const Mask& mask) {
    const ForegroundPart part(mask);
    std::vector<std::int64_t> lengths;
    std::int64_t end_of_last = 0;  // of the foreground so far, as the number of pixels before it
    for (int x = 0; x < part.width(); ++x) {
        const std::int64_t column = std::int64_t{part.left() + x} * mask.height() + part.top();
        for (int y = 0; y < part.height(); ++y) {
            if (!part.at(x, y)) continue;
            const int first = y;
            while (part.at(x, y)) ++y;
            // A run that reaches the picture's lower edge goes on at the top of the next column.
            if (!lengths.empty() && column + first == end_of_last)
                lengths.back() += y - first;
            else
                lengths.insert(lengths.end(), {column + first - end_of_last, std::int64_t{y} - first});
            end_of_last = column + y;
        }
    }
    const std::int64_t pixels = std::int64_t{mask.width()} * mask.height();
    if (lengths.empty() || end_of_last < pixels) lengths.push_back(pixels - end_of_last);
    return lengths;
}

/// Five bits a character, the lowest first, until the rest is the sign alone.
void append_compressed(std::string& text, std::int64_t number) {
    for (bool more = true; more;) {
        const auto bits = static_cast<int>(number & 31);
        number >>= 5;
        more = number != ((bits & 16) != 0 ? -1 : 0);
        text += static_cast<char>('0' + (more ? bits | 32 : bits));
    }
}

/// Walks along the edges of foreground pixels, foreground on the right hand.
class ContourTracer {
public:
    explicit ContourTracer(const Mask& mask) : part_(mask), seen_(part_.pixel_count()) {}

    std::vector<std::vector<double>> outer_contours();

private:
    enum Direction { right, down, left, up };
    struct Position {
        int x, y;  ///< a corner of pixels
        Direction direction;

        bool operator==(const Position&) const = default;
    };

    bool begins_edge(int x, int y) const { return part_.at(x, y) && !part_.at(x, y - 1); }
    std::vector<std::array<int, 2>> trace(int x, int y);
    Position step(Position position) const;

    ForegroundPart part_;
    std::vector<std::uint8_t> seen_;  // pixels whose upper edge was walked along
};

ContourTracer::Position ContourTracer::step(Position position) const {
    constexpr std::array<std::array<int, 2>, 4> ways{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
    // The pixels in front, relative to the corner, by direction.
    constexpr std::array<std::array<int, 2>, 4> front_right{{{0, 0}, {-1, 0}, {-1, -1}, {0, -1}}};
    constexpr std::array<std::array<int, 2>, 4> front_left{{{0, -1}, {0, 0}, {-1, 0}, {-1, -1}}};
    position.x += ways[position.direction][0];
    position.y += ways[position.direction][1];
    const auto [right_x, right_y] = front_right[position.direction];
    const auto [left_x, left_y] = front_left[position.direction];
    if (!part_.at(position.x + right_x, position.y + right_y))
        position.direction = static_cast<Direction>((position.direction + 1) % 4);
    else if (part_.at(position.x + left_x, position.y + left_y))
        position.direction = static_cast<Direction>((position.direction + 3) % 4);
    return position;
}

/// The corners of the contour that has the upper edge of a pixel.
std::vector<std::array<int, 2>> ContourTracer::trace(int x, int y) {
    std::vector<std::array<int, 2>> corners;
    const Position start{x, y, right};
    Position position = start;
    do {
        if (position.direction == right) seen_[part_.index(position.x, position.y)] = 1;
        const Position next = step(position);
        if (next.direction != position.direction) corners.push_back({next.x, next.y});
        position = next;
    } while (position != start);
    return corners;
}

/// Twice the area within, positive for outlines and negative for holes.
std::int64_t signed_area(const std::vector<std::array<int, 2>>& corners) {
    std::int64_t area = 0;
    for (std::size_t index = 0; index < corners.size(); ++index) {
        const auto& a = corners[index];
        const auto& b = corners[(index + 1) % corners.size()];
        area += std::int64_t{a[0]} * b[1] - std::int64_t{b[0]} * a[1];
    }
    return area;
}

std::vector<std::vector<double>> ContourTracer::outer_contours() {
    std::vector<std::vector<double>> contours;
    for (int y = 0; y < part_.height(); ++y) {
        for (int x = 0; x < part_.width(); ++x) {
            if (!begins_edge(x, y) || seen_[part_.index(x, y)] != 0) continue;
            std::vector<std::array<int, 2>> corners = trace(x, y);
            if (signed_area(corners) < 0) continue;
            // The pixel is the first of the contour, so its upper left corner comes last.
            std::rotate(corners.begin(), corners.end() - 1, corners.end());
            std::vector<double>& contour = contours.emplace_back();
            for (const auto& [corner_x, corner_y] : corners)
                contour.insert(contour.end(),
                               {double{1} * (part_.left() + corner_x), double{1} * (part_.top() + corner_y)});
        }
    }
    return contours;
}

}  // namespace

std::string coco_run_lengths(const Mask& mask) {
    const std::vector<std::int64_t> lengths = column_run_lengths(mask);
    std::string text;
    for (std::size_t index = 0; index < lengths.size(); ++index)
        append_compressed(text, index > 2 ? lengths[index] - lengths[index - 2] : lengths[index]);
    return text;
}

std::vector<std::vector<double>> outer_contours(const Mask& mask) {
    return ContourTracer(mask).outer_contours();
}

}  // namespace yolozu
