// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "image/draw.hpp"
#include "yolozu/image.hpp"
#include "yolozu/prediction.hpp"

namespace yolozu {

/// What is to be drawn of a prediction, the best last, so that it lies on top: objects of at least `least_score`, the
/// best class of a classifier if it has as much, and a box and a mask for each class of a class map.
std::vector<Annotation> annotate(const Prediction& prediction, const ImageView& image, double least_score,
                                 const std::vector<std::string>& names);

}  // namespace yolozu
