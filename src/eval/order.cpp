// SPDX-License-Identifier: Apache-2.0
#include "eval/order.hpp"

#include <algorithm>
#include <utility>

namespace yolozu::eval {

std::vector<std::size_t> by_rising_key(std::span<const double> keys) {
    std::vector<std::pair<double, std::size_t>> sorted;
    sorted.reserve(keys.size());
    for (const double key : keys) sorted.emplace_back(key, sorted.size());
    std::ranges::sort(sorted);
    std::vector<std::size_t> order;
    order.reserve(keys.size());
    for (const auto& [key, position] : sorted) order.push_back(position);
    return order;
}

}  // namespace yolozu::eval
