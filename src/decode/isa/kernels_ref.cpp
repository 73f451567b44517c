// SPDX-License-Identifier: Apache-2.0
#include "decode/isa/lanes_ref.hpp"
#include "decode/kernels.hpp"

#include "decode/isa/kernels.inl.hpp"

const yolozu::decode::Kernels yolozu::decode::ref_kernels = kernels_of_this_level;
