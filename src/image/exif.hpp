// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace yolozu {

/// The Orientation tag (0x0112) of an EXIF block's first directory: 1 to 8, the EXIF 2.3 numbering. `exif` begins with
/// the TIFF header, or with "Exif\0\0" and then that header. 1, "as stored", where the tag is missing or the block is
/// damaged: a picture is not refused because of its notes.
int exif_orientation(std::span<const std::byte> exif);

}  // namespace yolozu
