// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/import/node_import.hpp"
#include "engine/ir/ops/convolution.hpp"

namespace yolozu::engine {

/// The attributes kernel_shape, strides, dilations, pads and auto_pad of convolutions and pools.
Result<Window> read_window(const NodeImport& node);

}  // namespace yolozu::engine
