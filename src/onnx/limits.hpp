// SPDX-License-Identifier: Apache-2.0
//
// How much an ONNX file may hold. Each limit is far above what real models need and keeps a hostile file from taking
// more memory or stack than its own size justifies.
#pragma once

#include <cstddef>

#include "yolozu/tensor.hpp"

namespace yolozu::onnx::limits {

inline constexpr std::size_t file_bytes = (std::size_t{1} << 31) - 1;  ///< protobuf's own limit, 2 GiB
inline constexpr std::size_t nodes = 1'000'000;                        ///< with those of subgraphs
inline constexpr std::size_t attributes = 2'000'000;                   ///< of all nodes
inline constexpr std::size_t tensors = 1'000'000;                      ///< initialisers and tensors of attributes
inline constexpr std::size_t values = 1'000'000;                       ///< inputs, outputs and value_info
inline constexpr std::size_t list_entries = 16'000'000;  ///< node inputs and outputs, numbers and strings of attributes
inline constexpr std::size_t subgraph_depth = 16;
inline constexpr std::size_t rank = Shape::max_rank;
inline constexpr std::size_t name_bytes = 65'536;  ///< one name, type or symbol
inline constexpr std::size_t metadata_entries = 10'000;
inline constexpr std::size_t metadata_value_bytes = std::size_t{16} << 20;
inline constexpr std::size_t opset_imports = 1'000;
inline constexpr std::size_t functions = 100'000;
inline constexpr std::size_t external_data_entries = 64;

}  // namespace yolozu::onnx::limits
