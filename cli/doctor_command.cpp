// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/isa.hpp"
#include "base/machine_memory.hpp"
#include "base/processors.hpp"
#include "cli/backend_table.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/report.hpp"
#include "video/video.hpp"
#include "yolozu/version.hpp"

namespace yolozu::cli {
namespace {

void print_line(std::string_view name, std::string_view value) {
    print_result("  {:<19} {}\n", name, value);
}

std::string in_words(std::uint64_t memory) {
    if (memory == UINT64_MAX) return "the system does not say";
    return fmt::format("{} MiB", memory >> 20);
}

void print_machine() {
    std::string levels;
    for (const Isa isa : supported_isas()) levels.append(levels.empty() ? "" : " ").append(to_string(isa));
    print_result("machine\n");
    print_line("cores", fmt::format("{}", usable_processors()));
    print_line("vector levels", fmt::format("{} (in use: {})", levels, to_string(checked_isa())));
    print_line("memory", in_words(physical_memory()));
    print_line("second-level cache", fmt::format("{} KiB", second_level_cache() >> 10));
}

void print_components() {
    print_result("program\n");
    print_line("yolozu-infer", version());
    for (const Component& component : components())
        if (component.name != "vector levels") print_line(component.name, component.version);
    const VideoSupport videos = video_support();
    print_line("FFmpeg", videos.available ? videos.version : "not there: no videos and cameras");
}

/// What to do, one point a line; says so when there is nothing.
void print_advice(const BackendOptions& options) {
    bool any = false;
    const auto advise = [&](std::string_view text) {
        any = true;
        print_result("  - {}\n", text);
    };
    print_result("to do\n");
    const Isa strongest = supported_isas().back();
    if (checked_isa() != strongest)
        advise(fmt::format("unset YOLOZU_ISA: it holds the program to {}, this machine runs {}",
                           to_string(checked_isa()), to_string(strongest)));
    else if (strongest == Isa::ref)
        advise("this program has no vector code for this machine: expect it to be slow");
    for (const Backend* const backend : backends())
        if (const BackendStatus status = backend->status(options); !status.available)
            advise(fmt::format("only if you need {}: {}", backend->name(), status.reason));
    if (const VideoSupport videos = video_support(); !videos.available)
        advise(fmt::format("only if you need videos and cameras: {}", videos.reason));
    if (!any) print_result("  nothing, all is here\n");
}

}  // namespace

int doctor_command(const Arguments& arguments) {
    std::string library;
    CommandLine line("yolozu-infer doctor",
                     "Says what this machine and this program have, and what to do about what is missing.");
    line.add_option("--onnxruntime", library, "ONNX Runtime's library, or the folder it lies in");
    if (const std::optional<int> code = line.parse(arguments)) return *code;

    BackendOptions options;
    options.library = library;
    print_machine();
    print_components();
    print_result("backends\n");
    print_backends(options);
    print_advice(options);
    return exit_done;
}

}  // namespace yolozu::cli
