// SPDX-License-Identifier: Apache-2.0
#include "decode/bilinear.hpp"

#include <algorithm>
#include <cmath>

namespace yolozu::decode {

void BilinearAxis::set(int extent, int length) {
    if (extent == extent_ && length == length_) return;
    extent_ = length_ = 0;  // in case that memory is not to be had below
    const auto count = static_cast<std::size_t>(length);
    const std::size_t padded = in_whole_blocks(count) + map_block;
    places_.assign(padded, extent - 1);
    near_.assign(padded, 1.0F);
    far_.assign(padded, 0.0F);
    const float scale = static_cast<float>(extent) / static_cast<float>(length);
    for (std::size_t pixel = 0; pixel < count; ++pixel) {
        const float position = std::max(scale * (static_cast<float>(pixel) + 0.5F) - 0.5F, 0.0F);
        const std::int32_t place = std::min(static_cast<std::int32_t>(std::floor(position)), extent - 1);
        places_[pixel] = place;
        far_[pixel] = std::clamp(position - static_cast<float>(place), 0.0F, 1.0F);
        near_[pixel] = 1.0F - far_[pixel];
    }
    extent_ = extent;
    length_ = length;
}

ColumnTable BilinearAxis::from(int first) const {
    const auto offset = static_cast<std::size_t>(first);
    return {places_.data() + offset, near_.data() + offset, far_.data() + offset};
}

}  // namespace yolozu::decode
