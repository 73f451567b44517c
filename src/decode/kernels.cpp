// SPDX-License-Identifier: Apache-2.0
#include "decode/kernels.hpp"

namespace yolozu::decode {

const Kernels& kernels_for(Isa isa) {
    switch (isa) {
#if defined(__x86_64__)
        case Isa::sse2:
            return sse2_kernels;
        case Isa::avx2:
            return avx2_kernels;
        case Isa::avx512:
            return avx512_kernels;
#elif defined(__aarch64__)
        case Isa::neon:
            return neon_kernels;
#endif
        default:
            return ref_kernels;
    }
}

}  // namespace yolozu::decode
