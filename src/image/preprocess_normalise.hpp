// SPDX-License-Identifier: Apache-2.0
//
// The arithmetic from an 8-bit level to the tensor's value, prepared for the row kernels.
#pragma once

#include "image/isa/row_kernels.hpp"
#include "yolozu/preprocess.hpp"

namespace yolozu::image {

/// Fails when the divisor or a deviation is zero, or any of the numbers is not finite.
Status check_normalisation(const PreprocessSpec& spec);

/// Whether the tensor's values are the levels themselves: divisor 1, every mean 0 and every deviation 1.
bool keeps_levels(const PreprocessSpec& spec);

/// Plane of the tensor that holds the source's channel (0 red, 1 green, 2 blue).
int plane_of(const PreprocessSpec& spec, int source_channel);

/// The kernels' view of the specification, by source channel.
Normalisation normalisation_of(const PreprocessSpec& spec);

/// The value of one level, as every kernel computes it.
float normalised(const Normalisation& normalisation, int source_channel, std::uint8_t level);

}  // namespace yolozu::image
