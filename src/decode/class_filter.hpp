// SPDX-License-Identifier: Apache-2.0
//
// The classes that the user wants to see.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "yolozu/result.hpp"

namespace yolozu::decode {

class ClassFilter {
public:
    /// `keep` empty: all classes pass. Fails when an id of `keep` is negative or, where the class count is known (not
    /// 0), beyond it.
    static Result<ClassFilter> create(std::span<const std::int32_t> keep, int class_count);

    bool passes(std::int32_t class_id) const;

private:
    std::vector<std::int32_t> keep_;  // ascending
};

}  // namespace yolozu::decode
