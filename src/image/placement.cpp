// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/try.hpp"
#include "yolozu/preprocess.hpp"

namespace yolozu {
namespace {

constexpr int largest_side = 65'536;
constexpr std::int64_t largest_resized_side = std::int64_t{1} << 30;

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

/// The borders right and below are what is left of the input.
void close_borders(Placement& placement) {
    placement.right = placement.input_width - placement.resized_width - placement.left;
    placement.bottom = placement.input_height - placement.resized_height - placement.top;
}

void scale_to_resized_size(Placement& placement) {
    placement.scale_x = static_cast<double>(placement.resized_width) / placement.source_width;
    placement.scale_y = static_cast<double>(placement.resized_height) / placement.source_height;
}

/// The scale of a picture that keeps its aspect ratio within a part of the input.
double fitting_scale(const Placement& placement, int width, int height) {
    return std::min(static_cast<double>(width) / placement.source_width,
                    static_cast<double>(height) / placement.source_height);
}

/// A warp does not round the picture's size or its place: its centre goes to the input's centre.
void shift_to_centre(Placement& placement) {
    const auto offset = [](double scale, int source_length, int input_length) {
        return scale * (-source_length / 2.0) + 0.5 * input_length;
    };
    placement.shift_x = offset(placement.scale_x, placement.source_width, placement.input_width) - placement.left;
    placement.shift_y = offset(placement.scale_y, placement.source_height, placement.input_height) - placement.top;
}

Status place_letterbox(Placement& placement, const PreprocessSpec& spec) {
    if (spec.margin < 0 || spec.margin >= std::min(placement.input_width, placement.input_height))
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("a margin of {} pixels does not fit a {}x{} input: it must be 0 or more, and less than "
                        "each side",
                        spec.margin, placement.input_width, placement.input_height));
    const double scale =
        fitting_scale(placement, placement.input_width - spec.margin, placement.input_height - spec.margin);
    placement.scale_x = placement.scale_y = scale;
    placement.resized_width = round_half_even(placement.source_width * scale);
    placement.resized_height = round_half_even(placement.source_height * scale);
    placement.left = (placement.input_width - placement.resized_width) / 2;
    placement.top = (placement.input_height - placement.resized_height) / 2;
    if (spec.interpolation == Interpolation::opencv_warp) shift_to_centre(placement);
    return {};
}

void place_top_left(Placement& placement) {
    const double scale = fitting_scale(placement, placement.input_width, placement.input_height);
    placement.scale_x = placement.scale_y = scale;
    placement.resized_width = truncated(placement.source_width * scale);
    placement.resized_height = truncated(placement.source_height * scale);
}

void place_top_left_rounded(Placement& placement) {
    const double scale = fitting_scale(placement, placement.input_width, placement.input_height);
    placement.resized_width = truncated(placement.source_width * scale + 0.5);
    placement.resized_height = truncated(placement.source_height * scale + 0.5);
    scale_to_resized_size(placement);
}

void place_stretched(Placement& placement) {
    placement.resized_width = placement.input_width;
    placement.resized_height = placement.input_height;
    scale_to_resized_size(placement);
}

Status place_centre_crop(Placement& placement) {
    const int side = placement.input_width;
    const int shorter = std::min(placement.source_width, placement.source_height);
    const int longer = std::max(placement.source_width, placement.source_height);
    const std::int64_t resized = std::int64_t{side} * longer / shorter;
    if (resized > largest_resized_side)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("a {}x{} picture whose shorter side becomes {} pixels would be {} pixels long: at most "
                        "{} are possible",
                        placement.source_width, placement.source_height, side, resized, largest_resized_side));
    const bool wide = placement.source_width > placement.source_height;
    placement.resized_width = wide ? static_cast<int>(resized) : side;
    placement.resized_height = wide ? side : static_cast<int>(resized);
    const auto cut_off = [side](int length) { return static_cast<int>(std::nearbyint((length - side) / 2.0)); };
    placement.left = -cut_off(placement.resized_width);
    placement.top = -cut_off(placement.resized_height);
    scale_to_resized_size(placement);
    return {};
}

void place_square_crop(Placement& placement) {
    const int side = std::min(placement.source_width, placement.source_height);
    placement.resized_width = placement.input_width;
    placement.resized_height = placement.input_height;
    placement.scale_x = static_cast<double>(placement.input_width) / side;
    placement.scale_y = static_cast<double>(placement.input_height) / side;
    placement.shift_x = -((placement.source_width - side) / 2 * placement.scale_x);
    placement.shift_y = -((placement.source_height - side) / 2 * placement.scale_y);
}

Status place(Placement& placement, const PreprocessSpec& spec) {
    switch (spec.resize) {
        case ResizeMode::letterbox:
            return place_letterbox(placement, spec);
        case ResizeMode::top_left:
            place_top_left(placement);
            return {};
        case ResizeMode::top_left_rounded:
            place_top_left_rounded(placement);
            return {};
        case ResizeMode::stretch:
            place_stretched(placement);
            return {};
        case ResizeMode::centre_crop:
            if (placement.input_width == placement.input_height) return place_centre_crop(placement);
            place_stretched(placement);
            return {};
        case ResizeMode::square_crop:
            place_square_crop(placement);
            return {};
    }
    return Error(ErrorCode::internal, "unknown resize mode");
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

Result<Placement> place_image(int source_width, int source_height, int input_width, int input_height,
                              const PreprocessSpec& spec) {
    if (!is_side(source_width) || !is_side(source_height) || !is_side(input_width) || !is_side(input_height))
        return Error(ErrorCode::invalid_argument,
                     fmt::format("cannot fit a {}x{} picture into a {}x{} input: every side must be 1 to {} pixels",
                                 source_width, source_height, input_width, input_height, largest_side));
    Placement placement;
    placement.source_width = source_width;
    placement.source_height = source_height;
    placement.input_width = input_width;
    placement.input_height = input_height;
    YOLOZU_TRY(place(placement, spec));
    close_borders(placement);
    return placement;
}

Result<Placement> place_image(int source_width, int source_height, int input_width, int input_height, ResizeMode mode) {
    PreprocessSpec spec;
    spec.resize = mode;
    return place_image(source_width, source_height, input_width, input_height, spec);
}

Box undo_placement(const Placement& placement, const Box& network_box) {
    const auto to_x = [&](double x) {
        return std::clamp(placement.to_picture_x(x), 0.0, static_cast<double>(placement.source_width));
    };
    const auto to_y = [&](double y) {
        return std::clamp(placement.to_picture_y(y), 0.0, static_cast<double>(placement.source_height));
    };
    return {to_x(network_box.x1), to_y(network_box.y1), to_x(network_box.x2), to_y(network_box.y2)};
}

}  // namespace yolozu
