// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/report.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu::cli {

int validate_command(const Arguments& arguments) {
    std::string file;
    bool strict = false;
    CLI::App app("Checks a predictions file: the JSON schema and the rules of both generations of YOLOZU's validators.",
                 "yolozu-infer validate");
    app.add_option("file", file, "the predictions file")->required();
    app.add_flag("--strict", strict, "the rules of the validators' --strict");
    if (const std::optional<int> code = parse(app, arguments)) return *code;

    const Result<ValidationReport> report = validate_predictions_file(file, strict);
    if (!report) {
        report_error(report.error());
        return exit_failed;
    }
    for (const std::string& warning : report->warnings) print_result("WARN: {}\n", warning);
    for (const std::string& error : report->errors) print_result("ERROR: {}\n", error);
    if (!report->ok()) return exit_failed;
    print_result("OK: {} image entries, {} detections\n", report->entry_count, report->detection_count);
    return exit_done;
}

}  // namespace yolozu::cli
