// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/import/import.hpp"
#include "yolozu/result.hpp"

namespace yolozu::test {

/// Imports, optimises, plans for the strongest vector level and, if it is not too much work, runs a model once. Extents
/// that its inputs leave open are 2.
Status guarded_run(const std::shared_ptr<const engine::ModelFile>& file);

}  // namespace yolozu::test
