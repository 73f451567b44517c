// SPDX-License-Identifier: Apache-2.0
//
// Which elements of an image a window covers.
#pragma once

#include <vector>

#include "engine/ir/window_rules.hpp"

namespace yolozu::engine {

/// One place of a kernel (in row-major order) that falls on the input, and the place of the input under it.
struct Tap {
    std::size_t kernel = 0, input = 0;
};

/// The taps of a convolution's or pool's window for the output at `place`.
void window_taps(const ResolvedWindow& window, std::size_t place, std::vector<Tap>& taps);
/// The taps through which the output at `place` of a transposed convolution gets its input.
void transposed_taps(const ResolvedWindow& window, std::size_t place, std::vector<Tap>& taps);
/// How many places of the window at `place` lie on the input or its padding.
double padded_taps(const ResolvedWindow& window, std::size_t place);

/// Where an image tensor's elements lie.
class ImageLayout {
public:
    ImageLayout(const ImageExtents& extents, bool channels_last);
    std::size_t batch() const { return batch_; }
    std::size_t channels() const { return channels_; }
    std::size_t places() const { return places_; }
    std::size_t at(std::size_t image, std::size_t channel, std::size_t place) const {
        return channels_last_ ? (image * places_ + place) * channels_ + channel
                              : (image * channels_ + channel) * places_ + place;
    }

private:
    std::size_t batch_, channels_, places_;
    bool channels_last_;
};

}  // namespace yolozu::engine
