// SPDX-License-Identifier: Apache-2.0
#include "decode/rows.hpp"

#include <fmt/format.h>

namespace yolozu::decode {

Extent row_extent(const Settings& settings, int length) {
    if (settings.extra_features == 0) return length;
    return {fmt::format("{} + {}", length, settings.extra_features), std::int64_t{length} + settings.extra_features};
}

Status require_nothing(const Settings&) {
    return {};
}

}  // namespace yolozu::decode
