// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu {

/// Whether tensors can be fed to a model: as many as it has inputs, of the same types, ranks and fixed extents, with
/// data. Extents that the signature leaves open (no value, or no shape at all) are not checked here.
Status check_inputs(std::span<const TensorSignature> signature, std::span<const TensorView> inputs);

}  // namespace yolozu
