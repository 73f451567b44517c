// SPDX-License-Identifier: Apache-2.0
#include "cli/report.hpp"

namespace yolozu::cli {
namespace {

LogLevel& threshold() {
    static LogLevel level = LogLevel::info;
    return level;
}

void report(LogLevel level, std::string_view label, std::string_view message) {
    if (level > threshold()) return;
    const std::string line = fmt::format("yolozu-infer: {}{}\n", label, message);
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace

void set_log_level(LogLevel level) {
    threshold() = level;
}

void report_error(const Error& error) {
    report_error(error.to_string());
}
void report_error(std::string_view message) {
    report(LogLevel::error, "error: ", message);
}
void report_warning(std::string_view message) {
    report(LogLevel::warning, "warning: ", message);
}
void report_info(std::string_view message) {
    report(LogLevel::info, "", message);
}
void report_debug(std::string_view message) {
    report(LogLevel::debug, "", message);
}

bool flush_table() {
    const bool lost = results_were_lost();
    if (lost) std::clearerr(stdout);
    return !lost;
}

bool results_were_lost() {
    return std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
}

}  // namespace yolozu::cli
