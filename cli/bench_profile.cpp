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
    const auto at = [&](double percent) { return 1e3 * bench::percentile(seconds, percent); };
    print_result(
        "native-{}, {} thread{}, {} runs: median {:.3f} ms, p90 {:.3f}, p99 {:.3f}, least {:.3f}, most {:.3f}\n",
        to_string(checked_isa()), threads, threads == 1 ? "" : "s", seconds.size(), at(50), at(90), at(99), at(0),
        at(100));
}

Status profile(const ProfileRequest& request) {
    YOLOZU_ASSIGN(Profiled profiled, Profiled::create(request));
    YOLOZU_TRY(profiled.run(std::max(request.rounds / 10, 1)));  // to warm up
    YOLOZU_ASSIGN(const std::vector<double> seconds, profiled.run(request.rounds));
    print_times(seconds, request.threads);
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
