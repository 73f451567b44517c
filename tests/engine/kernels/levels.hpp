// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "engine/kernels/kernels.hpp"

namespace yolozu {

inline void PrintTo(Isa isa, std::ostream* stream) {
    *stream << to_string(isa);
}

}  // namespace yolozu

namespace yolozu::test {

inline std::vector<Isa> levels_of_this_architecture() {
    std::vector<Isa> levels;
    for (const Isa isa : {Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon})
        if (engine::kernels_for(isa) != nullptr) levels.push_back(isa);
    return levels;
}

/// The tile of the level whose kernels these are.
inline engine::RegisterTile tile_of_kernels(const engine::Kernels& kernels) {
    for (const Isa isa : levels_of_this_architecture())
        if (engine::kernels_for(isa) == &kernels) return engine::tile_of(isa);
    return {};
}

/// Tests of each vector level of this architecture; those that this machine does not run are skipped in words.
class KernelsOfLevel : public testing::TestWithParam<Isa> {
protected:
    void SetUp() override {
        if (std::ranges::find(supported_isas(), GetParam()) == supported_isas().end())
            GTEST_SKIP() << "this machine does not run " << to_string(GetParam());
    }
    const engine::Kernels& kernels() const { return *engine::kernels_for(GetParam()); }
};

#define YOLOZU_FOR_EVERY_LEVEL(suite)                                                             \
    INSTANTIATE_TEST_SUITE_P(EveryLevel, suite, testing::ValuesIn(levels_of_this_architecture()), \
                             [](const auto& level) { return std::string(to_string(level.param)); })

}  // namespace yolozu::test
