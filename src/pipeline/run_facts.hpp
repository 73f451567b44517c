// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/journal.hpp"
#include "pipeline/run.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {

/// What a run that is resumed must have in common with the one that was interrupted: all that its results depend on.
/// `record` is the run's, its inputs do not matter; `preprocess` is the model's.
RunFacts run_facts(const RunRequest& request, const RunRecord& record, const PreprocessRecord& preprocess);

}  // namespace yolozu
