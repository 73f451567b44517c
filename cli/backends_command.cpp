// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/file.hpp"
#include "cli/backend_table.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/report.hpp"

namespace yolozu::cli {
namespace {

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

void print_status(const Backend& backend, const BackendStatus& status) {
    print_result("{:<14} {}\n", backend.name(), status.available ? "available " + status.version : "not available");
    if (!status.devices.empty()) print_result("{:<14} devices: {}\n", "", join(status.devices));
    if (!status.library.empty()) print_result("{:<14} library: {}\n", "", printable(status.library));
    if (!status.reason.empty()) print_result("{:<14} {}\n", "", status.reason);
}

}  // namespace

void print_backends(const BackendOptions& options) {
    for (const Backend* const backend : backends()) print_status(*backend, backend->status(options));
}

int backends_command(const Arguments& arguments) {
    std::string library;
    CommandLine line("yolozu-infer backends", "Lists what this machine can run models with, and why not the rest.");
    line.add_option("--onnxruntime", library, "ONNX Runtime's library, or the folder it lies in");
    if (const std::optional<int> code = line.parse(arguments)) return *code;

    BackendOptions options;
    options.library = library;
    print_backends(options);
    return exit_done;
}

}  // namespace yolozu::cli
