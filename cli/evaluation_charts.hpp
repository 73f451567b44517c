// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "cli/evaluation_report.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

/// The most classes whose confusion matrix is drawn.
inline constexpr std::size_t most_drawn_classes = 200;

/// How many classes the confusion matrix has, without background.
std::size_t confused_class_count(const EvaluationReport& report);

/// Draws the report's curves (of objects) and its confusion matrix (of up to most_drawn_classes) into SVG files of a
/// folder, which is made where there is none. Other files in it stay.
Status write_charts(const EvaluationReport& report, const std::filesystem::path& folder);

}  // namespace yolozu::cli
