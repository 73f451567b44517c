// SPDX-License-Identifier: Apache-2.0
#include "cli/input_shapes.hpp"

#include <fmt/format.h>

#include <random>

#include "base/file.hpp"
#include "base/try.hpp"

namespace yolozu::cli {

Result<std::vector<Shape>> input_shapes(std::span<const TensorSignature> inputs, std::int64_t size,
                                        std::int64_t batch) {
    std::vector<Shape> shapes;
    for (const TensorSignature& input : inputs) {
        if (!input.shape)
            return Error(ErrorCode::unsupported,
                         fmt::format("input '{}' has no shape in the file", printable(input.name)));
        std::vector<std::int64_t> extents;
        for (const Dimension& dimension : *input.shape)
            extents.push_back(dimension.value.value_or(extents.empty() ? batch : size));
        YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
        shapes.push_back(shape);
    }
    return shapes;
}

Result<std::vector<Tensor>> random_inputs(std::span<const TensorSignature> inputs, std::span<const Shape> shapes) {
    std::mt19937 random(1);
    std::uniform_real_distribution<float> uniform;
    std::vector<Tensor> tensors;
    for (std::size_t index = 0; index < inputs.size(); ++index) {
        YOLOZU_ASSIGN(Tensor tensor, Tensor::allocate(inputs[index].type, shapes[index]));
        const MutableTensorView view = tensor.mutable_view();
        constexpr float largest_integer = 100.0F;
        switch (inputs[index].type) {
            case DataType::float32:
                for (float& value : view.as<float>()) value = uniform(random);
                break;
            case DataType::float16:
                for (std::uint16_t& value : view.as<std::uint16_t>()) value = half_from_float(uniform(random));
                break;
            case DataType::uint8:
                for (std::uint8_t& value : view.as<std::uint8_t>())
                    value = static_cast<std::uint8_t>(uniform(random) * largest_integer);
                break;
            case DataType::int64:
                for (std::int64_t& value : view.as<std::int64_t>())
                    value = static_cast<std::int64_t>(uniform(random) * largest_integer);
                break;
            default:  // other types stay zero
                break;
        }
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

}  // namespace yolozu::cli
