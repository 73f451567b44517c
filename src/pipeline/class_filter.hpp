// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// The class id of what the user wrote: a number is an id, anything else is a name of the model. Fails on a name the
/// model does not have and on an id beyond its class count.
Result<std::int32_t> resolve_class(const std::string& wanted, const ModelInfo& info);

/// The same for several; sorted, without repeats.
Result<std::vector<std::int32_t>> resolve_classes(std::span<const std::string> wanted, const ModelInfo& info);

/// A class, by its id or name, and the score that it must reach.
struct ClassThreshold {
    std::string wanted;
    double score = 0;
};

/// Thresholds by id, sorted. Fails as resolve_class does, and when a class has two thresholds.
Result<std::vector<std::pair<std::int32_t, double>>> resolve_class_thresholds(std::span<const ClassThreshold> wanted,
                                                                              const ModelInfo& info);

}  // namespace yolozu
