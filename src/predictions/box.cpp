// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "yolozu/predictions.hpp"

namespace yolozu {

NormalizedBox normalize_box(double x1, double y1, double x2, double y2, int width, int height) {
    const double box_width = std::max(0.0, x2 - x1);
    const double box_height = std::max(0.0, y2 - y1);
    return {(x1 + box_width / 2) / width, (y1 + box_height / 2) / height, box_width / width, box_height / height};
}

}  // namespace yolozu
