// SPDX-License-Identifier: Apache-2.0
//
// Permutations of axes as Transpose has them: axis i of the result is axis permutation[i] of the operand.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "yolozu/tensor.hpp"

namespace yolozu::engine {

using Permutation = std::vector<std::int64_t>;

Permutation inverse(const Permutation& permutation);
/// The one permutation that does `first` and then `second`.
Permutation composed(const Permutation& first, const Permutation& second);
bool is_identity(const Permutation& permutation);
/// Whether the elements keep their order because only axes with one element move.
bool keeps_order(const Permutation& permutation, const Shape& operand);

/// A Reshape behind a transposition, turned round: the reshape to do first and the transposition to do then. Nothing
/// when the reshape joins or cuts axes that the transposition has torn apart.
struct TurnedReshape {
    std::vector<std::int64_t> shape;
    Permutation permutation;
};
std::optional<TurnedReshape> turn_reshape(const Shape& operand, const Permutation& permutation, const Shape& result);

}  // namespace yolozu::engine
