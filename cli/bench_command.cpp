// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/file.hpp"
#include "base/isa.hpp"
#include "base/try.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/input_shapes.hpp"
#include "cli/profile.hpp"
#include "cli/report.hpp"
#include "engine/runtime/compiled_model.hpp"

namespace yolozu::cli {
namespace {

struct BenchOptions {
    std::string model;
    std::int64_t size = 640;
    int threads = 0, rounds = 50;
    bool profile = false;
};

/// A model and the inputs it runs on again and again.
class Bench {
public:
    static Result<Bench> create(const BenchOptions& options) {
        Bench bench;
        YOLOZU_ASSIGN(const auto file, engine::open_model(options.model));
        YOLOZU_ASSIGN(const ModelSignature signature, read_model_signature(options.model));
        YOLOZU_ASSIGN(const std::vector<Shape> shapes, input_shapes(signature.inputs, options.size));
        YOLOZU_ASSIGN(bench.inputs_, random_inputs(signature.inputs, shapes));
        for (const Tensor& input : bench.inputs_) bench.views_.push_back(input.view());
        YOLOZU_ASSIGN(const auto graph, engine::prepare_graph(file, shapes));
        YOLOZU_ASSIGN(auto compiled, engine::CompiledModel::compile(graph, checked_isa()));
        YOLOZU_ASSIGN(bench.executor_, engine::Executor::create(std::move(compiled), options.threads));
        return bench;
    }

    /// The time of each of `rounds` runs, sorted.
    Result<std::vector<double>> run(int rounds) {
        std::vector<double> seconds;
        for (int round = 0; round < rounds; ++round) {
            const auto start = std::chrono::steady_clock::now();
            YOLOZU_TRY(executor_->run(views_));
            seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        }
        std::ranges::sort(seconds);
        return seconds;
    }

    /// The median of each step's times over `rounds` runs.
    Result<std::vector<double>> run_timed(int rounds) {
        const std::size_t steps = plan().steps.size(), count = static_cast<std::size_t>(rounds);
        std::vector<double> once(steps), all(steps * count), medians(steps);
        for (std::size_t round = 0; round < count; ++round) {
            std::ranges::fill(once, 0.0);
            YOLOZU_TRY(executor_->run_timed(views_, once));
            for (std::size_t step = 0; step < steps; ++step) all[step * count + round] = once[step];
        }
        for (std::size_t step = 0; step < steps; ++step) {
            const auto times = std::span(all).subspan(step * count, count);
            std::ranges::nth_element(times, times.begin() + static_cast<std::ptrdiff_t>(count / 2));
            medians[step] = times[count / 2];
        }
        return medians;
    }

    const engine::Plan& plan() const { return executor_->model().plan(); }

private:
    std::vector<Tensor> inputs_;
    std::vector<TensorView> views_;
    std::unique_ptr<engine::Executor> executor_;
};

void print_times(const std::vector<double>& seconds, int threads) {
    const auto at = [&](double share) {
        return 1e3 * seconds[static_cast<std::size_t>(share * static_cast<double>(seconds.size() - 1))];
    };
    print_result("native-{}, {} thread{}, {} runs: median {:.3f} ms, p90 {:.3f}, p99 {:.3f}, least {:.3f}, most {:.3f}\n",
                 to_string(checked_isa()), threads, threads == 1 ? "" : "s", seconds.size(), at(0.5), at(0.9), at(0.99),
                 at(0), at(1));
}

Status run_bench(const BenchOptions& options) {
    YOLOZU_ASSIGN(Bench bench, Bench::create(options));
    YOLOZU_TRY(bench.run(std::max(options.rounds / 10, 1)));  // to warm up
    YOLOZU_ASSIGN(const std::vector<double> seconds, bench.run(options.rounds));
    print_times(seconds, options.threads);
    if (!options.profile) return {};
    YOLOZU_ASSIGN(const std::vector<double> steps, bench.run_timed(options.rounds));
    MachineLimits limits;
    if (checked_isa() != Isa::ref) {
        YOLOZU_ASSIGN(const auto pool, ThreadPool::create(options.threads));
        YOLOZU_ASSIGN(limits, measure_machine(*pool, checked_isa()));
        print_result("the machine's limits: {:.1f} GFLOP/s, {:.1f} GB/s\n", limits.operations_per_second / 1e9,
                     limits.bytes_per_second / 1e9);
    }
    print_result("\n{}", profile_table(bench.plan(), steps, limits));
    return {};
}

}  // namespace

int bench_command(const Arguments& arguments) {
    BenchOptions options;
    CLI::App app("Times a model on the native engine, on random numbers.", "yolozu-infer bench");
    app.add_option("model", options.model, "the ONNX model")->required();
    app.add_flag("--profile", options.profile,
                 "also the time of each step, its kernel, and how near it comes to the machine's limits");
    app.add_option("--threads", options.threads, "threads of one run; 0: one for each processor")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    app.add_option("--rounds", options.rounds, "how many runs are timed")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--size", options.size, "height and width where the model leaves them open")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    if (const std::optional<int> code = parse(app, arguments)) return *code;
    if (options.threads == 0)
        options.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    if (const Status done = run_bench(options); !done) {
        report_error(Error(done.error()).with_context(fmt::format("model '{}'", printable(options.model))));
        return exit_failed;
    }
    return exit_done;
}

}  // namespace yolozu::cli
