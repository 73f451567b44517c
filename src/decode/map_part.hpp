// SPDX-License-Identifier: Apache-2.0
//
// Maps cover the network's input, border and all; this says which of their elements the picture covers.
#pragma once

#include "yolozu/preprocess.hpp"
#include "yolozu/result.hpp"

namespace yolozu::decode {

/// Elements from left, top up to but not including right, bottom; at least one.
struct MapPart {
    int left = 0, top = 0, right = 0, bottom = 0;

    int width() const { return right - left; }
    int height() const { return bottom - top; }
    bool operator==(const MapPart&) const = default;
};

/// For pictures in the middle of the input, ultralytics' scale_masks (8.3), in double precision:
///   gain = min(map width / picture width, map height / picture height)
///   border = (map width - picture width * gain) / 2, and likewise for the height
///   from round(border - 0.1) up to round(map width - border + 0.1), exact halves to even
/// Elsewhere (at the top left, with a margin) the borders are those of the placement, map elements for network pixels.
/// Fails when the placement makes no sense, and for pictures of which the network sees only a part.
Result<MapPart> part_of_map(const Placement& placement, int map_width, int map_height);

}  // namespace yolozu::decode
