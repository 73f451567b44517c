// SPDX-License-Identifier: Apache-2.0
#include "decode/class_filter.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace yolozu::decode {

Result<ClassFilter> ClassFilter::create(std::span<const std::int32_t> keep, int class_count) {
    for (const std::int32_t class_id : keep) {
        if (class_id < 0)
            return Error(ErrorCode::invalid_argument,
                         fmt::format("class {} cannot be kept: class ids begin at 0", class_id));
        if (class_count > 0 && class_id >= class_count)
            return Error(
                ErrorCode::invalid_argument,
                fmt::format("class {} cannot be kept: the model's class ids end at {}", class_id, class_count - 1));
    }
    ClassFilter filter;
    filter.keep_.assign(keep.begin(), keep.end());
    std::ranges::sort(filter.keep_);
    return filter;
}

bool ClassFilter::passes(std::int32_t class_id) const {
    return keep_.empty() || std::ranges::binary_search(keep_, class_id);
}

}  // namespace yolozu::decode
