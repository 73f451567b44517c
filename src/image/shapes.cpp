// SPDX-License-Identifier: Apache-2.0
#include "image/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace yolozu {
namespace {

constexpr double farthest = 1e9;

bool is_near(const PicturePoint& point) {
    return std::abs(point.x) <= farthest && std::abs(point.y) <= farthest;  // false for NaN
}

void fill_pixels(std::uint8_t* pixel, int count, Colour colour) {
    for (int i = 0; i < count; ++i, pixel += 3) {
        pixel[0] = colour.red;
        pixel[1] = colour.green;
        pixel[2] = colour.blue;
    }
}

/// Seven sixteenths of the colour.
std::uint8_t mixed(std::uint8_t level, std::uint8_t with) {
    return static_cast<std::uint8_t>((level * 9 + with * 7 + 8) / 16);
}

/// A line as a value of one coordinate for each whole one of the other, along which it is longer.
struct Slanted {
    int first = 0, last = 0;  ///< of the longer axis, within the picture
    double start = 0;         ///< of the other axis, at 0
    double slope = 0;         ///< at most 1 either way
    double thickness = 0;     ///< across, along the other axis

    Slanted(double from, double to, double other_from, double other_to, int length, int width) {
        if (from > to) {
            std::swap(from, to);
            std::swap(other_from, other_to);
        }
        slope = to > from ? (other_to - other_from) / (to - from) : 0;
        start = other_from - slope * from;
        thickness = width * std::sqrt(1 + slope * slope);
        first = static_cast<int>(std::floor(std::clamp(from, 0.0, static_cast<double>(length))));
        last = static_cast<int>(std::ceil(std::clamp(to, 0.0, static_cast<double>(length)))) - 1;
        if (from > length || to < 0) last = first - 1;
    }

    /// The pixels of the other axis that the line covers at `index`, up to but not including the second; the middle of
    /// the pixel counts.
    std::pair<int, int> covered(int index, int other_length) const {
        const double middle = start + slope * (index + 0.5);
        const auto bound = [other_length](double value) {
            return static_cast<int>(std::lround(std::clamp(value, 0.0, static_cast<double>(other_length))));
        };
        return {bound(middle - thickness / 2), bound(middle + thickness / 2)};
    }
};

}  // namespace

void fill_rectangle(Image& image, const PixelRect& rect, Colour colour) {
    const int left = std::max(rect.left, 0), right = std::min(rect.right, image.width());
    const int top = std::max(rect.top, 0), bottom = std::min(rect.bottom, image.height());
    for (int y = top; y < bottom; ++y) fill_pixels(image.row(y) + std::ptrdiff_t{3} * left, right - left, colour);
}

void tint_run(Image& image, const RowRun& run, Colour colour) {
    if (run.row < 0 || run.row >= image.height()) return;
    std::uint8_t* const row = image.row(run.row);
    const int end = std::min(run.end, image.width());
    for (int x = std::max(run.first, 0); x < end; ++x) {
        std::uint8_t* const pixel = row + std::ptrdiff_t{3} * x;
        pixel[0] = mixed(pixel[0], colour.red);
        pixel[1] = mixed(pixel[1], colour.green);
        pixel[2] = mixed(pixel[2], colour.blue);
    }
}

void draw_line(Image& image, const PicturePoint& from, const PicturePoint& to, int width, Colour colour) {
    if (!is_near(from) || !is_near(to)) return;
    const bool along_x = std::abs(to.x - from.x) >= std::abs(to.y - from.y);
    const Slanted line = along_x ? Slanted(from.x, to.x, from.y, to.y, image.width(), width)
                                 : Slanted(from.y, to.y, from.x, to.x, image.height(), width);
    for (int index = line.first; index <= line.last; ++index) {
        const auto [start, end] = line.covered(index, along_x ? image.height() : image.width());
        if (along_x)
            fill_rectangle(image, {index, start, index + 1, end}, colour);
        else
            fill_rectangle(image, {start, index, end, index + 1}, colour);
    }
}

void draw_dot(Image& image, const PicturePoint& centre, int diameter, Colour colour) {
    // Written so that NaN is outside.
    if (!(centre.x >= 0 && centre.x <= image.width() && centre.y >= 0 && centre.y <= image.height())) return;
    const double radius = diameter / 2.0;
    const int top = static_cast<int>(std::floor(centre.y - radius));
    const int bottom = static_cast<int>(std::ceil(centre.y + radius));
    for (int y = top; y < bottom; ++y) {
        const double rise = y + 0.5 - centre.y;
        const double half_width = std::sqrt(std::max(0.0, radius * radius - rise * rise));
        const auto left = static_cast<int>(std::lround(centre.x - half_width));
        const auto right = static_cast<int>(std::lround(centre.x + half_width));
        fill_rectangle(image, {left, y, right, y + 1}, colour);
    }
}

}  // namespace yolozu
