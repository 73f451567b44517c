// SPDX-License-Identifier: Apache-2.0
//
// What goes to the terminal: messages to stderr, results to stdout.
#pragma once

#include <string_view>

#include "yolozu/result.hpp"

namespace yolozu::cli {

enum class LogLevel { error, warning, info, debug };

/// Messages less important than this are left out. Errors always appear.
void set_log_level(LogLevel level);

/// One line on stderr, "yolozu-infer: error: ...".
void report_error(const Error& error);
void report_error(std::string_view message);
void report_warning(std::string_view message);
void report_info(std::string_view message);
void report_debug(std::string_view message);

}  // namespace yolozu::cli
