// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

/// One axis of the image: its extent, and the borders between which coordinates are valid.
struct SampledAxis {
    std::int64_t extent;
    double low, high;
    bool align_corners;
};

SampledAxis sampled_axis(std::int64_t extent, bool align_corners) {
    const auto length = static_cast<double>(extent);
    if (align_corners) return {extent, 0, length - 1, true};
    return {extent, -0.5, length - 0.5, false};
}

/// -1 ... 1 as a coordinate in elements; what is no number or far beyond any image is brought to where it is harmless.
double denormalised(double normalised, const SampledAxis& axis) {
    constexpr double far = 1e12;
    const auto length = static_cast<double>(axis.extent);
    const double place = axis.align_corners ? (normalised + 1) / 2 * (length - 1) : ((normalised + 1) * length - 1) / 2;
    return std::isnan(place) ? -far : std::clamp(place, -far, far);
}

double reflected(double place, double low, double high) {
    const double range = high - low;
    if (!(range > 0)) return low;
    if (place >= low && place <= high) return place;
    const double distance = place < low ? low - place : place - high;
    const double times = std::floor(distance / range);
    const double rest = distance - times * range;
    const bool turned = (std::fmod(times, 2.0) == 0) == (place < low);  // counts from the low border
    return turned ? low + rest : high - rest;
}

/// An element's place on an axis, or -1 where padding of zeros stands.
std::int64_t element_place(double place, const SampledAxis& axis, GridPadding padding) {
    const auto last = static_cast<double>(axis.extent - 1);
    if (place >= 0 && place <= last) return static_cast<std::int64_t>(place);
    if (padding == GridPadding::zeros) return -1;
    if (padding == GridPadding::reflection) place = std::trunc(reflected(place, axis.low, axis.high));
    return static_cast<std::int64_t>(std::clamp(place, 0.0, last));
}

/// Up to four places along an axis and their weights.
struct AxisSamples {
    std::array<std::int64_t, 4> places{};
    std::array<double, 4> weights{};
    std::size_t count = 0;
};

std::array<double, 4> cubic_weights(double t) {
    constexpr double a = -0.75;
    const auto outer = [](double x) { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a; };
    const auto inner = [](double x) { return ((a + 2) * x - (a + 3)) * x * x + 1; };
    return {outer(t + 1), inner(t), inner(1 - t), outer(2 - t)};
}

AxisSamples samples_at(const GridSample& op, double normalised, const SampledAxis& axis) {
    double place = denormalised(normalised, axis);
    if (op.mode == ResizeMode::nearest) place = std::nearbyint(place);
    if (place < axis.low || place > axis.high) {
        if (op.padding == GridPadding::border) place = std::clamp(place, 0.0, static_cast<double>(axis.extent - 1));
        if (op.padding == GridPadding::reflection) place = reflected(place, axis.low, axis.high);
    }
    AxisSamples samples;
    const double below = std::floor(place), part = place - below;
    double first = below;
    if (op.mode == ResizeMode::nearest) {
        samples.count = 1;
        samples.weights = {1};
        first = op.padding == GridPadding::reflection ? std::trunc(place) : place;
    } else if (op.mode == ResizeMode::linear) {
        samples.count = 2;
        samples.weights = {1 - part, part};
    } else {
        samples.count = 4;
        samples.weights = cubic_weights(part);
        first = below - 1;
    }
    for (std::size_t index = 0; index < samples.count; ++index)
        samples.places[index] = element_place(first + static_cast<double>(index), axis, op.padding);
    return samples;
}

template <class Tag>
double sampled(const typename Tag::Stored* plane, std::int64_t width, const AxisSamples& x, const AxisSamples& y) {
    double sum = 0;
    for (std::size_t row = 0; row < y.count; ++row)
        for (std::size_t column = 0; column < x.count; ++column)
            if (y.places[row] >= 0 && x.places[column] >= 0)
                sum += y.weights[row] * x.weights[column] *
                       static_cast<double>(Tag::load(plane[y.places[row] * width + x.places[column]]));
    return sum;
}

}  // namespace

Status evaluate(const GridSample& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const Shape &x = inputs[0].shape, &y = outputs[0].shape;
    if (y.element_count() == 0) return {};
    const SampledAxis rows = sampled_axis(x[2], op.align_corners), columns = sampled_axis(x[3], op.align_corners);
    const std::int64_t area = x[2] * x[3], places = y[2] * y[3];
    return dispatch_floating(inputs[0].type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        const auto* const from = static_cast<const typename Tag::Stored*>(inputs[0].data);
        auto* const to = static_cast<typename Tag::Stored*>(outputs[0].data);
        for (std::int64_t image = 0; image < y[0]; ++image)
            for (std::int64_t place = 0; place < places; ++place) {
                const auto pair = static_cast<std::size_t>(2 * (image * places + place));
                const AxisSamples across = samples_at(op, real_at(inputs[1], pair), columns);
                const AxisSamples down = samples_at(op, real_at(inputs[1], pair + 1), rows);
                for (std::int64_t plane = image * y[1]; plane < (image + 1) * y[1]; ++plane)
                    to[plane * places + place] = Tag::store(sampled<Tag>(from + plane * area, x[3], across, down));
            }
        return {};
    });
}

}  // namespace yolozu::engine
