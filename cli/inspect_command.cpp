// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/inspect.hpp"
#include "cli/model_options.hpp"
#include "cli/report.hpp"
#include "pipeline/decide_file.hpp"

namespace yolozu::cli {

int inspect_command(const Arguments& arguments) {
    std::string model;
    ModelOptions options;
    bool probe = false;
    CommandLine line("yolozu-infer inspect",
                     "Says what a model is and how it would be fed and read, without running it unless asked to.");
    line.add_option("model", model, "the ONNX model").required();
    add_model_options(line, options);
    line.add_flag("--probe", probe,
                  "run the model on a test picture, as predict does where the file leaves two readings");
    if (const std::optional<int> code = line.parse(arguments)) return *code;

    const Result<ModelOverrides> overrides = to_overrides(options);
    if (!overrides) {
        report_error(overrides.error());
        return exit_code_for(overrides.error());
    }
    const Result<DecidedModel> decided = decide_model_file(model, *overrides, probe ? Probing::always : Probing::never);
    if (!decided) {
        report_error(decided.error());
        return exit_failed;
    }
    print_result("{}", describe_model(decided->signature, decided->info, model));
    return decided->info ? exit_done : exit_failed;
}

}  // namespace yolozu::cli
