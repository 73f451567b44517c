// SPDX-License-Identifier: Apache-2.0
#include "image/dimensions.hpp"

#include <fmt/format.h>

namespace yolozu {

Status check_dimensions(std::int64_t width, std::int64_t height, const ImageReadOptions& options) {
    if (width <= 0 || height <= 0)
        return Error(ErrorCode::malformed,
                     fmt::format("the header says {} x {} pixels, expected at least one pixel", width, height));
    if (width > options.max_width || height > options.max_height)
        return Error(ErrorCode::limit_exceeded, fmt::format("is {} x {} pixels, over the limit of {} x {}", width,
                                                            height, options.max_width, options.max_height));
    // Both sides fit 31 bits here, so that the product and three times it fit 64.
    if (width * height > options.max_pixels || width * height > PTRDIFF_MAX / 4)
        return Error(ErrorCode::limit_exceeded, fmt::format("is {} x {} = {} pixels, over the limit of {}", width,
                                                            height, width * height, options.max_pixels));
    return {};
}

}  // namespace yolozu
