// SPDX-License-Identifier: Apache-2.0
//
// From the decision about a model to what its head has to know.
#pragma once

#include "decode/heads.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"

namespace yolozu::decode {

/// All settings but the kernels, the filter and the threshold. Fails when a number of the decision is out of bounds.
Result<Settings> settings_of(const ModelInfo& model);

}  // namespace yolozu::decode
