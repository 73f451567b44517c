// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string_view>
#include <utility>

#include "engine/import/scope.hpp"
#include "onnx/model.hpp"
#include "yolozu/result.hpp"

namespace yolozu::engine {

/// A model's own functions by domain and name; the first of equal names counts.
class FunctionIndex {
public:
    explicit FunctionIndex(const onnx::Model& model);
    /// The function that a node calls, or nullptr.
    const onnx::Function* find(const onnx::Node& node) const;

private:
    std::map<std::pair<std::string_view, std::string_view>, const onnx::Function*> functions_;
};

/// If of the default domain.
inline bool is_if(const onnx::Node& node) {
    return node.op_type == "If" && plain_domain(node.domain).empty();
}

/// A node of a function's body with the attributes that refer to the function's own (also within its subgraphs) put in:
/// the calling node's, the default, or none.
onnx::Node bind_attributes(const onnx::Node& node, const onnx::Node& caller, const onnx::Function& function);

}  // namespace yolozu::engine
