// SPDX-License-Identifier: Apache-2.0
#include "engine/import/functions.hpp"

#include <algorithm>

namespace yolozu::engine {

FunctionIndex::FunctionIndex(const onnx::Model& model) {
    for (const onnx::Function& function : model.functions)
        functions_.try_emplace({plain_domain(function.domain), function.name}, &function);
}

const onnx::Function* FunctionIndex::find(const onnx::Node& node) const {
    if (functions_.empty()) return nullptr;
    const auto found = functions_.find({plain_domain(node.domain), node.op_type});
    return found == functions_.end() ? nullptr : found->second;
}

namespace {

const onnx::Attribute* actual_attribute(std::string_view name, const onnx::Node& caller,
                                        const onnx::Function& function) {
    if (const onnx::Attribute* const given = caller.find_attribute(name)) return given;
    const auto found = std::ranges::find(function.defaults, name, &onnx::Attribute::name);
    return found == function.defaults.end() ? nullptr : &*found;
}

}  // namespace

onnx::Node bind_attributes(const onnx::Node& node, const onnx::Node& caller, const onnx::Function& function) {
    onnx::Node bound = node;
    bound.attributes.clear();
    for (const onnx::Attribute& attribute : node.attributes) {
        onnx::Attribute value = attribute;
        if (!attribute.reference.empty()) {
            const onnx::Attribute* const actual = actual_attribute(attribute.reference, caller, function);
            if (actual == nullptr) continue;
            value = *actual;
            value.name = attribute.name;
        }
        for (onnx::Graph& graph : value.graphs)
            for (onnx::Node& inner : graph.nodes) inner = bind_attributes(inner, caller, function);
        bound.attributes.push_back(std::move(value));
    }
    return bound;
}

}  // namespace yolozu::engine
