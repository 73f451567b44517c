// SPDX-License-Identifier: Apache-2.0
#include "cli/program.hpp"

#include <fmt/format.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <string_view>

#include "base/file.hpp"
#include "base/isa.hpp"
#include "cli/commands.hpp"
#include "cli/report.hpp"
#include "yolozu/version.hpp"

namespace yolozu::cli {
namespace {

struct Command {
    std::string_view name, summary;
    int (*run)(const Arguments&);
};

constexpr std::array commands{
    Command{"predict", "images and a model in, predictions.json out (the default)", predict_command},
    Command{"inspect", "say what a model is and how it would be fed and read", inspect_command},
    Command{"families", "list the families of models that are understood", families_command},
    Command{"backends", "list what this machine can run models with, and why not the rest", backends_command},
    Command{"doctor", "say what this machine and this program have, and what to do about what is missing",
            doctor_command},
    Command{"validate", "check a predictions file as YOLOZU's validators do", validate_command},
    Command{"eval", "compare predictions with a data set's ground truth: COCO's mAP", eval_command},
    Command{"merge", "join the predictions of shards to those of one run", merge_command},
    Command{"convert", "predictions to and from COCO results, YOLO labels, CSV and the shapes of JSON",
            convert_command},
    Command{"show", "predictions and ground truth drawn on the images, or as one page for a browser", show_command},
    Command{"dump", "show what the native engine makes of a model", dump_command},
    Command{"compare", "find where two predictions files differ, or a model's results here and on ONNX Runtime",
            compare_command},
    Command{"bench", "time models from the picture's file to its objects, side by side, or step by step", bench_command},
};

int print_help() {
    print_result(
        "yolozu-infer {} - runs YOLO-family models and writes YOLOZU predictions\n\n"
        "  yolozu-infer --model model.onnx --image photo.jpg --output predictions.json\n\n"
        "Commands:\n",
        version());
    for (const Command& command : commands) print_result("  {:<10} {}\n", command.name, command.summary);
    print_result(
        "\n`yolozu-infer COMMAND --help` explains a command; `yolozu-infer predict --help` lists every flag of the "
        "main "
        "job.\n`yolozu-infer --version` lists the versions of everything inside.\n\n"
        "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some images could not be read.\n");
    return exit_done;
}

int print_version() {
    print_result("yolozu-infer {}\n", version());
    for (const Component& component : components()) print_result("  {:<15} {}\n", component.name, component.version);
    return exit_done;
}

int refuse_command(std::string_view name) {
    std::string known;
    for (const Command& command : commands) known += fmt::format("{}{}", known.empty() ? "" : ", ", command.name);
    report_error(fmt::format("there is no command '{}'; the commands are {}", printable(name), known));
    return exit_usage;
}

int dispatch(Arguments arguments) {
    if (const Result<Isa> isa = active_isa(); !isa) {
        report_error(isa.error());
        return exit_usage;
    }
    if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
        print_help();
        return arguments.empty() ? exit_usage : exit_done;
    }
    if (arguments[0] == "--version") return print_version();
    for (const Command& command : commands) {
        if (arguments[0] != command.name) continue;
        arguments.erase(arguments.begin());
        return command.run(arguments);
    }
    if (!arguments[0].starts_with('-')) return refuse_command(arguments[0]);
    return predict_command(arguments);
}

}  // namespace

int exit_code_for(const Error& error) {
    return error.code() == ErrorCode::invalid_argument ? exit_usage : exit_failed;
}

int run_program(Arguments arguments) {
    // A closed pipe must not kill the program half way: writing to it fails and the run goes on.
    std::signal(SIGPIPE, SIG_IGN);
    const int exit_code = dispatch(std::move(arguments));
    if (!results_were_lost() || exit_code != exit_done) return exit_code;
    report_error("standard output could not be written");
    return exit_failed;
}

}  // namespace yolozu::cli
