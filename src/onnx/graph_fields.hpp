// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "onnx/model.hpp"
#include "onnx/reading.hpp"

namespace yolozu::onnx {

/// Reads a GraphProto into `graph`, adding to what is there: a repeated message continues the first, as protobuf wants.
void read_graph(Reading& reading, pbf_reader message, Graph& graph);

Node read_node(Reading& reading, pbf_reader message);
Attribute read_attribute(Reading& reading, pbf_reader message);

}  // namespace yolozu::onnx
