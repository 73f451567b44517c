// SPDX-License-Identifier: Apache-2.0
//
// Photographs of the shared test data as inputs of models.
#pragma once

#include <filesystem>
#include <vector>

#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::test {

/// Their files, always in the same order.
std::vector<std::filesystem::path> photographs();

/// A photograph as the model wants it; models of tasks that are not decided yet take the usual letterbox.
Result<Tensor> model_input(const std::filesystem::path& model, const std::filesystem::path& photograph);

/// "yolov8n_coco_onnx": a model's file name as the name of a test.
std::string test_name(std::string model);

}  // namespace yolozu::test
