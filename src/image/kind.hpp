// SPDX-License-Identifier: Apache-2.0
//
// Telling kinds of picture files apart by their first bytes.
#pragma once

#include "image/formats.hpp"

namespace yolozu {

enum class ImageKind { jpeg, png, webp, tiff, bmp, gif, pnm };

/// The kind whose signature the file begins with. Fails with the bytes found where it is none of them.
Result<ImageKind> image_kind(FileBytes file);

}  // namespace yolozu
