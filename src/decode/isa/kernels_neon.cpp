// SPDX-License-Identifier: Apache-2.0
#include "decode/isa/lanes_neon.hpp"
#include "decode/kernels.hpp"

#include "decode/isa/kernels.inl.hpp"

const yolozu::decode::Kernels yolozu::decode::neon_kernels = kernels_of_this_level;
