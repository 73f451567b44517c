// SPDX-License-Identifier: Apache-2.0
#include "image/preprocess_normalise.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>

namespace yolozu::image {
namespace {

/// A float32 reciprocal and the rest that it lacks: together they have enough bits for one fused multiply-add to round
/// as a division does. That is checked, not believed.
void use_reciprocal_if_exact(Normalisation& normalisation) {
    const double exact = 1.0 / static_cast<double>(normalisation.divisor);
    const auto reciprocal = static_cast<float>(exact);
    const auto rest = static_cast<float>(exact - static_cast<double>(reciprocal));
    for (int level = 0; level < 256; ++level) {
        const auto value = static_cast<float>(level);
        const float product = std::fma(value, reciprocal, value * rest);
        if (std::bit_cast<std::uint32_t>(product) != std::bit_cast<std::uint32_t>(value / normalisation.divisor))
            return;
    }
    normalisation.by_reciprocal = true;
    normalisation.reciprocal = reciprocal;
    normalisation.reciprocal_rest = rest;
}

}  // namespace

Status check_normalisation(const PreprocessSpec& spec) {
    const auto usable = [](float divisor) { return std::isfinite(divisor) && divisor != 0.0F; };
    if (!usable(spec.divisor))
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("the preprocessing's divisor is {}: a finite number other than 0 is needed", spec.divisor));
    for (std::size_t channel = 0; channel < 3; ++channel) {
        if (!std::isfinite(spec.mean[channel]))
            return Error(ErrorCode::invalid_argument,
                         fmt::format("the preprocessing's mean of channel {} is {}: a finite number is needed", channel,
                                     spec.mean[channel]));
        if (!usable(spec.deviation[channel]))
            return Error(ErrorCode::invalid_argument,
                         fmt::format("the preprocessing's deviation of channel {} is {}: a finite number other than 0 "
                                     "is needed",
                                     channel, spec.deviation[channel]));
    }
    return {};
}

bool keeps_levels(const PreprocessSpec& spec) {
    constexpr PreprocessSpec plain;
    return spec.divisor == 1.0F && spec.mean == plain.mean && spec.deviation == plain.deviation;
}

int plane_of(const PreprocessSpec& spec, int source_channel) {
    return spec.order == ChannelOrder::rgb ? source_channel : 2 - source_channel;
}

Normalisation normalisation_of(const PreprocessSpec& spec) {
    Normalisation normalisation;
    normalisation.divisor = spec.divisor;
    bool only_scaled = true;
    for (int channel = 0; channel < 3; ++channel) {
        const auto plane = static_cast<std::size_t>(plane_of(spec, channel));
        normalisation.mean[channel] = spec.mean[plane];
        normalisation.deviation[channel] = spec.deviation[plane];
        only_scaled = only_scaled && spec.mean[plane] == 0.0F && spec.deviation[plane] == 1.0F;
    }
    if (only_scaled) use_reciprocal_if_exact(normalisation);
    return normalisation;
}

float normalised(const Normalisation& normalisation, int source_channel, std::uint8_t level) {
    const float scaled = static_cast<float>(level) / normalisation.divisor;
    return (scaled - normalisation.mean[source_channel]) / normalisation.deviation[source_channel];
}

}  // namespace yolozu::image
