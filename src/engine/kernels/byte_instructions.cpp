// SPDX-License-Identifier: Apache-2.0
//
// Instructions for bytes that not every machine of a level has.
#include "engine/kernels/tasks/integer_convolution.hpp"
#include "engine/kernels/tasks/quantisation.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <sys/auxv.h>
#endif

namespace yolozu::engine {

#if defined(__x86_64__)
namespace {

/// Clang 14 does not know it by name. It uses the registers of AVX2, whose level was asked for.
bool has_avx_vnni() {
    constexpr unsigned avx_vnni = 1U << 4;
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    return __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) != 0 && (eax & avx_vnni) != 0;
}

}  // namespace
#endif

bool has_byte_products([[maybe_unused]] Isa isa) {
#if defined(__x86_64__)
    return (isa == Isa::avx512 && __builtin_cpu_supports("avx512vnni")) || (isa == Isa::avx2 && has_avx_vnni());
#elif defined(__aarch64__)
    return isa == Isa::neon && (::getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
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
