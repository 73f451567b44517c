// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "yolozu/predictions.hpp"

namespace yolozu {

/// validate_predictions_file for text in memory, which is changed where parse_json says so. Fails only by a defect of
/// the library.
Result<ValidationReport> validate_predictions_text(std::span<char> text, bool strict);

}  // namespace yolozu
