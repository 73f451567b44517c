// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/detections.hpp"

namespace yolozu::test {

/// Expects every number of both to be the same, bit by bit.
void expect_same(const Detections& a, const Detections& b);

}  // namespace yolozu::test
