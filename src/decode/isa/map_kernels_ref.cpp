// SPDX-License-Identifier: Apache-2.0
#include "decode/isa/lanes_ref.hpp"
#include "decode/map_kernels.hpp"

#include "decode/isa/map_kernels.inl.hpp"

const yolozu::decode::MapKernels yolozu::decode::ref_map_kernels = map_kernels_of_this_level;
