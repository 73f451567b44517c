// SPDX-License-Identifier: Apache-2.0
#include "cli/execution_options.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"

namespace yolozu::cli {
namespace {

constexpr int most_jobs = 1'024, largest_batch = 4'096;

Result<std::optional<int>> parse_batch(const std::string& text) {
    if (text == "auto") return std::optional<int>();
    const std::optional<int> batch = parse_number<int>(text);
    if (batch && *batch >= 1 && *batch <= largest_batch) return batch;
    return Error(ErrorCode::invalid_argument, fmt::format("--batch: '{}' is neither auto nor a number from 1 to {}",
                                                          printable(text), largest_batch));
}

}  // namespace

void add_execution_options(CommandLine& line, ExecutionFlags& flags) {
    OptionGroup group = line.group("How to run");
    group.add_option("--backend", flags.backend, "auto, native or onnxruntime");
    group.add_option("--device", flags.device, "cpu, cuda or cuda:N; never falls back to another");
    group.add_option("--jobs", flags.jobs, "images, or batches of them, at the same time; 0: one for each processor")
        .within(0, most_jobs);
    group.add_option("--threads", flags.threads, "threads of one job; 0: the processors that the jobs leave")
        .within(0, most_jobs);
    group.add_option("--batch", flags.batch,
                     "images of one run of the model; auto: what the model fixes, 1 where it leaves it open");
    group.add_option("--onnxruntime", flags.library, "ONNX Runtime's library, or the folder it lies in");
    group.add_flag("--resume", flags.resume, "go on where an interrupted run with this output stopped");
    group.add_flag("--dry-run", flags.dry_run, "decide and read everything and write the file, but run no model");
    group.add_flag("--fail-fast", flags.fail_fast, "stop at the first image that cannot be read");
}

Status apply_execution_flags(const ExecutionFlags& flags, RunRequest& request) {
    request.backend = flags.backend;
    request.runtime.device = flags.device;
    request.runtime.library = flags.library;
    if (flags.jobs > 0) request.wishes.jobs = flags.jobs;
    if (flags.threads > 0) request.wishes.threads = flags.threads;
    YOLOZU_ASSIGN(request.wishes.batch, parse_batch(flags.batch));
    request.dry_run = flags.dry_run;
    request.fail_fast = flags.fail_fast;
    request.resume = flags.resume;
    return {};
}

}  // namespace yolozu::cli
