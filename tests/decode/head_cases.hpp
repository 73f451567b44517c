// SPDX-License-Identifier: Apache-2.0
//
// Imaginary models for the heads beyond the four of raw_output.hpp: their decisions, random outputs, and what these
// mean by a restatement that shares nothing with the decoder but the public types.
#pragma once

#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "decode/raw_output.hpp"

namespace yolozu::test {

struct HeadCase {
    std::string name;
    ModelInfo model;
    DataType real = DataType::float32;  ///< of outputs that hold real numbers
    DataType ids = DataType::int64;     ///< of labels, counts and indices
    bool specials = false;              ///< some elements are NaN, infinite, huge or negative
    std::int64_t batch = 2;
    DecodeOptions options = {.score_threshold = 0.05};
};

void PrintTo(const HeadCase& item, std::ostream* stream);

/// A decision for an input 96 wide and 64 high, its outputs in the order that the head's description names them.
ModelInfo small_model(Head head, int class_count = 5);

std::vector<RawOutput> random_outputs(const HeadCase& item, std::mt19937& random);

/// Views of all outputs.
std::vector<TensorView> views_of(const std::vector<RawOutput>& outputs);

/// What the head says before thresholds and suppression, row by row.
std::vector<Detection> restate_candidates(const HeadCase& item, const std::vector<RawOutput>& outputs,
                                          std::int64_t slot);

/// Whether the graph has suppressed.
bool is_suppressed(Head head);

}  // namespace yolozu::test
