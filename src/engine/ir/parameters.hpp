// SPDX-License-Identifier: Apache-2.0
//
// Inputs that are parameters (axes, pads, sizes): the same reading for shape rules, which have facts, and for
// evaluation, which has tensors.
#pragma once

#include <span>

#include "engine/ir/facts.hpp"

namespace yolozu::engine {

/// An input, or one that is left out where the list ends earlier.
inline Fact fact_at(std::span<const Fact> inputs, std::size_t index) {
    return index < inputs.size() ? inputs[index] : Fact{};
}
inline TensorView tensor_at(std::span<const TensorView> inputs, std::size_t index) {
    return index < inputs.size() ? inputs[index] : TensorView{};
}

inline bool present(const TensorView& tensor) {
    return tensor.type != DataType::undefined;
}

/// Whether a parameter can be read now: its elements are known, or it is left out.
inline bool readable(const Fact& fact) {
    return !fact.present() || (fact.shape && fact.data != nullptr);
}

/// A readable parameter as a tensor; without a type where it is left out.
inline TensorView parameter(const Fact& fact) {
    return fact.present() ? fact.view() : TensorView{};
}

}  // namespace yolozu::engine
