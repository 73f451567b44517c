// SPDX-License-Identifier: Apache-2.0
//
// The options of a command: what they are called, which variables they fill, what they accept. CLI11 does the work;
// only command_line.cpp sees it, since every file that includes it takes seconds more to compile. What the user types
// wrong, parse() reports; a name that the program itself adds twice or asks for in vain throws.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/commands.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace yolozu::cli {

/// One option, while its CommandLine lives. Each function says one more thing about it and returns the same option.
class Option {
public:
    explicit Option(CLI::Option& option) : option_(&option) {}

    Option required();

    /// From `least` to `most`, both included.
    Option within(int least, int most);
    Option within(double least, double most);
    Option not_negative();
    Option one_of(const std::vector<std::string>& words);

    /// "a,b" are two values, as are "a" and "b" behind each other.
    Option separated_by_commas();
    /// So many values, no fewer and no more.
    Option exactly(int count);

    /// Only together with the other one, which was added before.
    Option needs(std::string_view other);
    /// Never together with the other one, which was added before.
    Option excludes(std::string_view other);

private:
    CLI::Option* option_;
};

/// Options below one heading of the help.
///
/// Their names are "--image", several of them separated by commas, or "model" for what stands behind the command
/// without a name. `text` explains the option in the help. The variables are filled by CommandLine::parse, which they
/// must outlive; what they hold before is the default, which the help shows (not that of optionals and flags, nor an
/// empty text).
class OptionGroup {
public:
    Option add_option(std::string_view names, std::string& value, std::string_view text);
    Option add_option(std::string_view names, int& value, std::string_view text);
    Option add_option(std::string_view names, double& value, std::string_view text);
    Option add_option(std::string_view names, std::optional<int>& value, std::string_view text);
    Option add_option(std::string_view names, std::optional<double>& value, std::string_view text);

    /// May be given several times, and takes several values each time.
    Option add_option(std::string_view names, std::vector<std::string>& values, std::string_view text);
    Option add_option(std::string_view names, std::vector<double>& values, std::string_view text);

    /// Takes no value; true once it is given.
    Option add_flag(std::string_view names, bool& value, std::string_view text);

private:
    friend class CommandLine;
    OptionGroup(std::shared_ptr<CLI::App> app, std::string_view heading) : app_(std::move(app)), heading_(heading) {}

    template <class Value>
    Option add(std::string_view names, Value& value, std::string_view text, bool has_default);

    std::shared_ptr<CLI::App> app_;
    std::string heading_;
};

/// All options of a command; those that are added to itself stand below "Options", after --help, which is always there.
class CommandLine : public OptionGroup {
public:
    /// The name as the user types it, "yolozu-infer inspect"; the help begins with the description.
    CommandLine(std::string_view name, std::string_view description);

    OptionGroup group(std::string_view heading);

    /// An option that was added before.
    Option option(std::string_view name);

    /// Fills the variables. Empty when the command shall go on; otherwise its exit code, after the help was printed (0)
    /// or the mistake reported (2).
    std::optional<int> parse(Arguments arguments);

    /// Whether the user gave the option.
    bool has(std::string_view name) const;
};

}  // namespace yolozu::cli
