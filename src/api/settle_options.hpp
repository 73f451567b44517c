// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/detector.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/predictor.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Fails on numbers that no model can be run with, before any file is looked at.
Status check_options(const ModelOptions& options);

/// The options for a model that is known now: its classes are there, sorted and each named once.
Result<PredictorOptions> settle_options(const ModelOptions& options, const ModelInfo& info);

}  // namespace yolozu
