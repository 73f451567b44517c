// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "yolozu/image.hpp"

namespace yolozu {

/// Checks the size that a file's header claims: at least one pixel, and within the limits of the options. Afterwards
/// both sides fit an int and the number of RGB bytes a ptrdiff_t.
Status check_dimensions(std::int64_t width, std::int64_t height, const ImageReadOptions& options);

}  // namespace yolozu
