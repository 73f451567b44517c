// SPDX-License-Identifier: Apache-2.0
//
// A preprocessing in words, as --preprocess and model.yaml have it.
#pragma once

#include <string>
#include <string_view>

#include "yolozu/preprocess.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Reads words joined by commas, each changing one thing of the default (letterbox,rgb,0-1,linear,fill=114):
///   letterbox | top-left | top-left-rounded | stretch | centre-crop | square-crop    how the picture is fitted
///   rgb | bgr                                                           channel order
///   0-1 | 0-255 | divisor=X                                             pixels are divided by 255, 1 or X
///   linear | cubic | warp | antialias | bicubic | float-antialias       Interpolation, in its order
///   fill=N                                                              grey level of the border
///   margin=N                                                            pixels that stay border at least
///   mean=A:B:C  std=A:B:C                                               subtracted, and divided by, after that
///   imagenet                                                            ImageNet's mean and std
///   channels-last                                                       the tensor is [B, H, W, 3]
/// mean and std are in the tensor's channel order; imagenet turns round by itself where that is bgr. Space around words
/// does not matter.
Result<PreprocessSpec> parse_preprocess(std::string_view text);

/// The words for what differs from the default, or "letterbox" where nothing does: parse_preprocess makes the same of
/// them. The numbers must be ones that it reads: finite, no divisor or deviation zero.
std::string to_words(const PreprocessSpec& spec);

}  // namespace yolozu
