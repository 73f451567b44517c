// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/import/node_import.hpp"

namespace yolozu::engine {

/// The importers of elementwise operators that become several nodes or none.
Status import_identity(NodeImport& node);
Status import_dropout(NodeImport& node);
Status import_clip(NodeImport& node);
Status import_mean(NodeImport& node);

/// Sum, Max and Min of any number of inputs, one after the other.
Result<ValueId> emit_chain(NodeImport& node, BinaryFunction function);

}  // namespace yolozu::engine
