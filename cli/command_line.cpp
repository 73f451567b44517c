// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/report.hpp"

namespace yolozu::cli {

Option Option::required() {
    option_->required();
    return *this;
}

Option Option::within(int least, int most) {
    option_->check(CLI::Range(least, most));
    return *this;
}

Option Option::within(double least, double most) {
    option_->check(CLI::Range(least, most));
    return *this;
}

Option Option::not_negative() {
    option_->check(CLI::NonNegativeNumber);
    return *this;
}

Option Option::one_of(const std::vector<std::string>& words) {
    option_->check(CLI::IsMember(words));
    return *this;
}

Option Option::separated_by_commas() {
    option_->delimiter(',');
    return *this;
}

Option Option::exactly(int count) {
    option_->expected(count);
    return *this;
}

Option Option::needs(std::string_view other) {
    option_->needs(std::string(other));
    return *this;
}

Option Option::excludes(std::string_view other) {
    option_->excludes(std::string(other));
    return *this;
}

template <class Value>
Option OptionGroup::add(std::string_view names, Value& value, std::string_view text, bool has_default) {
    CLI::Option* const option = app_->add_option(std::string(names), value, std::string(text))->group(heading_);
    if (has_default) option->capture_default_str();
    return Option(*option);
}

Option OptionGroup::add_option(std::string_view names, std::string& value, std::string_view text) {
    return add(names, value, text, !value.empty());
}

Option OptionGroup::add_option(std::string_view names, int& value, std::string_view text) {
    return add(names, value, text, true);
}

Option OptionGroup::add_option(std::string_view names, double& value, std::string_view text) {
    return add(names, value, text, true);
}

Option OptionGroup::add_option(std::string_view names, std::optional<int>& value, std::string_view text) {
    return add(names, value, text, false);
}

Option OptionGroup::add_option(std::string_view names, std::optional<double>& value, std::string_view text) {
    return add(names, value, text, false);
}

Option OptionGroup::add_option(std::string_view names, std::vector<std::string>& values, std::string_view text) {
    return add(names, values, text, !values.empty());
}

Option OptionGroup::add_option(std::string_view names, std::vector<double>& values, std::string_view text) {
    return add(names, values, text, !values.empty());
}

Option OptionGroup::add_flag(std::string_view names, bool& value, std::string_view text) {
    return Option(*app_->add_flag(std::string(names), value, std::string(text))->group(heading_));
}

CommandLine::CommandLine(std::string_view name, std::string_view description)
    : OptionGroup(std::make_shared<CLI::App>(std::string(description), std::string(name)), "Options") {
    constexpr std::size_t width_of_names = 34;  // tools/help_files.py reads the help
    app_->get_formatter()->column_width(width_of_names);
}

OptionGroup CommandLine::group(std::string_view heading) {
    return {app_, heading};
}

Option CommandLine::option(std::string_view name) {
    return Option(*app_->get_option(std::string(name)));
}

std::optional<int> CommandLine::parse(Arguments arguments) {
    std::ranges::reverse(arguments);  // the order in which CLI11 takes them from a vector
    try {
        app_->parse(arguments);
        return std::nullopt;
    } catch (const CLI::CallForHelp&) {
        print_result("{}", app_->help());
        return exit_done;
    } catch (const CLI::ParseError& mistake) {
        report_error(fmt::format("{}; see `{} --help`", mistake.what(), app_->get_name()));
        return exit_usage;
    }
}

bool CommandLine::has(std::string_view name) const {
    return app_->count(std::string(name)) != 0;
}

}  // namespace yolozu::cli
