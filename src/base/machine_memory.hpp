// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace yolozu {

/// Bytes of memory that this machine has; UINT64_MAX where the system does not say.
std::uint64_t physical_memory();

/// Bytes of a processor's second-level cache; a common size where the system does not say.
std::size_t second_level_cache();

/// Gives the system back what is free between this process's allocations, where the C library can.
void give_free_memory_back();

}  // namespace yolozu
