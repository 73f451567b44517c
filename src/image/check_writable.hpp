// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/image.hpp"

namespace yolozu {

/// Fails unless the view has pixels, sides of at most `side_limit` and rows that lie far enough apart.
Status check_writable(const ImageView& image, int side_limit);

}  // namespace yolozu
