// SPDX-License-Identifier: Apache-2.0
#include "decode/map_kernels.hpp"

namespace yolozu::decode {

const MapKernels& map_kernels_for(Isa isa) {
    switch (isa) {
#if defined(__x86_64__)
        case Isa::sse2:
            return sse2_map_kernels;
        case Isa::avx2:
            return avx2_map_kernels;
        case Isa::avx512:
            return avx512_map_kernels;
#elif defined(__aarch64__)
        case Isa::neon:
            return neon_map_kernels;
#endif
        default:
            return ref_map_kernels;
    }
}

}  // namespace yolozu::decode
