// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run_plan.hpp"

#include <algorithm>

namespace yolozu {
namespace {

/// More would only take memory from the one that computes.
constexpr int most_jobs_on_gpu = 4;

int at_least_one(std::size_t number) {
    return static_cast<int>(std::clamp<std::size_t>(number, 1, 1024));
}

}  // namespace

RunPlan plan_run(const RunWishes& wishes, const ModelInfo& info, int processors, std::optional<std::size_t> pictures,
                 bool on_gpu, bool tiled) {
    RunPlan plan;
    const auto fixed = static_cast<std::size_t>(std::max<std::int64_t>(info.batch, 1));
    const std::size_t batch = wishes.batch         ? static_cast<std::size_t>(std::max(*wishes.batch, 1))
                              : info.dynamic_batch ? 1
                                                   : fixed;
    plan.batch = tiled ? 1 : batch;
    const int batches = pictures ? at_least_one((*pictures + plan.batch - 1) / plan.batch) : processors;
    const int most_jobs = on_gpu ? std::min(processors, most_jobs_on_gpu) : processors;
    const int jobs_of_threads = std::max(1, most_jobs / std::max(1, wishes.threads.value_or(1)));
    plan.jobs = std::min(wishes.jobs.value_or(jobs_of_threads), batches);
    plan.threads = wishes.threads.value_or(std::max(1, processors / plan.jobs));
    return plan;
}

}  // namespace yolozu
