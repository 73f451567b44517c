// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "yolozu/detections.hpp"
#include "yolozu/prediction.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {

/// Makes arrays of predictions: of those objects, and in that order, that a predictions file would have. Keeps its
/// memory.
class Collector {
public:
    /// Masks and maps are moved out of `prediction`; what `detections` had is dropped.
    void collect(Prediction& prediction, Detections& detections);

private:
    std::vector<PredictedObject> kept_;
    std::vector<std::size_t> origins_;
};

}  // namespace yolozu
