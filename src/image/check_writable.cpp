// SPDX-License-Identifier: Apache-2.0
#include "image/check_writable.hpp"

#include <fmt/format.h>

namespace yolozu {

Status check_writable(const ImageView& image, int side_limit) {
    if (image.data == nullptr || image.width <= 0 || image.height <= 0)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the picture is empty ({}x{}), there is nothing to write", image.width, image.height));
    if (image.width > side_limit || image.height > side_limit)
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("the picture is {}x{}, the format holds sides of at most {}", image.width,
                                 image.height, side_limit));
    if (image.stride_bytes < std::ptrdiff_t{3} * image.width)
        return Error(ErrorCode::invalid_argument, fmt::format("rows are {} bytes apart, expected at least {}",
                                                              image.stride_bytes, std::ptrdiff_t{3} * image.width));
    return {};
}

}  // namespace yolozu
