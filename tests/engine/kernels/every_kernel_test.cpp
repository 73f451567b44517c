// SPDX-License-Identifier: Apache-2.0
//
// Every kernel of the list on every vector level of this architecture.
#include "engine/kernels/kernel_check.hpp"
#include "engine/kernels/levels.hpp"

namespace yolozu::test {
namespace {

#define YOLOZU_KERNEL_TEST(name, Task) \
    TEST_P(KernelsOfLevel, name) {     \
        check_##name(kernels());       \
    }
YOLOZU_KERNELS(YOLOZU_KERNEL_TEST)
#undef YOLOZU_KERNEL_TEST

YOLOZU_FOR_EVERY_LEVEL(KernelsOfLevel);

TEST(Kernels, TheReferenceLevelHasNone) {
    EXPECT_EQ(engine::kernels_for(Isa::ref), nullptr);
}

TEST(Kernels, EverySupportedLevelHasThem) {
    for (const Isa isa : supported_isas()) EXPECT_EQ(engine::kernels_for(isa) != nullptr, isa != Isa::ref);
}

}  // namespace
}  // namespace yolozu::test
