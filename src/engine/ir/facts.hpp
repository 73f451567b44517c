// SPDX-License-Identifier: Apache-2.0
//
// What is known of values before anything runs, and the rules by which operators hand it on.
#pragma once

#include <optional>
#include <span>

#include "engine/ir/op.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::engine {

/// What is known of a value. An optional input that is left out has the type `undefined`.
struct Fact {
    DataType type = DataType::undefined;
    std::optional<Shape> shape;
    const void* data = nullptr;  ///< the elements, when they are known; then so is the shape

    bool present() const { return type != DataType::undefined; }
    TensorView view() const { return {type, *shape, data}; }
};

/// Works out the type and, when the inputs' facts suffice, the shape of each output. `outputs` has one entry for each
/// output of the node and comes empty. With every input's elements known, every output gets a shape. Errors say what was
/// found and what was expected; the caller adds which node.
Status infer(const Op& op, std::span<const Fact> inputs, std::span<Fact> outputs);

#define YOLOZU_DECLARE_INFER(name) Status infer(const name& op, std::span<const Fact> inputs, std::span<Fact> outputs);
YOLOZU_OPS(YOLOZU_DECLARE_INFER)
#undef YOLOZU_DECLARE_INFER

}  // namespace yolozu::engine
