// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "yolozu/model_info.hpp"

namespace yolozu {

/// What the user wants of how a run uses the machine; nothing: whatever is best.
struct RunWishes {
    std::optional<int> jobs{};     ///< runs at the same time
    std::optional<int> threads{};  ///< of one run
    std::optional<int> batch{};    ///< pictures of one run
};

/// How a run uses the machine. What it finds does not depend on jobs and threads.
struct RunPlan {
    int jobs = 1, threads = 1;
    std::size_t batch = 1;  ///< pictures that go through the pipeline together

    bool operator==(const RunPlan&) const = default;
};

/// Several pictures, each on one processor, are done sooner than one after the other on all: as many jobs as there are
/// processors or batches to do, and the threads of one are the processors that are left for it. On a GPU a few jobs:
/// while one computes, the others read and decode.
///
/// `pictures` is their number, where it is known; `tiled` pictures make batches of their own.
RunPlan plan_run(const RunWishes& wishes, const ModelInfo& info, int processors, std::optional<std::size_t> pictures,
                 bool on_gpu, bool tiled);

}  // namespace yolozu
