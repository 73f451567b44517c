// SPDX-License-Identifier: Apache-2.0
//
// `meta`: what YOLOZU's validators demand, what its evaluator compares and the evidence that the run took place.
#pragma once

#include <cstddef>
#include <optional>

#include "predictions/json_writer.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {

/// What the writer saw of a run.
struct WrittenEntries {
    std::size_t count = 0;
    std::optional<PreprocessRecord> preprocess;  ///< that of the first entry
};

/// Writes the value of `meta`. The record's counts must agree with `written` (check_run_record). The settings stand at
/// the top of `meta`, where YOLOZU's evaluator looks for them, and again in `extra.export_settings`, where people do.
void write_meta(JsonWriter& json, const RunRecord& record, const WrittenEntries& written);

}  // namespace yolozu
