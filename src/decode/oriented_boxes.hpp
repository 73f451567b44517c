// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/prediction.hpp"

namespace yolozu::decode {

/// The same rectangle with an angle from 0 to below pi / 2, width and height swapped where it takes that (ultralytics'
/// regularize_rboxes). The angle is finite.
OrientedBox regularised(const OrientedBox& box);

/// The smallest box with sides along the axes that an oriented box fits in.
Box box_around(const OrientedBox& box);
/// The same, clipped to a picture.
Box box_around(const OrientedBox& box, int picture_width, int picture_height);

}  // namespace yolozu::decode
