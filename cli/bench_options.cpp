// SPDX-License-Identifier: Apache-2.0
#include "cli/bench_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <span>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/processors.hpp"
#include "base/try.hpp"
#include "cli/timestamp.hpp"

namespace yolozu::cli {
namespace {

namespace fs = std::filesystem;

void add_row_options(CommandLine& line, BenchOptions& options) {
    OptionGroup group = line.group("What is measured (every combination is a row)");
    group.add_option("model", options.models, "one ONNX model or several").required();
    group.add_option("--image", options.images,
                     "pictures, behind the models, taken in turn; a synthetic one where none is given");
    group.add_option("--backend", options.backends, "auto, or backends joined by commas: native,onnxruntime")
        .separated_by_commas();
    group.add_option("--threads", options.threads, "threads of one run, joined by commas; 0: one for each processor")
        .separated_by_commas();
    group
        .add_option("--batch", options.batches,
                    "pictures of one run, joined by commas; else what the model fixes, or 1")
        .separated_by_commas();
    group.add_option("--device", options.device, "cpu, cuda or cuda:N; never falls back to another");
    group.add_option("--onnxruntime", options.library, "ONNX Runtime's library, or the folder it lies in");
    group.add_option("--size", options.size, "height and width where the model leaves them open").within(1, 65'536);
    group.add_flag("--inference-only", options.inference_only, "nothing but the model, on random numbers");
}

void add_measuring_options(CommandLine& line, BenchOptions& options) {
    OptionGroup group = line.group("How long");
    group.add_option("--iterations,--rounds", options.iterations, "exactly so many runs of each row")
        .within(1, 1'000'000);
    group
        .add_option("--seconds", options.seconds,
                    "of each row at most; it ends before when its median is known to 1 % and it has 50 runs")
        .within(0.001, 86'400.0)
        .excludes("--iterations");
    group.add_option("--warmup", options.warmup, "exactly so many runs before those; else half a second and 3 runs")
        .within(0, 1'000'000);
}

void add_result_options(CommandLine& line, BenchOptions& options) {
    OptionGroup group = line.group("What is told");
    group.add_option("--output", options.output, "the report to write, in YOLOZU's latency format");
    group.add_option("--append", options.append, "a file that gets the report as one more line");
    group.add_option("--chart", options.chart, "an SVG file with the rows' medians to write");
    group.add_option("--baseline", options.baseline, "an earlier --output, to compare medians with");
    group
        .add_option("--fail-if-slower", options.fail_if_slower,
                    "exit with 1 where a row's median is so much above the baseline's: 5%")
        .needs("--baseline");
    group.add_flag("--json", options.json, "print the report instead of the table");
    group.add_flag("--profile", options.profile,
                   "instead, the time of each step of the native engine, its kernel, and how near it comes to the "
                   "machine's limits");
}

/// Whole numbers, none of them twice.
Result<std::vector<int>> parse_numbers(std::string_view flag, const std::vector<std::string>& texts, int least,
                                       int most) {
    std::vector<int> numbers;
    for (const std::string& text : texts) {
        const std::optional<int> number = parse_number<int>(text);
        if (!number || *number < least || *number > most)
            return Error(ErrorCode::invalid_argument, fmt::format("{}: '{}' is not a whole number from {} to {}", flag,
                                                                  printable(text), least, most));
        numbers.push_back(*number);
    }
    return numbers;
}

/// A second row of the same would have the same name.
Status refuse_repetition(std::string_view what, const std::vector<std::string>& words) {
    for (const std::string& word : words)
        if (std::ranges::count(words, word) > 1)
            return Error(ErrorCode::invalid_argument, fmt::format("{} is given twice: {}", printable(word), what));
    return {};
}

Status check_backends(const std::vector<std::string>& names) {
    std::string known = "auto";
    for (const Backend* const backend : backends()) known.append(", ").append(backend->name());
    for (const std::string& name : names) {
        const bool is_known = name == "auto" || std::ranges::any_of(backends(), [&](const Backend* backend) {
                                  return backend->name() == name;
                              });
        if (!is_known)
            return Error(ErrorCode::invalid_argument,
                         fmt::format("--backend: '{}' is none of {}", printable(name), known));
        if (name == "auto" && names.size() > 1)
            return Error(ErrorCode::invalid_argument, "--backend: auto is one of the others; name these alone");
    }
    return refuse_repetition("--backend", names);
}

/// "5%" as 0.05.
Result<double> parse_limit(std::string_view text) {
    const bool has_sign = text.ends_with('%');
    const std::optional<double> percent = parse_number<double>(text.substr(0, text.size() - (has_sign ? 1 : 0)));
    if (has_sign && percent && *percent >= 0 && std::isfinite(*percent)) return *percent / 100;
    return Error(
        ErrorCode::invalid_argument,
        fmt::format("--fail-if-slower: '{}' is not understood; write a percentage, for instance 5%", printable(text)));
}

/// Heard of before an hour of measuring rather than after.
Status check_output(std::string_view flag, const std::string& output, const BenchOptions& options) {
    if (output.empty())
        return Error(ErrorCode::invalid_argument, fmt::format("{}: the name of the file is empty", flag));
    const fs::path folder = fs::path(output).parent_path();
    std::error_code error;
    if (!folder.empty() && !fs::is_directory(folder, error))
        return Error(ErrorCode::not_found,
                     fmt::format("{} '{}': there is no folder '{}'", flag, printable(output), printable(folder)));
    for (const std::vector<std::string>* const inputs : {&options.models, &options.images})
        for (const std::string& input : *inputs)
            if (fs::equivalent(input, output, error))
                return Error(ErrorCode::invalid_argument,
                             fmt::format("{} '{}' would replace an input", flag, printable(output)));
    return {};
}

Status check_outputs(const CommandLine& line, const BenchOptions& options) {
    std::vector<std::string> given;
    for (const auto& [flag, output] : {std::pair("--output", &options.output), std::pair("--append", &options.append),
                                       std::pair("--chart", &options.chart)}) {
        if (!line.has(flag)) continue;
        YOLOZU_TRY(check_output(flag, *output, options));
        given.push_back(fs::path(*output).lexically_normal());
    }
    return refuse_repetition("--output, --append and --chart are different files", given);
}

int resolved_threads(int threads) {
    return threads > 0 ? threads : usable_processors();
}

/// What the rows are combined of.
struct Grid {
    std::vector<int> threads;
    std::vector<std::optional<int>> batches;
};

Result<Grid> to_grid(const BenchOptions& options) {
    constexpr int most_threads = 1'024, most_pictures = 4'096;
    constexpr std::size_t most_rows = 64;
    YOLOZU_ASSIGN(const std::vector<int> threads, parse_numbers("--threads", options.threads, 0, most_threads));
    YOLOZU_ASSIGN(const std::vector<int> batches, parse_numbers("--batch", options.batches, 1, most_pictures));
    YOLOZU_TRY(check_backends(options.backends));
    YOLOZU_TRY(refuse_repetition("name each model once", options.models));
    Grid grid;
    std::vector<std::string> thread_words, batch_words;
    for (const int number : threads) {
        grid.threads.push_back(resolved_threads(number));
        thread_words.push_back(fmt::format("{}", grid.threads.back()));
    }
    for (const int number : batches) {
        grid.batches.emplace_back(number);
        batch_words.push_back(fmt::format("{}", number));
    }
    YOLOZU_TRY(refuse_repetition("--threads", thread_words));
    YOLOZU_TRY(refuse_repetition("--batch", batch_words));
    if (grid.batches.empty()) grid.batches.emplace_back();
    const std::size_t rows =
        options.models.size() * options.backends.size() * grid.threads.size() * grid.batches.size();
    if (rows <= most_rows) return grid;
    return Error(ErrorCode::invalid_argument,
                 fmt::format("{} rows: each is a process with a loaded model; at most {} are measured side by side",
                             rows, most_rows));
}

Result<std::vector<RowRequest>> to_rows(const BenchOptions& options) {
    YOLOZU_ASSIGN(const Grid grid, to_grid(options));
    RowRequest row;
    YOLOZU_ASSIGN(row.overrides, to_overrides(options.model_options));
    row.pictures.assign(options.images.begin(), options.images.end());
    row.inference_only = options.inference_only;
    row.runtime.device = options.device;
    row.runtime.library = options.library;
    row.size = options.size;
    std::vector<RowRequest> rows;
    for (const std::string& model : options.models)
        for (const std::string& backend : options.backends)
            for (const int threads : grid.threads)
                for (const std::optional<int>& batch : grid.batches) {
                    row.model = model;
                    row.backend = backend;
                    row.runtime.threads = threads;
                    row.batch = batch;
                    rows.push_back(row);
                }
    return rows;
}

/// Flags without a meaning where nothing but the model runs.
constexpr std::array flags_of_whole_way{"--image", "--task",      "--head",   "--preprocess",
                                        "--names", "--kpt-shape", "--anchors"};
/// Those without one for a profile.
constexpr std::array flags_of_rows{"--inference-only", "--output", "--append", "--chart",       "--baseline", "--json",
                                   "--seconds",        "--warmup", "--device", "--onnxruntime", "--imgsz"};

Status refuse_flags(const CommandLine& line, std::string_view because_of, std::span<const char* const> flags) {
    for (const char* const flag : flags)
        if (line.has(flag))
            return Error(ErrorCode::invalid_argument,
                         fmt::format("{} has no use for {}; leave one out", because_of, flag));
    return {};
}

}  // namespace

void add_bench_options(CommandLine& line, BenchOptions& options) {
    add_row_options(line, options);
    add_model_options(line, options.model_options);
    line.option("--size").excludes("--imgsz");
    add_measuring_options(line, options);
    add_result_options(line, options);
}

Result<BenchRequest> to_request(const CommandLine& line, const BenchOptions& options) {
    BenchRequest request;
    YOLOZU_ASSIGN(request.rows, to_rows(options));
    if (options.inference_only) YOLOZU_TRY(refuse_flags(line, "--inference-only", flags_of_whole_way));
    if (line.has("--fail-if-slower")) {
        YOLOZU_ASSIGN(request.limit, parse_limit(options.fail_if_slower));
    }
    YOLOZU_TRY(check_outputs(line, options));
    if (line.has("--baseline")) {
        YOLOZU_ASSIGN(request.baseline, bench::read_baseline(options.baseline));
    }
    request.plan.iterations = options.iterations;
    request.plan.warmup = options.warmup;
    request.plan.seconds = options.seconds;
    YOLOZU_ASSIGN(request.timestamp, utc_timestamp());
    return request;
}

Result<ProfileRequest> to_profile(const CommandLine& line, const BenchOptions& options) {
    YOLOZU_TRY(refuse_flags(line, "--profile", flags_of_whole_way));
    YOLOZU_TRY(refuse_flags(line, "--profile", flags_of_rows));
    YOLOZU_ASSIGN(const std::vector<RowRequest> rows, to_rows(options));
    if (rows.size() != 1 || (rows[0].backend != "auto" && rows[0].backend != "native"))
        return Error(ErrorCode::invalid_argument,
                     "--profile takes one model on the native engine, and one value of each flag");
    ProfileRequest request;
    request.model = rows[0].model;
    request.threads = rows[0].runtime.threads;
    request.batch = rows[0].batch.value_or(1);
    request.size = rows[0].size.value_or(static_cast<int>(request.size));
    request.rounds = options.iterations.value_or(request.rounds);
    return request;
}

}  // namespace yolozu::cli
