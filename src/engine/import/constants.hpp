// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ir/graph.hpp"
#include "engine/import/import.hpp"
#include "onnx/model.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::engine {

/// A tensor of the file in memory of its own; bool elements are made 0 or 1. External data is `unsupported` here.
Result<Tensor> copy_constant(const onnx::TensorData& tensor);

/// Reads tensors of a model whose data may lie in other files.
class ConstantReader {
public:
    explicit ConstantReader(std::shared_ptr<const ModelFile> file) : file_(std::move(file)) {}

    /// A value that points into the mapped file where the elements lie aligned there, and owns a copy where not.
    Result<Value> read(const onnx::TensorData& tensor);

private:
    Result<Value> read_external(const onnx::TensorData& tensor);

    std::shared_ptr<const ModelFile> file_;
    std::vector<std::pair<std::filesystem::path, std::shared_ptr<const MappedFile>>> external_files_;
};

}  // namespace yolozu::engine
