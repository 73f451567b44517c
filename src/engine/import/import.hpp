// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "engine/ir/graph.hpp"
#include "onnx/model.hpp"
#include "yolozu/result.hpp"

namespace yolozu::engine {

/// A model file as it was read: the structs point into the mapped bytes.
struct ModelFile {
    std::filesystem::path path;
    MappedFile bytes;
    onnx::Model model;
};

/// Maps and reads a file, and checks that every operator in it is one that the engine has: the error names the operator,
/// its version and node.
Result<std::shared_ptr<const ModelFile>> open_model(const std::filesystem::path& path);

/// The graph for inputs of these shapes, in the model's order: with the inputs' extents known, nearly all of a model's
/// arithmetic on shapes folds away while it is read. Weights stay in the file where their alignment allows.
Result<Graph> import_model(std::shared_ptr<const ModelFile> file, std::span<const Shape> input_shapes);

}  // namespace yolozu::engine
