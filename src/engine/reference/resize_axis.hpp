// SPDX-License-Identifier: Apache-2.0
//
// Resizing along one axis: which input elements make each output element, and how much each counts.
#pragma once

#include <vector>

#include "engine/ir/resize_rules.hpp"

namespace yolozu::engine {

struct WeightedPlace {
    std::size_t place = 0;
    double weight = 0;
};
/// What makes one output element: nothing where it lies outside of the input and is extrapolated.
using WeightedPlaces = std::vector<WeightedPlace>;

/// One entry for each output place, for linear and cubic interpolation.
std::vector<WeightedPlaces> interpolated_places(const Resize& op, const ResizedAxis& axis);

/// For each output place the nearest input place, or `outside` (move.hpp).
std::vector<std::int64_t> nearest_places(const Resize& op, const ResizedAxis& axis);

}  // namespace yolozu::engine
