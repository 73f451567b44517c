// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/report.hpp"
#include "model/families.hpp"
#include "model/preprocess_words.hpp"

namespace yolozu::cli {
namespace {

std::string task_list(const Family& family, std::string_view separator) {
    std::string text;
    for (const Task task : family.tasks) text.append(text.empty() ? "" : separator).append(to_string(task));
    return text;
}

void print_for_people(const Family& family) {
    print_result("{}\n", family.name);
    if (!family.models.empty()) print_result("  also          {}\n", family.models);
    print_result("  tasks         {}\n", task_list(family, ", "));
    print_result("  head          {}\n", to_string(family.head));
    print_result("  outputs       {}\n", family.outputs);
    print_result("  recognised    {}\n", family.recognised);
    print_result("  preprocessing {}\n\n", to_words(family.preprocess));
}

/// The table's texts hold no character that JSON escapes but the quotation mark.
std::string json_string(std::string_view text) {
    std::string quoted = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') quoted.push_back('\\');
        quoted.push_back(letter);
    }
    return quoted + '"';
}

std::string to_json(const Family& family) {
    return fmt::format(
        R"({{"name": {}, "models": {}, "tasks": ["{}"], "head": {}, "outputs": {}, "recognised": {}, "preprocess": {}}})",
        json_string(family.name), json_string(family.models), task_list(family, "\", \""),
        json_string(to_string(family.head)), json_string(family.outputs), json_string(family.recognised),
        json_string(to_words(family.preprocess)));
}

void print_json() {
    std::string text;
    for (const Family& family : families()) text += fmt::format("{}\n {}", text.empty() ? "" : ",", to_json(family));
    print_result("[{}\n]\n", text);
}

}  // namespace

int families_command(const Arguments& arguments) {
    bool json = false;
    CommandLine line("yolozu-infer families",
                     "Lists the families of models that are understood, how they are told apart and fed.");
    line.add_flag("--json", json, "for scripts: a list of objects");
    if (const std::optional<int> code = line.parse(arguments)) return *code;
    if (json)
        print_json();
    else
        for (const Family& family : families()) print_for_people(family);
    return exit_done;
}

}  // namespace yolozu::cli
