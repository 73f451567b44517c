// SPDX-License-Identifier: Apache-2.0
//
// Preprocessing that an exporter moved into the graph, worked out from the graph's constants.
#pragma once

#include <string_view>

#include "model/graph_walk.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu {

/// Follows the picture from the input while exactly one operator uses it and that operator is understood: conversions,
/// a change of the channels' order, sums and products with constants. Arithmetic behind that makes it `known = false`.
PictureArithmetic follow_picture(const GraphIndex& index, std::string_view input);

/// See ModelSignature::patch_size.
int find_patch_size(const GraphIndex& index, std::string_view input);

}  // namespace yolozu
