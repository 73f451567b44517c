// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/kernel_check.hpp"

#include <random>

namespace yolozu::test {

std::vector<float> random_floats(std::size_t count, float low, float high) {
    static std::mt19937 random(20240917);
    std::uniform_real_distribution<float> distribution(low, high);
    std::vector<float> floats(count);
    for (float& value : floats) value = distribution(random);
    return floats;
}

void with_scratch(std::size_t bytes, const std::function<void(std::byte*)>& call) {
    constexpr std::size_t guard = 64;
    struct alignas(64) Line {
        unsigned char bytes[64];
    };
    std::vector<Line> memory(bytes / sizeof(Line) + 2);
    auto* const scratch = reinterpret_cast<unsigned char*>(memory.data());
    std::memset(scratch, 0xFF, bytes);  // NaNs, to be noticed where they are used
    std::memset(scratch + bytes, untouched_byte, guard);
    call(bytes == 0 ? nullptr : reinterpret_cast<std::byte*>(scratch));
    for (std::size_t index = 0; index < guard; ++index)
        ASSERT_EQ(scratch[bytes + index], untouched_byte) << "the kernel wrote behind its scratch memory";
}

Isa isa_of(const engine::Kernels& kernels) {
    for (const Isa isa : supported_isas())
        if (engine::kernels_for(isa) == &kernels) return isa;
    return Isa::ref;
}

}  // namespace yolozu::test
