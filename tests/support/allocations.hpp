// SPDX-License-Identifier: Apache-2.0
//
// Counts calls of operator new. A program that links this replaces operator new with one that counts, so it is a
// program of its own and has allocations.cpp among its sources.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace yolozu::test {

inline std::atomic<std::size_t> allocations = 0;
/// Larger ones fail.
inline std::atomic<std::size_t> largest_allocation = SIZE_MAX;

}  // namespace yolozu::test
