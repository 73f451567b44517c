// SPDX-License-Identifier: Apache-2.0
//
// The kernels of this level.
#pragma once

#include "engine/kernels/kernels.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

#define YOLOZU_DECLARE_KERNEL(name, Task) \
    void name(const Task& task, std::size_t begin, std::size_t end, std::byte* scratch);
YOLOZU_KERNELS(YOLOZU_DECLARE_KERNEL)
#undef YOLOZU_DECLARE_KERNEL

extern const Kernels kernels_of_this_level;

}  // namespace yolozu::engine::YOLOZU_LEVEL
