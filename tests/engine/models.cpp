// SPDX-License-Identifier: Apache-2.0
#include "models.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <random>

#include "base/try.hpp"
#include "engine/reference/interpret.hpp"
#include "support/files.hpp"

namespace yolozu::test {

namespace {

template <class T>
Tensor filled(DataType type, const Shape& shape, const std::vector<T>& values) {
    Tensor tensor = std::move(Tensor::allocate(type, shape)).value();
    std::ranges::copy(values, tensor.mutable_view().as<T>().begin());
    return tensor;
}

}  // namespace

Result<std::shared_ptr<const engine::ModelFile>> open_bytes(const std::string& bytes) {
    const TemporaryFolder folder;
    write_text(folder / "model.onnx", bytes);
    return engine::open_model(folder / "model.onnx");
}

Tensor tensor_of(const Shape& shape, const std::vector<float>& values) {
    return filled(DataType::float32, shape, values);
}

Tensor tensor_of(const Shape& shape, const std::vector<std::int64_t>& values) {
    return filled(DataType::int64, shape, values);
}

Tensor random_tensor(const Shape& shape, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<float> values(static_cast<std::size_t>(shape.element_count()));
    for (float& value : values) value = static_cast<float>(random() % 2001) / 1000.0F - 1.0F;
    return tensor_of(shape, values);
}

Tensor counting_tensor(const Shape& shape) {
    std::vector<float> values(static_cast<std::size_t>(shape.element_count()));
    std::iota(values.begin(), values.end(), 0.0F);
    return tensor_of(shape, values);
}

std::vector<Shape> shapes_of(std::span<const Tensor> tensors) {
    std::vector<Shape> shapes;
    for (const Tensor& tensor : tensors) shapes.push_back(tensor.shape());
    return shapes;
}

std::vector<TensorView> views_of(std::span<const Tensor> tensors) {
    std::vector<TensorView> views;
    for (const Tensor& tensor : tensors) views.push_back(tensor.view());
    return views;
}

Result<std::vector<Tensor>> interpret_bytes(const std::string& bytes, std::span<const Tensor> inputs) {
    YOLOZU_ASSIGN(const auto file, open_bytes(bytes));
    YOLOZU_ASSIGN(const engine::Graph graph, engine::import_model(file, shapes_of(inputs)));
    YOLOZU_TRY(engine::verify(graph));
    return engine::interpret(graph, views_of(inputs));
}

std::vector<float> interpret_floats(const std::string& bytes, const std::vector<float>& x) {
    std::vector<Tensor> inputs;
    inputs.push_back(tensor_of(Shape{static_cast<std::int64_t>(x.size())}, x));
    const Result<std::vector<Tensor>> outputs = interpret_bytes(bytes, inputs);
    EXPECT_TRUE(outputs.ok()) << outputs.error().to_string();
    return outputs ? floats_of((*outputs)[0]) : std::vector<float>();
}

std::string import_error(const std::string& bytes, const std::vector<Shape>& shapes) {
    const auto file = open_bytes(bytes);
    if (!file) return file.error().to_string();
    const Result<engine::Graph> graph = engine::import_model(*file, shapes);
    return graph ? std::string() : graph.error().to_string();
}

std::vector<float> floats_of(const TensorView& tensor) {
    const auto elements = tensor.as<float>();
    return {elements.begin(), elements.end()};
}

std::vector<float> floats_of(const Tensor& tensor) {
    return floats_of(tensor.view());
}

std::vector<std::int64_t> integers_of(const Tensor& tensor) {
    const auto elements = tensor.view().as<std::int64_t>();
    return {elements.begin(), elements.end()};
}

bool identical(const TensorView& a, const TensorView& b) {
    if (a.type != b.type || !(a.shape == b.shape)) return false;
    const std::size_t bytes = static_cast<std::size_t>(a.shape.element_count()) * element_size(a.type);
    return bytes == 0 || std::memcmp(a.data, b.data, bytes) == 0;
}

}  // namespace yolozu::test
