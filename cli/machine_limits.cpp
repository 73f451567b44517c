// SPDX-License-Identifier: Apache-2.0
#include "cli/machine_limits.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <vector>

#include "base/try.hpp"
#include "engine/kernels/kernels.hpp"
#include "engine/kernels/tasks/tile.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::cli {
namespace {

constexpr int tries = 7;

/// The least time of a few runs: what disturbs a run only makes it longer.
template <class Body>
double least_seconds(const Body& body) {
    using Clock = std::chrono::steady_clock;
    double least = 0;
    for (int attempt = 0; attempt < tries; ++attempt) {
        const Clock::time_point start = Clock::now();
        body();
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        if (attempt == 0 || seconds < least) least = seconds;
    }
    return least;
}

double operations_per_second(ThreadPool& pool, Isa isa) {
    constexpr std::size_t rounds = 20'000;
    std::vector<float> results(16 * pool.threads());
    const engine::FmaChainsTask task{results.size(), rounds, 0.5F, 1.0F, results.data()};
    const engine::Kernels& kernels = *engine::kernels_for(isa);
    const double seconds = least_seconds([&] {
        pool.run(item_count(task), [&](std::size_t begin, std::size_t end, std::size_t) {
            kernels.fma_chains(task, begin, end, nullptr);
        });
    });
    const std::size_t operations =
        2 * results.size() * rounds * engine::fma_chain_count * engine::tile_of(isa).width;
    return static_cast<double>(operations) / seconds;
}

Result<double> bytes_per_second(ThreadPool& pool) {
    constexpr std::size_t part = std::size_t{1} << 20, parts = 96;
    constexpr auto bytes = static_cast<std::int64_t>(parts * part);
    YOLOZU_ASSIGN(const Tensor from, Tensor::allocate(DataType::uint8, Shape{bytes}));
    YOLOZU_ASSIGN(Tensor to, Tensor::allocate(DataType::uint8, Shape{bytes}));
    const auto* const source = static_cast<const std::byte*>(from.view().data);
    auto* const target = static_cast<std::byte*>(to.mutable_view().data);
    const double seconds = least_seconds([&] {
        pool.run(parts, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::memcpy(target + begin * part, source + begin * part, (end - begin) * part);
        });
    });
    return 2 * static_cast<double>(bytes) / seconds;
}

}  // namespace

Result<MachineLimits> measure_machine(ThreadPool& pool, Isa isa) {
    MachineLimits limits;
    limits.operations_per_second = operations_per_second(pool, isa);
    YOLOZU_ASSIGN(limits.bytes_per_second, bytes_per_second(pool));
    return limits;
}

}  // namespace yolozu::cli
