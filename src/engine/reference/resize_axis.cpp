// SPDX-License-Identifier: Apache-2.0
#include "engine/reference/resize_axis.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/reference/move.hpp"

namespace yolozu::engine {

namespace {

/// The place in the input, a real number, that an output place stands for; nothing where it is extrapolated. The
/// formulas and their names are those of ONNX's Resize.
std::optional<double> input_place(const Resize& op, const ResizedAxis& axis, std::int64_t output) {
    const auto x = static_cast<double>(output);
    const auto input = static_cast<double>(axis.input);
    const double resized = input * axis.numerator / axis.denominator;  // not rounded
    const auto unscaled = [&](double place) { return place * axis.denominator / axis.numerator; };
    switch (op.coordinates) {
        case ResizeCoordinates::half_pixel:
            return unscaled(x + 0.5) - 0.5;
        case ResizeCoordinates::half_pixel_symmetric:
            return input / 2 * (1 - static_cast<double>(axis.output) / resized) + unscaled(x + 0.5) - 0.5;
        case ResizeCoordinates::pytorch_half_pixel:
            return axis.output > 1 ? unscaled(x + 0.5) - 0.5 : 0;
        case ResizeCoordinates::align_corners:
            return axis.output > 1 ? x * (input - 1) / (resized - 1) : 0;
        case ResizeCoordinates::asymmetric:
            return unscaled(x);
        case ResizeCoordinates::tf_half_pixel_for_nn:
            return unscaled(x + 0.5);
        case ResizeCoordinates::tf_crop_and_resize:
            break;
    }
    const double begin = axis.region_begin, end = axis.region_end;
    const double place = axis.output > 1 ? begin * (input - 1) + x * (end - begin) * (input - 1) / (resized - 1)
                                         : 0.5 * (begin + end) * (input - 1);
    if (!(place >= 0 && place <= input - 1)) return std::nullopt;
    return place;
}

double linear_weight(double distance) {
    return std::max(0.0, 1 - std::abs(distance));
}

double cubic_weight(double distance, double a) {
    const double x = std::abs(distance);
    if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    if (x < 2) return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
    return 0;
}

std::size_t clamp_place(double place, std::int64_t extent) {
    return static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(extent - 1)));
}

/// All input places under the filter around `center`, those beyond the borders taken from the border.
WeightedPlaces filtered(const Resize& op, const ResizedAxis& axis, double center) {
    const bool cubic = op.mode == ResizeMode::cubic;
    // Antialiasing stretches the filter over as much of the input as one output element stands for.
    const double shrink = op.antialias ? std::min(axis.scale(), 1.0) : 1.0;
    const double below = std::floor(center);
    const double reach = -std::floor((cubic ? -2 : -1) / shrink) - 1;
    WeightedPlaces places;
    double sum = 0;
    for (double step = -reach; step <= reach + 1; ++step) {
        const double distance = (below + step - center) * shrink;
        const double weight = cubic ? cubic_weight(distance, double{op.cubic_coefficient}) : linear_weight(distance);
        const bool inside = below + step >= 0 && below + step < static_cast<double>(axis.input);
        if (weight == 0 || (op.exclude_outside && !inside)) continue;
        places.push_back({clamp_place(below + step, axis.input), weight});
        sum += weight;
    }
    for (WeightedPlace& place : places) place.weight /= sum;
    return places;
}

double rounded(ResizeRounding rounding, double place) {
    switch (rounding) {
        case ResizeRounding::round_prefer_floor:
            return std::ceil(place - 0.5);
        case ResizeRounding::round_prefer_ceil:
            return std::floor(place + 0.5);
        case ResizeRounding::floor:
            return std::floor(place);
        case ResizeRounding::ceil:
            break;
    }
    return std::ceil(place);
}

}  // namespace

std::vector<WeightedPlaces> interpolated_places(const Resize& op, const ResizedAxis& axis) {
    std::vector<WeightedPlaces> all;
    for (std::int64_t output = 0; output < axis.output; ++output) {
        const std::optional<double> place = input_place(op, axis, output);
        all.push_back(place ? filtered(op, axis, *place) : WeightedPlaces());
    }
    return all;
}

std::vector<std::int64_t> nearest_places(const Resize& op, const ResizedAxis& axis) {
    std::vector<std::int64_t> all;
    for (std::int64_t output = 0; output < axis.output; ++output) {
        const std::optional<double> place = input_place(op, axis, output);
        all.push_back(place ? static_cast<std::int64_t>(clamp_place(rounded(op.rounding, *place), axis.input))
                            : outside);
    }
    return all;
}

}  // namespace yolozu::engine
