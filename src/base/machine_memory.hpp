// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace yolozu {

/// Bytes of memory that this machine has; UINT64_MAX where the system does not say.
std::uint64_t physical_memory();

}  // namespace yolozu
