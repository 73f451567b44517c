// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/kernels.hpp"

namespace yolozu::engine {

#if defined(__x86_64__)
namespace sse2 {
extern const Kernels kernels_of_this_level;
}
namespace avx2 {
extern const Kernels kernels_of_this_level;
}
namespace avx512 {
extern const Kernels kernels_of_this_level;
}
#elif defined(__aarch64__)
namespace neon {
extern const Kernels kernels_of_this_level;
}
#endif

const Kernels* kernels_for(Isa isa) {
    switch (isa) {
#if defined(__x86_64__)
        case Isa::sse2:
            return &sse2::kernels_of_this_level;
        case Isa::avx2:
            return &avx2::kernels_of_this_level;
        case Isa::avx512:
            return &avx512::kernels_of_this_level;
#elif defined(__aarch64__)
        case Isa::neon:
            return &neon::kernels_of_this_level;
#endif
        default:
            return nullptr;
    }
}

}  // namespace yolozu::engine
