// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/arena.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engine/ir/limits.hpp"
#include "support/seed.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::test {
namespace {

using engine::ArenaLayout;
using engine::lay_out_arena;
using engine::Lifetime;

ArenaLayout layout_of(const std::vector<Lifetime>& lifetimes) {
    Result<ArenaLayout> layout = lay_out_arena(lifetimes);
    EXPECT_TRUE(layout.ok());
    return layout ? std::move(layout).value() : ArenaLayout{};
}

TEST(Arena, RandomLifetimesNeverOverlap) {
    const unsigned seed = random_seed();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 300; ++round) {
        std::vector<Lifetime> lifetimes(random() % 40);
        std::size_t sum = 0, most = 0;
        for (Lifetime& lifetime : lifetimes) {
            lifetime.first = random() % 30;
            lifetime.last = lifetime.first + random() % 8;
            lifetime.bytes = random() % 5 * Tensor::alignment;
            sum += lifetime.bytes;
        }
        for (std::size_t step = 0; step < 40; ++step) {
            std::size_t alive = 0;
            for (const Lifetime& lifetime : lifetimes)
                if (lifetime.first <= step && step <= lifetime.last) alive += lifetime.bytes;
            most = std::max(most, alive);
        }
        const ArenaLayout layout = layout_of(lifetimes);
        ASSERT_EQ(layout.offsets.size(), lifetimes.size());
        EXPECT_GE(layout.bytes, most);
        EXPECT_LE(layout.bytes, sum);
        for (std::size_t a = 0; a < lifetimes.size(); ++a) {
            EXPECT_EQ(layout.offsets[a] % Tensor::alignment, 0U);
            EXPECT_LE(layout.offsets[a] + lifetimes[a].bytes, layout.bytes);
            for (std::size_t b = 0; b < a; ++b) {
                const bool meet = lifetimes[a].first <= lifetimes[b].last && lifetimes[b].first <= lifetimes[a].last;
                const bool overlap = layout.offsets[a] < layout.offsets[b] + lifetimes[b].bytes &&
                                     layout.offsets[b] < layout.offsets[a] + lifetimes[a].bytes;
                EXPECT_FALSE(meet && overlap) << a << " and " << b;
            }
        }
    }
}

TEST(Arena, MemoryIsUsedAgain) {
    EXPECT_EQ(layout_of({{0, 1, 640}, {2, 3, 640}, {4, 5, 320}, {4, 5, 320}}).bytes, 640U);
}

TEST(Arena, TheSmallestGapIsTaken) {
    // Three that stay, with gaps of 256 and 64 bytes between them once the others have ended.
    const ArenaLayout layout =
        layout_of({{0, 9, 1024}, {0, 1, 512}, {0, 9, 448}, {0, 1, 384}, {0, 9, 320}, {5, 6, 256}});
    EXPECT_EQ(layout.offsets[5], layout.offsets[3]);
}

TEST(Arena, Nothing) {
    EXPECT_EQ(layout_of({}).bytes, 0U);
}

TEST(Arena, MoreThanAnyTensorMayTakeIsRefused) {
    constexpr std::size_t most = engine::limits::tensor_bytes;
    EXPECT_EQ(layout_of({{0, 1, most / 2}, {0, 1, most / 2}}).bytes, most);
    const Result<ArenaLayout> layout = lay_out_arena({{0, 1, most / 2}, {0, 1, most / 2}, {1, 2, Tensor::alignment}});
    ASSERT_FALSE(layout.ok());
    EXPECT_EQ(layout.error().code(), ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace yolozu::test
