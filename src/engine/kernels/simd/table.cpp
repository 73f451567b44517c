// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/kernels.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

#define YOLOZU_KERNEL_ENTRY(name, Task) name,
const Kernels kernels_of_this_level{YOLOZU_KERNELS(YOLOZU_KERNEL_ENTRY)};
#undef YOLOZU_KERNEL_ENTRY

}  // namespace yolozu::engine::YOLOZU_LEVEL
