// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "yolozu/preprocess.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

/// Reads the value of --preprocess: words joined by commas, each changing one thing of the default (letterbox,rgb,0-1,
/// linear,fill=114):
///   letterbox | top-left | stretch      how the picture is fitted
///   rgb | bgr                           channel order
///   0-1 | 0-255                         scale
///   linear | antialias                  OpenCV's bilinear, or Pillow's
///   fill=N                              grey level of the border
///   mean=A:B:C  std=A:B:C               subtracted and divided by, after the scale
Result<PreprocessSpec> parse_preprocess(std::string_view text);

}  // namespace yolozu::cli
