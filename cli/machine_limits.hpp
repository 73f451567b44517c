// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/isa.hpp"
#include "base/thread_pool.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

/// What the machine reaches at best, measured.
struct MachineLimits {
    double operations_per_second = 0;  ///< multiplications and additions that wait for nothing
    double bytes_per_second = 0;       ///< read and written by copies far larger than the caches
};

/// Measures for about a tenth of a second with the pool's threads and the vectors of `isa`, which is not ref.
Result<MachineLimits> measure_machine(ThreadPool& pool, Isa isa);

}  // namespace yolozu::cli
