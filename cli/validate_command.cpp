// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/report.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu::cli {
namespace {

std::string_view entry_name(ArtifactKind kind) {
    return kind == ArtifactKind::semantic ? "semantic" : "image";
}

std::string_view detection_name(ArtifactKind kind) {
    return kind == ArtifactKind::instances ? "instances" : kind == ArtifactKind::semantic ? "masks" : "detections";
}

}  // namespace

int validate_command(const Arguments& arguments) {
    std::string file, kind_name;
    bool strict = false;
    CommandLine line(
        "yolozu-infer validate",
        "Checks a predictions file or a list of masks: the JSON schema and the rules of both generations of "
        "YOLOZU's validators.");
    line.add_option("file", file, "the file").required();
    line.add_option("--kind", kind_name,
                    "predictions, instances or semantic (lists of masks); unless given, the file's entries tell")
        .one_of({"predictions", "instances", "semantic"});
    line.add_flag("--strict", strict, "the rules of the validators' --strict; lists of masks have none");
    if (const std::optional<int> code = line.parse(arguments)) return *code;

    const Result<ArtifactReport> checked = validate_artifact_file(file, artifact_kind_from_string(kind_name), strict);
    if (!checked) {
        report_error(checked.error());
        return exit_failed;
    }
    const ValidationReport& report = checked->report;
    for (const std::string& warning : report.warnings) print_result("WARN: {}\n", warning);
    for (const std::string& error : report.errors) print_result("ERROR: {}\n", error);
    if (!report.ok()) return exit_failed;
    print_result("OK: {} {} entries, {} {}\n", report.entry_count, entry_name(checked->kind), report.detection_count,
                 detection_name(checked->kind));
    return exit_done;
}

}  // namespace yolozu::cli
