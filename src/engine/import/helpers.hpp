// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/try.hpp"
#include "engine/import/node_import.hpp"

namespace yolozu::engine {

/// The element type that an integer attribute names by its number in ONNX; types that this library has no name for are
/// `unsupported`. An attribute that is not there, or 0, gives `otherwise`.
Result<DataType> type_attribute(const NodeImport& node, std::string_view name, DataType otherwise);

/// Adds one node with one output, which becomes the imported node's first.
inline Status import_as(NodeImport& node, Op op, std::vector<ValueId> inputs) {
    YOLOZU_ASSIGN(const ValueId result, node.emit(std::move(op), std::move(inputs)));
    node.set_output(0, result);
    return {};
}

/// The node's inputs from the first up to `count`; no_value stands for those that are left out.
inline std::vector<ValueId> first_inputs(const NodeImport& node, std::size_t count) {
    std::vector<ValueId> inputs;
    for (std::size_t index = 0; index < count; ++index) inputs.push_back(node.input(index));
    return inputs;
}

}  // namespace yolozu::engine
