// SPDX-License-Identifier: Apache-2.0
//
// Of a pixel p of channel c the network wants (p / divisor - mean) / deviation = wanted_factor * p + wanted_offset; the
// graph makes factor * x + offset of what it is fed. So x = (wanted_factor * p + wanted_offset - offset) / factor.
#include "model/left_to_do.hpp"

#include <cmath>

namespace yolozu {
namespace {

constexpr double tolerance = 1e-3;  // constants are written with four to six digits
constexpr double bytes = 255.0;

bool is_near(double value, double expected, double scale) {
    return std::abs(value - expected) <= tolerance * scale;
}

bool is_identity(const PictureArithmetic& graph) {
    return graph.known && graph == PictureArithmetic{};
}

/// The divisor of pixels, 1 or 255, that makes x; nothing when none does for every channel.
std::optional<float> divisor_of(const PreprocessSpec& whole, const PictureArithmetic& graph) {
    for (const double divisor : {1.0, bytes}) {
        bool fits = true;
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const double deviation = whole.deviation[channel];
            const double wanted_factor = 1.0 / (static_cast<double>(whole.divisor) * deviation);
            const double wanted_offset = -static_cast<double>(whole.mean[channel]) / deviation;
            const double factor = wanted_factor / graph.factor[channel];
            const double offset = (wanted_offset - graph.offset[channel]) / graph.factor[channel];
            fits = fits && is_near(factor * divisor, 1.0, 1.0) && is_near(offset * divisor, 0.0, bytes);
        }
        if (fits) return static_cast<float>(divisor);
    }
    return std::nullopt;
}

}  // namespace

bool keeps_pixels(const PreprocessSpec& spec) {
    const PreprocessSpec plain;
    return spec.divisor == 1.0F && spec.mean == plain.mean && spec.deviation == plain.deviation;
}

std::optional<PreprocessSpec> left_to_do(const PreprocessSpec& whole, const PictureArithmetic& graph,
                                         DataType input_type) {
    PreprocessSpec left = whole;
    if (!graph.known) return std::nullopt;
    if (!is_identity(graph)) {
        const PreprocessSpec plain;
        const bool only_swaps =
            graph.factor == PictureArithmetic{}.factor && graph.offset == PictureArithmetic{}.offset;
        if (graph.swaps_channels) left.order = whole.order == ChannelOrder::rgb ? ChannelOrder::bgr : ChannelOrder::rgb;
        if (only_swaps) {
            std::swap(left.mean[0], left.mean[2]);
            std::swap(left.deviation[0], left.deviation[2]);
        } else {
            const std::optional<float> divisor = divisor_of(whole, graph);
            if (!divisor) return std::nullopt;
            left.divisor = *divisor;
            left.mean = plain.mean;
            left.deviation = plain.deviation;
        }
    }
    if (input_type == DataType::uint8 && !keeps_pixels(left)) return std::nullopt;
    return left;
}

}  // namespace yolozu
