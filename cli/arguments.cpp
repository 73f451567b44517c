// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/report.hpp"

namespace yolozu::cli {

std::optional<int> parse(CLI::App& app, Arguments arguments) {
    app.get_formatter()->column_width(34);
    std::ranges::reverse(arguments);  // the order in which CLI11 takes them from a vector
    try {
        app.parse(arguments);
        return std::nullopt;
    } catch (const CLI::CallForHelp&) {
        print_result("{}", app.help());
        return exit_done;
    } catch (const CLI::ParseError& mistake) {
        report_error(fmt::format("{}; see `{} --help`", mistake.what(), app.get_name()));
        return exit_usage;
    }
}

}  // namespace yolozu::cli
