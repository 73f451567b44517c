// SPDX-License-Identifier: Apache-2.0
//
// Which vector instructions may be used: what the program was compiled for, the processor has and the system saves.
#pragma once

#include <span>
#include <string_view>

#include "yolozu/result.hpp"

namespace yolozu {

/// Levels of vector code, each containing the ones before it on the same architecture.
enum class Isa {
    ref,     ///< plain scalar C++
    sse2,    ///< the x86-64 baseline
    avx2,    ///< AVX2, FMA, F16C
    avx512,  ///< AVX-512 F, BW, DQ, VL, CD
    neon,    ///< AArch64 Advanced SIMD
};

std::string_view to_string(Isa isa);

/// Levels this program contains and this machine runs, weakest first; ref is always there.
std::span<const Isa> supported_isas();

/// The level in use: the strongest supported one, or the one that the environment variable YOLOZU_ISA names.
/// Fails in words when YOLOZU_ISA names an unknown level or one this machine cannot run. Decided once, at the first
/// call.
Result<Isa> active_isa();

/// The same where the caller has already checked active_isa() (programs do so on start): ref when that failed.
Isa checked_isa();

}  // namespace yolozu
