// SPDX-License-Identifier: Apache-2.0
#include "base/isa.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

namespace yolozu {
namespace {

constexpr std::array all_isas{Isa::ref, Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon};

#if defined(__x86_64__)
/// F16C, which Clang 14 does not know by name. It uses the registers of AVX, so whether the system saves them is asked
/// there.
bool has_half_conversions() {
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    return __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_F16C) != 0;
}
#endif

bool machine_runs(Isa isa) {
    if (isa == Isa::ref) return true;
#if defined(__x86_64__)
    // The compiler's CPU model asks CPUID and, through XGETBV, whether the system saves the registers.
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && has_half_conversions();
    const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                        __builtin_cpu_supports("avx512cd");
    return isa == Isa::sse2 || (isa == Isa::avx2 && avx2) || (isa == Isa::avx512 && avx512);
#elif defined(__aarch64__)
    return isa == Isa::neon;
#else
    return false;
#endif
}

std::vector<Isa> find_supported() {
    std::vector<Isa> found;
    for (const Isa isa : all_isas)
        if (machine_runs(isa)) found.push_back(isa);
    return found;
}

std::string list_names(std::span<const Isa> isas) {
    std::string names;
    for (const Isa isa : isas) names.append(names.empty() ? "" : ", ").append(to_string(isa));
    return names;
}

Result<Isa> choose() {
    const char* const forced = std::getenv("YOLOZU_ISA");
    if (forced == nullptr || *forced == '\0') return supported_isas().back();
    for (const Isa isa : all_isas) {
        if (to_string(isa) != forced) continue;
        if (machine_runs(isa)) return isa;
        return Error(ErrorCode::unavailable, std::string("YOLOZU_ISA=") + forced +
                                                 ": this machine cannot run that level; it runs " +
                                                 list_names(supported_isas()));
    }
    return Error(ErrorCode::invalid_argument,
                 std::string("YOLOZU_ISA=") + forced + ": no such level; the levels are " + list_names(all_isas));
}

}  // namespace

std::string_view to_string(Isa isa) {
    switch (isa) {
        case Isa::ref:
            return "ref";
        case Isa::sse2:
            return "sse2";
        case Isa::avx2:
            return "avx2";
        case Isa::avx512:
            return "avx512";
        case Isa::neon:
            return "neon";
    }
    return "unknown";
}

std::span<const Isa> supported_isas() {
    static const std::vector<Isa> supported = find_supported();
    return supported;
}

Result<Isa> active_isa() {
    static const Result<Isa> chosen = choose();
    return chosen;
}

Isa checked_isa() {
    const Result<Isa> isa = active_isa();
    return isa ? *isa : Isa::ref;
}

}  // namespace yolozu
