// SPDX-License-Identifier: Apache-2.0
//
// What goes to the terminal: messages to stderr, results to stdout.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

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

/// Results, on stdout. A reader that went away (`| head`) does not stop the program: what cannot be written is dropped,
/// and results_were_lost() tells in the end.
template <class... Values>
void print_result(fmt::format_string<Values...> format, Values&&... values) {
    const std::string text = fmt::format(format, std::forward<Values>(values)...);
    std::fwrite(text.data(), 1, text.size(), stdout);
}

/// Whether anything printed could not be written.
bool results_were_lost();

/// Brings what was printed to its reader; false, and the loss forgotten, when the reader has gone. For a command whose
/// real result is a file.
bool flush_table();

}  // namespace yolozu::cli
