// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "model/graph_walk.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu {

/// Walks from an output towards the inputs and stops at layers. Linear in the size of the graph.
OutputTail find_output_tail(const GraphIndex& index, std::string_view output);

/// Operators between these values and the first layers; empty when no layer is reached. Linear likewise.
std::set<std::string, std::less<>> find_operators_before_layers(const GraphIndex& index,
                                                                std::span<const std::string_view> values);

}  // namespace yolozu
