// SPDX-License-Identifier: Apache-2.0
#include "decode/isa/lanes_sse2.hpp"
#include "decode/kernels.hpp"

#include "decode/isa/kernels.inl.hpp"

const yolozu::decode::Kernels yolozu::decode::sse2_kernels = kernels_of_this_level;
