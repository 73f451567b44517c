// SPDX-License-Identifier: Apache-2.0
//
// Pictures of other formats than the library's own.
#pragma once

#include "yolozu/image.hpp"
#include "yolozu/picture.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Fails when there is no picture: no memory, no extent, more than 65,536 pixels a side, rows that overlap, or a format
/// that does not exist.
Status check_picture(const PictureView& picture);

/// The three bytes of each pixel as they lie, for formats that have no more. The picture is one that check_picture
/// accepts.
ImageView three_bytes_each(const PictureView& picture);

/// Writes the picture as RGB into `image`, whose memory is used again when it has the size. The picture is one that
/// check_picture accepts.
void to_rgb(const PictureView& picture, Image& image);

}  // namespace yolozu
