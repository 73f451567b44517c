// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Class ids for what the user wrote: numbers are ids, anything else is a name of the model. Sorted, without repeats.
/// Fails on a name the model does not have and on an id beyond its class count.
Result<std::vector<std::int32_t>> resolve_classes(std::span<const std::string> wanted, const ModelInfo& info);

}  // namespace yolozu
