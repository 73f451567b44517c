// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"
#include "bench/noise.hpp"
#include "bench/report.hpp"
#include "cli/bench_history.hpp"
#include "cli/bench_options.hpp"
#include "cli/bench_table.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/report.hpp"
#include "yolozu/version.hpp"

namespace yolozu::cli {
namespace {

/// The model's file name, and where others have the same its path, with what else tells rows apart.
void name_rows(std::vector<bench::Row>& rows) {
    for (bench::Row& row : rows) {
        const bool is_alone = std::ranges::all_of(rows, [&](const bench::Row& other) {
            return other.model == row.model || other.model.stem() != row.model.stem();
        });
        row.name =
            fmt::format("{} {}{} threads={} batch={}", printable(is_alone ? row.model.stem() : row.model), row.backend,
                        row.device == "cpu" ? "" : " " + printable(row.device), row.threads, row.batch);
    }
}

/// After measuring: a mapped file would count as the program's memory.
void hash_models(std::vector<bench::Row>& rows) {
    for (bench::Row& row : rows) {
        const auto same = std::ranges::find(rows, row.model, &bench::Row::model);
        if (!same->model_sha256.empty()) {
            row.model_sha256 = same->model_sha256;
            continue;
        }
        const Result<MappedFile> file = MappedFile::open(row.model);
        if (!file) continue;
        if (Result<std::string> hash = sha256_hex(file->bytes())) row.model_sha256 = std::move(hash).value();
    }
}

bench::Report to_report(Measurement measurement, const BenchRequest& request, const bench::MachineFacts& machine) {
    bench::Report report;
    report.timestamp = request.timestamp;
    report.program_version = version();
    report.machine = machine;
    report.rows = std::move(measurement.rows);
    name_rows(report.rows);
    hash_models(report.rows);
    for (bench::Row& row : report.rows)
        if (!row.failed()) row.remarks = bench::doubts_about(row, report.machine);
    report.remarks =
        bench::doubts_about(report.machine, measurement.before, measurement.after, measurement.processor_seconds);
    return report;
}

Status write_results(const bench::Report& report, const BenchOptions& options) {
    if (options.json) print_result("{}\n", report_json(report, bench::ReportLayout::file));
    if (!options.output.empty())
        YOLOZU_TRY(write_file(options.output, report_json(report, bench::ReportLayout::file) + '\n'));
    if (!options.chart.empty()) YOLOZU_TRY(write_file(options.chart, bench_chart(report)));
    if (options.append.empty()) return {};
    return append_line(options.append, report_json(report, bench::ReportLayout::line));
}

/// Says by row what changed; false where the limit was not held, or that could not be said.
bool holds_baseline(const bench::Report& report, const BenchRequest& request) {
    if (!request.baseline) return true;
    bool holds = true;
    for (const std::string& difference : bench::differences(report, *request.baseline)) report_warning(difference);
    for (const bench::Comparison& row : bench::compare(report, *request.baseline, request.limit)) {
        for (const std::string& warning : row.warnings) report_warning(warning);
        const std::string words = fmt::format("{}: {}", row.name, row.words);
        const bool fails = row.change != bench::Change::none && request.limit;
        if (fails)
            report_error(words);
        else
            report_info(words);
        holds = holds && !fails;
    }
    return holds;
}

/// So that nobody wonders why nothing happens.
void announce(const BenchRequest& request) {
    const MeasurePlan& plan = request.plan;
    report_info(fmt::format("measuring {} row{}, {}", request.rows.size(), request.rows.size() == 1 ? "" : "s",
                            plan.iterations ? fmt::format("{} runs of each", *plan.iterations)
                                            : fmt::format("at most {:g} s of each", plan.seconds)));
}

int run_bench(const BenchRequest& request, const BenchOptions& options) {
    announce(request);
    const bench::MachineFacts machine = bench::read_machine_facts();
    Result<Measurement> measurement = measure(request.rows, request.plan);
    if (!measurement) {
        report_error(measurement.error());
        return exit_failed;
    }
    const bench::Report report = to_report(std::move(measurement).value(), request, machine);
    const auto failed = std::ranges::count_if(report.rows, &bench::Row::failed);
    if (report.rows.size() == 1 && failed == 1) {
        report_error(report.rows.front().failure);
        return exit_failed;
    }
    if (!options.json) print_result("{}", bench_table(report));
    if (static_cast<std::size_t>(failed) == report.rows.size()) {
        report_error("no row could be run; nothing was written");
        return exit_failed;
    }
    if (const Status written = write_results(report, options); !written) {
        report_error(written.error());
        return exit_failed;
    }
    if (!holds_baseline(report, request)) return exit_failed;
    return failed == 0 ? exit_done : exit_partial;
}

int run_profile(const CommandLine& line, const BenchOptions& options) {
    const Result<ProfileRequest> request = to_profile(line, options);
    if (!request) {
        report_error(request.error());
        return exit_code_for(request.error());
    }
    if (const Status done = print_profile(*request); !done) {
        report_error(done.error());
        return exit_failed;
    }
    return exit_done;
}

}  // namespace

int bench_command(const Arguments& arguments) {
    BenchOptions options;
    CommandLine line("yolozu-infer bench", "Times models from the picture's file to its objects, or step by step.");
    add_bench_options(line, options);
    if (const std::optional<int> code = line.parse(arguments)) return *code;
    if (options.profile) return run_profile(line, options);
    const Result<BenchRequest> request = to_request(line, options);
    if (!request) {
        report_error(request.error());
        return exit_code_for(request.error());
    }
    return run_bench(*request, options);
}

}  // namespace yolozu::cli
