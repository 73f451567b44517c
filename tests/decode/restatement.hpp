// SPDX-License-Identifier: Apache-2.0
//
// The rules of decoding once more, written for the tests: one step after the other, no cleverness, nothing shared with
// the decoder but the public types.
#pragma once

#include <vector>

#include "decode/raw_output.hpp"

namespace yolozu::test {

/// From everything that the head says to the answer: thresholds, classes, order, suppression (of oriented boxes where
/// the task is obb), numbers.
std::vector<Detection> choose(const ModelInfo& model, const DecodeOptions& options, bool is_suppressed,
                              std::vector<Detection> candidates);

std::vector<Detection> restate(const ModelInfo& model, const DecodeOptions& options, const RawOutput& output,
                               std::int64_t slot);

}  // namespace yolozu::test
