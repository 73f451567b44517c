// SPDX-License-Identifier: Apache-2.0
#include "cli/bench_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/in_file.hpp"
#include "base/isa.hpp"
#include "base/try.hpp"
#include "bench/latency.hpp"
#include "cli/input_shapes.hpp"
#include "cli/profile.hpp"
#include "cli/report.hpp"
#include "engine/runtime/compiled_model.hpp"

namespace yolozu::cli {
namespace {

/// A model and the inputs it runs on again and again.
class Profiled {
public:
    static Result<Profiled> create(const ProfileRequest& request) {
        Profiled profiled;
        YOLOZU_ASSIGN(const auto file, engine::open_model(request.model));
        YOLOZU_ASSIGN(const ModelSignature signature, read_model_signature(request.model));
        YOLOZU_ASSIGN(const std::vector<Shape> shapes, input_shapes(signature.inputs, request.size, request.batch));
        YOLOZU_ASSIGN(profiled.inputs_, random_inputs(signature.inputs, shapes));
        for (const Tensor& input : profiled.inputs_) profiled.views_.push_back(input.view());
        YOLOZU_ASSIGN(const auto graph, engine::prepare_graph(file, shapes));
        YOLOZU_ASSIGN(auto compiled, engine::CompiledModel::compile(graph, checked_isa()));
        YOLOZU_ASSIGN(profiled.executor_, engine::Executor::create(std::move(compiled), request.threads));
        return profiled;
    }

    /// The seconds of each of `rounds` runs.
    Result<std::vector<double>> run(int rounds) {
        std::vector<double> seconds;
        for (int round = 0; round < rounds; ++round) {
            const auto start = std::chrono::steady_clock::now();
            YOLOZU_TRY(executor_->run(views_));
            seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        }
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
        for (std::size_t step = 0; step < steps; ++step)
            medians[step] = bench::median_of(std::span(all).subspan(step * count, count));
        return medians;
    }

    const engine::Plan& plan() const { return executor_->model().plan(); }

private:
    std::vector<Tensor> inputs_;
    std::vector<TensorView> views_;
    std::unique_ptr<engine::Executor> executor_;
};

void print_times(std::vector<double> seconds, int threads) {
    const std::size_t runs = seconds.size();
    const bench::Latency latency = bench::summarise(std::move(seconds));
    print_result(
        "native-{}, {} thread{}, {} runs: median {:.3f} ms, p90 {:.3f}, p99 {:.3f}, least {:.3f}, most {:.3f}\n",
        to_string(checked_isa()), threads, threads == 1 ? "" : "s", runs, 1e3 * latency.p50, 1e3 * latency.p90,
        1e3 * latency.p99, 1e3 * latency.least, 1e3 * latency.most);
}

Status profile(const ProfileRequest& request) {
    YOLOZU_ASSIGN(Profiled profiled, Profiled::create(request));
    YOLOZU_TRY(profiled.run(std::max(request.rounds / 10, 1)));  // to warm up
    YOLOZU_ASSIGN(std::vector<double> seconds, profiled.run(request.rounds));
    print_times(std::move(seconds), request.threads);
    YOLOZU_ASSIGN(const std::vector<double> steps, profiled.run_timed(request.rounds));
    MachineLimits limits;
    if (checked_isa() != Isa::ref) {
        YOLOZU_ASSIGN(const auto pool, ThreadPool::create(request.threads));
        YOLOZU_ASSIGN(limits, measure_machine(*pool, checked_isa()));
        print_result("the machine's limits: {:.1f} GFLOP/s, {:.1f} GB/s\n", limits.operations_per_second / 1e9,
                     limits.bytes_per_second / 1e9);
    }
    print_result("\n{}", profile_table(profiled.plan(), steps, limits));
    return {};
}

}  // namespace

Status print_profile(const ProfileRequest& request) {
    return in_file("model", request.model, profile(request));
}

}  // namespace yolozu::cli
