// SPDX-License-Identifier: Apache-2.0
//
// The classes that the user wants to see, and how sure the model has to be of each.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "yolozu/detection.hpp"
#include "yolozu/result.hpp"

namespace yolozu::decode {

class ClassFilter {
public:
    /// Fails when a class that the options name is negative or, where the number of ids is known (not 0), beyond it,
    /// and when a threshold is not within 0 and 1.
    static Result<ClassFilter> create(const DecodeOptions& options, int id_count);

    /// The least score that passes for some class.
    float lowest_threshold() const { return lowest_threshold_; }

    /// Whether a detection is wanted. NaN is not.
    bool passes(std::int32_t class_id, float score) const {
        return names_no_class_ ? score >= lowest_threshold_ : passes_by_class(class_id, score);
    }

private:
    bool passes_by_class(std::int32_t class_id, float score) const;

    std::vector<std::int32_t> keep_, drop_;                   // ascending
    std::vector<std::pair<std::int32_t, float>> thresholds_;  // ascending; the last of a class counts
    float threshold_ = 0;                                     // of the other classes
    float lowest_threshold_ = 0;
    bool names_no_class_ = true;
};

}  // namespace yolozu::decode
