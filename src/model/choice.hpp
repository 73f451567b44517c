// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/names_choice.hpp"
#include "model/reading.hpp"

namespace yolozu {

/// The one reading that is left, and how its family is fed.
struct Choice {
    Reading reading;
    PreprocessSpec preprocess;
};

/// Exactly one outcome must be left, and something must prove it. Fails with `unsupported` when none is left, with
/// `ambiguous` (naming the candidates and the flags that settle it) when several are or nothing proves the only one,
/// with `invalid_argument` when what was asked for does not fit.
Result<Choice> choose_reading(const ModelFacts& facts, const Names& names);

}  // namespace yolozu
