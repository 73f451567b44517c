// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "yolozu/preprocess.hpp"

namespace yolozu {
namespace {

constexpr int largest_side = 65'536;

bool is_side(int length) {
    return length >= 1 && length <= largest_side;
}

// std::nearbyint follows the rounding mode, by default to nearest with halves to even: Python's round().
int round_half_even(double length) {
    return std::max(1, static_cast<int>(std::nearbyint(length)));
}

int truncated(double length) {
    return std::max(1, static_cast<int>(length));
}

void centre(Placement& placement) {
    const int horizontal = placement.input_width - placement.resized_width;
    const int vertical = placement.input_height - placement.resized_height;
    placement.left = horizontal / 2;
    placement.top = vertical / 2;
    placement.right = horizontal - placement.left;
    placement.bottom = vertical - placement.top;
}

void paste_at_top_left(Placement& placement) {
    placement.right = placement.input_width - placement.resized_width;
    placement.bottom = placement.input_height - placement.resized_height;
}

}  // namespace

std::string_view to_string(ResizeMode mode) {
    switch (mode) {
        case ResizeMode::letterbox:
            return "letterbox";
        case ResizeMode::top_left:
            return "top_left";
        case ResizeMode::top_left_rounded:
            return "top_left_rounded";
        case ResizeMode::stretch:
            return "stretch";
        case ResizeMode::centre_crop:
            return "centre_crop";
        case ResizeMode::square_crop:
            return "square_crop";
    }
    return "unknown";
}

Result<Placement> place_image(int source_width, int source_height, int input_width, int input_height, ResizeMode mode) {
    if (!is_side(source_width) || !is_side(source_height) || !is_side(input_width) || !is_side(input_height))
        return Error(ErrorCode::invalid_argument,
                     fmt::format("cannot fit a {}x{} picture into a {}x{} input: every side must be 1 to {} pixels",
                                 source_width, source_height, input_width, input_height, largest_side));
    Placement placement;
    placement.source_width = source_width;
    placement.source_height = source_height;
    placement.input_width = input_width;
    placement.input_height = input_height;
    const double ratio_x = static_cast<double>(input_width) / source_width;
    const double ratio_y = static_cast<double>(input_height) / source_height;
    if (mode == ResizeMode::stretch) {
        placement.resized_width = input_width;
        placement.resized_height = input_height;
        placement.scale_x = ratio_x;
        placement.scale_y = ratio_y;
        return placement;
    }
    const double scale = std::min(ratio_x, ratio_y);
    placement.scale_x = placement.scale_y = scale;
    const auto to_pixels = mode == ResizeMode::letterbox ? round_half_even : truncated;
    placement.resized_width = to_pixels(source_width * scale);
    placement.resized_height = to_pixels(source_height * scale);
    if (mode == ResizeMode::letterbox)
        centre(placement);
    else
        paste_at_top_left(placement);
    return placement;
}

Box undo_placement(const Placement& placement, const Box& network_box) {
    const auto to_x = [&](double x) {
        return std::clamp((x - placement.left) / placement.scale_x, 0.0, static_cast<double>(placement.source_width));
    };
    const auto to_y = [&](double y) {
        return std::clamp((y - placement.top) / placement.scale_y, 0.0, static_cast<double>(placement.source_height));
    };
    return {to_x(network_box.x1), to_y(network_box.y1), to_x(network_box.x2), to_y(network_box.y2)};
}

}  // namespace yolozu
