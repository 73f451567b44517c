// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/preprocess.hpp"

namespace yolozu {

/// Extents of a network's input in pixels.
struct NetworkSize {
    int width = 0, height = 0;

    bool operator==(const NetworkSize&) const = default;
};

inline NetworkSize input_size_of(const Placement& placement) {
    return {placement.input_width, placement.input_height};
}

}  // namespace yolozu
