// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace yolozu::eval {

/// Positions from 0, sorted by rising key; equal keys keep their order. Keys are not NaN.
std::vector<std::size_t> by_rising_key(std::span<const double> keys);

}  // namespace yolozu::eval
