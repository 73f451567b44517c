// SPDX-License-Identifier: Apache-2.0
//
// Models that a test holds as bytes: opened, imported and run.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/import/import.hpp"
#include "engine/runtime/compiled_model.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::test {

/// The model as if it had come from a file; it goes on being readable though the file is gone.
Result<std::shared_ptr<const engine::ModelFile>> open_bytes(const std::string& bytes);

Tensor tensor_of(const Shape& shape, const std::vector<float>& values);
Tensor tensor_of(const Shape& shape, const std::vector<std::int64_t>& values);
/// Floats that repeat for the same seed.
Tensor random_tensor(const Shape& shape, unsigned seed);
/// Elements 0, 1, 2, ... for tensors of which only the place of the elements matters.
Tensor counting_tensor(const Shape& shape);

std::vector<Shape> shapes_of(std::span<const Tensor> tensors);
std::vector<TensorView> views_of(std::span<const Tensor> tensors);

/// The outputs by the reference operators, without optimisation.
Result<std::vector<Tensor>> interpret_bytes(const std::string& bytes, std::span<const Tensor> inputs);
/// The first output for one vector; where the model does not run, the test fails and there is no element.
std::vector<float> interpret_floats(const std::string& bytes, const std::vector<float>& x);
/// Imports the model for inputs of these shapes; "" or the error in words.
std::string import_error(const std::string& bytes, const std::vector<Shape>& shapes = {});

std::vector<float> floats_of(const TensorView& tensor);
std::vector<float> floats_of(const Tensor& tensor);
std::vector<std::int64_t> integers_of(const Tensor& tensor);
/// Type, shape and every bit.
bool identical(const TensorView& a, const TensorView& b);

}  // namespace yolozu::test
