// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "yolozu/model_info.hpp"

namespace yolozu {

/// What is left of a family's preprocessing when the graph does a part of it: the same resize, and pixels 0 to 255 or
/// 0 to 1 such that the first layers get what the family's network was trained with. Nothing when that cannot be
/// proved, or when a uint8 input would have to hold fractions.
std::optional<PreprocessSpec> left_to_do(const PreprocessSpec& whole, const PictureArithmetic& graph,
                                         DataType input_type);

/// Whether values are the pixels themselves, as a uint8 input holds them.
bool keeps_pixels(const PreprocessSpec& spec);

}  // namespace yolozu
