// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/file.hpp"
#include "base/isa.hpp"
#include "base/try.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/input_shapes.hpp"
#include "cli/report.hpp"
#include "engine/runtime/compiled_model.hpp"

namespace yolozu::cli {
namespace {

Result<std::string> dump_stage(const std::string& path, const std::string& stage, std::int64_t size) {
    YOLOZU_ASSIGN(const auto file, engine::open_model(path));
    YOLOZU_ASSIGN(const ModelSignature signature, read_model_signature(path));
    YOLOZU_ASSIGN(const std::vector<Shape> shapes, input_shapes(signature.inputs, size));
    YOLOZU_ASSIGN(const auto graph, engine::prepare_graph(file, shapes, stage != "imported"));
    if (stage != "planned") return engine::dump(*graph);
    YOLOZU_ASSIGN(const auto compiled, engine::CompiledModel::compile(graph, checked_isa()));
    return engine::dump(compiled->plan());
}

}  // namespace

int dump_command(const Arguments& arguments) {
    std::string model, stage = "planned";
    int size = 640;
    CommandLine line("yolozu-infer dump", "Shows what the native engine makes of a model.");
    line.add_option("model", model, "the ONNX model").required();
    line.add_option("--stage", stage,
                    "imported (the file's operators), optimised (after all passes) or planned (steps, kernels, memory)")
        .one_of({"imported", "optimised", "planned"});
    line.add_option("--size", size, "height and width where the model leaves them open").within(1, 100'000);
    if (const std::optional<int> code = line.parse(arguments)) return *code;
    const Result<std::string> text = dump_stage(model, stage, size);
    if (!text) {
        report_error(Error(text.error()).with_context(fmt::format("model '{}'", printable(model))));
        return exit_failed;
    }
    print_result("{}", *text);
    return exit_done;
}

}  // namespace yolozu::cli
