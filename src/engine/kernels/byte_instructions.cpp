// SPDX-License-Identifier: Apache-2.0
//
// Instructions for bytes that not every machine of a level has.
#include "engine/kernels/tasks/integer_convolution.hpp"
#include "engine/kernels/tasks/quantisation.hpp"

namespace yolozu::engine {

bool has_byte_products([[maybe_unused]] Isa isa) {
#if defined(__x86_64__)
    return isa == Isa::avx512 && __builtin_cpu_supports("avx512vnni");
#else
    return false;
#endif
}

bool has_byte_lookups([[maybe_unused]] Isa isa) {
#if defined(__x86_64__)
    return isa == Isa::avx512 && __builtin_cpu_supports("avx512vbmi");
#else
    return false;
#endif
}

}  // namespace yolozu::engine
