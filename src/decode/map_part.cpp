// SPDX-License-Identifier: Apache-2.0
#include "decode/map_part.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/try.hpp"

namespace yolozu::decode {
namespace {

constexpr int largest_side = 65'536;  // that of place_image

bool is_side(int length) {
    return length >= 1 && length <= largest_side;
}

Status check(const Placement& placement) {
    if (!is_side(placement.source_width) || !is_side(placement.source_height) || !is_side(placement.input_width) ||
        !is_side(placement.input_height))
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("a {}x{} picture in a {}x{} input: every side must be 1 to {} pixels", placement.source_width,
                        placement.source_height, placement.input_width, placement.input_height, largest_side));
    if (placement.left < 0 || placement.top < 0 || placement.right < 0 || placement.bottom < 0)
        return Error(
            ErrorCode::unsupported,
            "the network sees only a part of the picture (centre_crop or square_crop), so its map says nothing "
            "about the rest: prepare pictures with letterbox or stretch");
    return {};
}

// In the middle up to the pixel by which an odd border is wider on one side, and as large as fits.
bool is_in_the_middle(const Placement& placement) {
    const int horizontal = placement.right - placement.left, vertical = placement.bottom - placement.top;
    return (horizontal == 0 || horizontal == 1) && (vertical == 0 || vertical == 1) &&
           placement.scale_x == placement.scale_y &&
           ((placement.left == 0 && placement.right == 0) || (placement.top == 0 && placement.bottom == 0));
}

struct Borders {
    double before, after;
};

struct Interval {
    int first, end;
};

// std::nearbyint follows the rounding mode, by default to nearest with halves to even: Python's round(). A picture so
// narrow that it covers no element gets the nearest one.
Interval between(const Borders& borders, int extent) {
    const double first = std::clamp(std::nearbyint(borders.before - 0.1), 0.0, extent - 1.0);
    const double end =
        std::clamp(std::nearbyint(extent - borders.after + 0.1), first + 1.0, static_cast<double>(extent));
    return {static_cast<int>(first), static_cast<int>(end)};
}

}  // namespace

Result<MapPart> part_of_map(const Placement& placement, int map_width, int map_height) {
    YOLOZU_TRY(check(placement));
    const double to_map_x = static_cast<double>(map_width) / placement.input_width;
    const double to_map_y = static_cast<double>(map_height) / placement.input_height;
    Borders horizontal{placement.left * to_map_x, placement.right * to_map_x};
    Borders vertical{placement.top * to_map_y, placement.bottom * to_map_y};
    if (is_in_the_middle(placement)) {
        const double gain = std::min(static_cast<double>(map_height) / placement.source_height,
                                     static_cast<double>(map_width) / placement.source_width);
        horizontal.before = horizontal.after = (map_width - placement.source_width * gain) / 2;
        vertical.before = vertical.after = (map_height - placement.source_height * gain) / 2;
    }
    const Interval columns = between(horizontal, map_width), rows = between(vertical, map_height);
    return MapPart{columns.first, rows.first, columns.end, rows.end};
}

}  // namespace yolozu::decode
