// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/detector.hpp"
#include "yolozu/result.hpp"
#include "yolozu/yolozu.h"

namespace yolozu::c {

/// Size of yolozu_model_options in the library's first version.
inline constexpr std::size_t first_options_size =
    offsetof(yolozu_model_options, anchor_value_count) + sizeof(yolozu_model_options::anchor_value_count);

/// What a program that says nothing gets.
yolozu_model_options default_options();

/// The options of a C program, its struct being of any version; null: the defaults.
Result<ModelOptions> to_model_options(const yolozu_model_options* options);

}  // namespace yolozu::c
