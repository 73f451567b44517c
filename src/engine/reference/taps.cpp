// SPDX-License-Identifier: Apache-2.0
#include "engine/reference/taps.hpp"

#include <algorithm>
#include <array>

namespace yolozu::engine {

namespace {

using Coordinates = std::array<std::int64_t, Shape::max_rank>;

/// The coordinates of a place counted in row-major order.
Coordinates coordinates_of(std::size_t place, const std::vector<std::int64_t>& extents) {
    Coordinates coordinates{};
    auto rest = static_cast<std::int64_t>(place);
    for (std::size_t axis = extents.size(); axis-- > 0;) {
        coordinates[axis] = rest % extents[axis];
        rest /= extents[axis];
    }
    return coordinates;
}

/// Adds one axis: every tap so far meets each of `along`, the axis's own taps.
void extend(std::vector<Tap>& taps, const std::vector<Tap>& along, std::int64_t kernel, std::int64_t input) {
    std::vector<Tap> extended;
    extended.reserve(taps.size() * along.size());
    for (const Tap& tap : taps)
        for (const Tap& next : along)
            extended.push_back({tap.kernel * static_cast<std::size_t>(kernel) + next.kernel,
                                tap.input * static_cast<std::size_t>(input) + next.input});
    taps.swap(extended);
}

Tap tap_of(std::int64_t kernel, std::int64_t input) {
    return {static_cast<std::size_t>(kernel), static_cast<std::size_t>(input)};
}

std::size_t product(const std::vector<std::int64_t>& extents) {
    std::size_t count = 1;
    for (const std::int64_t extent : extents) count *= static_cast<std::size_t>(extent);
    return count;
}

}  // namespace

void window_taps(const ResolvedWindow& window, std::size_t place, std::vector<Tap>& taps) {
    const Coordinates output = coordinates_of(place, window.output);
    taps.assign(1, Tap{});
    for (std::size_t axis = 0; axis < window.kernel.size(); ++axis) {
        const std::int64_t dilation = window.dilations[axis];
        const std::int64_t first = output[axis] * window.strides[axis] - window.pads_begin[axis];
        std::vector<Tap> along;
        // Begins at the first tap that is not before the input: kernels may be far larger than it.
        for (std::int64_t at = first < 0 ? (-first - 1) / dilation + 1 : 0;
             at < window.kernel[axis] && first + at * dilation < window.input[axis]; ++at)
            along.push_back(tap_of(at, first + at * dilation));
        extend(taps, along, window.kernel[axis], window.input[axis]);
    }
}

void transposed_taps(const ResolvedWindow& window, std::size_t place, std::vector<Tap>& taps) {
    const Coordinates output = coordinates_of(place, window.output);
    taps.assign(1, Tap{});
    for (std::size_t axis = 0; axis < window.kernel.size(); ++axis) {
        std::vector<Tap> along;
        for (std::int64_t at = 0; at < window.kernel[axis]; ++at) {
            const std::int64_t strided = output[axis] + window.pads_begin[axis] - at * window.dilations[axis];
            if (strided < 0) break;
            const std::int64_t input = strided / window.strides[axis];
            if (strided % window.strides[axis] == 0 && input < window.input[axis]) along.push_back(tap_of(at, input));
        }
        extend(taps, along, window.kernel[axis], window.input[axis]);
    }
}

double padded_taps(const ResolvedWindow& window, std::size_t place) {
    const Coordinates output = coordinates_of(place, window.output);
    double count = 1;  // no integer: kernels of any extents may lie on padding
    for (std::size_t axis = 0; axis < window.kernel.size(); ++axis) {
        const std::int64_t first = output[axis] * window.strides[axis];
        const std::int64_t end = window.input[axis] + window.pads_begin[axis] + window.pads_end[axis];
        count *= static_cast<double>(std::min(window.kernel[axis], (end - first - 1) / window.dilations[axis] + 1));
    }
    return count;
}

ImageLayout::ImageLayout(const ImageExtents& extents, bool channels_last)
    : batch_(static_cast<std::size_t>(extents.batch)),
      channels_(static_cast<std::size_t>(extents.channels)),
      places_(product(extents.spatial)),
      channels_last_(channels_last) {}

}  // namespace yolozu::engine
