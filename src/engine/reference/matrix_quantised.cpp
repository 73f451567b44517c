// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "base/try.hpp"
#include "engine/ir/matmul_shape.hpp"
#include "engine/reference/broadcast.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/quantised.hpp"

namespace yolozu::engine {

namespace {

/// Calls store(element of the output, row, column, sum of products of what is left of a and b without their zero
/// points).
template <class Store>
void for_each_sum(const MatMulShape& shape, const TensorView& a, const TensorView& a_zero, const TensorView& b,
                  const TensorView& b_zero, Store&& store) {
    const auto rows = static_cast<std::size_t>(shape.rows), inner = static_cast<std::size_t>(shape.inner),
               columns = static_cast<std::size_t>(shape.columns);
    if (shape.output.element_count() == 0) return;
    for_each_broadcast<2>(shape.batch, {shape.a_batch, shape.b_batch}, [&](std::size_t index, const auto& places) {
        for (std::size_t row = 0; row < rows; ++row) {
            const std::int64_t zero_of_a = zero_point_at(a_zero, row);
            for (std::size_t column = 0; column < columns; ++column) {
                const std::int64_t zero_of_b = zero_point_at(b_zero, column);
                std::int64_t sum = 0;
                for (std::size_t place = 0; place < inner; ++place)
                    sum += (quantised_at(a, (places[0] * rows + row) * inner + place) - zero_of_a) *
                           (quantised_at(b, (places[1] * inner + place) * columns + column) - zero_of_b);
                store((index * rows + row) * columns + column, row, column, sum);
            }
        }
    });
}

float scale_at(const TensorView& scale, std::size_t index) {
    return static_cast<float>(real_at(scale, scale.shape.element_count() == 1 ? 0 : index));
}

}  // namespace

Status evaluate(const MatMulInteger&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    YOLOZU_ASSIGN(const MatMulShape shape, matmul_shape(inputs[0].shape, inputs[1].shape));
    const TensorView a_zero = inputs.size() > 2 ? inputs[2] : TensorView{};
    const TensorView b_zero = inputs.size() > 3 ? inputs[3] : TensorView{};
    const auto y = outputs[0].as<std::int32_t>();
    for_each_sum(shape, inputs[0], a_zero, inputs[1], b_zero,
                 [&](std::size_t index, std::size_t, std::size_t, std::int64_t sum) {
                     y[index] = static_cast<std::int32_t>(sum);  // 32 bits wrap around, as processors' do
                 });
    return {};
}

Status evaluate(const QLinearMatMul&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    YOLOZU_ASSIGN(const MatMulShape shape, matmul_shape(inputs[0].shape, inputs[3].shape));
    const float y_scale = scale_at(inputs[6], 0);
    const std::int64_t y_zero = zero_point_at(inputs[7], 0);
    for_each_sum(shape, inputs[0], inputs[2], inputs[3], inputs[5],
                 [&](std::size_t index, std::size_t row, std::size_t column, std::int64_t sum) {
                     const float multiplier = scale_at(inputs[1], row) * scale_at(inputs[4], column) / y_scale;
                     store_quantised(outputs[0], index, static_cast<float>(sum) * multiplier, y_zero);
                 });
    return {};
}

}  // namespace yolozu::engine
