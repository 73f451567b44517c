// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/reference/taps.hpp"

namespace yolozu::engine {

struct ConvolutionKind {
    bool channels_last = false;
    bool transposed = false;  ///< weights are C x M/groups x kernel... instead of M x C/groups x kernel...
};

/// Calls store(place in y, output channel, sum) for each output of a convolution, the sum being that of
/// product(place in x, place in the weights, output channel) over the channels of its group and its taps.
template <class Sum, class Product, class Store>
void for_each_sum(const ResolvedConvolution& resolved, const ConvolutionKind& kind, Product&& product, Store&& store) {
    const ImageLayout x(resolved.input, kind.channels_last), y(resolved.output, kind.channels_last);
    const auto group_inputs = static_cast<std::size_t>(resolved.group_inputs);
    const auto group_outputs = static_cast<std::size_t>(resolved.group_outputs);
    std::size_t kernel = 1;
    for (const std::int64_t extent : resolved.window.kernel) kernel *= static_cast<std::size_t>(extent);
    const auto sum_at = [&](std::size_t image, std::size_t channel, const std::vector<Tap>& taps) {
        const std::size_t group = channel / group_outputs;
        Sum sum{};
        for (std::size_t part = 0; part < group_inputs; ++part) {
            const std::size_t input = group * group_inputs + part;
            const std::size_t row =
                kind.transposed ? input * group_outputs + channel % group_outputs : channel * group_inputs + part;
            for (const Tap& tap : taps)
                sum += product(x.at(image, input, tap.input), row * kernel + tap.kernel, channel);
        }
        return sum;
    };
    if (y.batch() == 0 || y.channels() == 0) return;
    std::vector<Tap> taps;
    for (std::size_t place = 0; place < y.places(); ++place) {
        // Without channels to read, weights of no elements may claim a kernel of any size.
        if (group_inputs == 0)
            taps.clear();
        else if (kind.transposed)
            transposed_taps(resolved.window, place, taps);
        else
            window_taps(resolved.window, place, taps);
        for (std::size_t image = 0; image < y.batch(); ++image)
            for (std::size_t channel = 0; channel < y.channels(); ++channel)
                store(y.at(image, channel, place), channel, sum_at(image, channel, taps));
    }
}

}  // namespace yolozu::engine
