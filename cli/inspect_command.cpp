// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/inspect.hpp"
#include "cli/model_options.hpp"
#include "cli/report.hpp"

namespace yolozu::cli {

int inspect_command(const Arguments& arguments) {
    std::string model;
    ModelOptions options;
    CLI::App app("Says what a model is and how it would be fed and read, from its file alone.", "yolozu-infer inspect");
    app.add_option("model", model, "the ONNX model")->required();
    add_model_options(app, options);
    if (const std::optional<int> code = parse(app, arguments)) return *code;

    const Result<ModelOverrides> overrides = to_overrides(options);
    if (!overrides) {
        report_error(overrides.error());
        return exit_code_for(overrides.error());
    }
    const Result<ModelSignature> signature = read_model_signature(model);
    if (!signature) {
        report_error(signature.error());
        return exit_failed;
    }
    const Result<ModelInfo> info = decide_model(*signature, *overrides);
    print_result("{}", describe_model(*signature, info, model));
    return info ? exit_done : exit_failed;
}

}  // namespace yolozu::cli
