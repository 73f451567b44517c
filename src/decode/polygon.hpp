// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/prediction.hpp"

namespace yolozu::decode {

/// The area that two oriented boxes share; 0 where a side of one is not positive.
double intersection_area(const OrientedBox& a, const OrientedBox& b);

}  // namespace yolozu::decode
