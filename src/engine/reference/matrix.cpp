// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/ir/matmul_shape.hpp"
#include "engine/reference/broadcast.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

/// A matrix whose rows and columns lie as far apart as these say.
template <class Stored>
struct Matrix {
    const Stored* first;
    std::size_t row_step, column_step;

    Stored at(std::size_t row, std::size_t column) const { return first[row * row_step + column * column_step]; }
};

/// One element of a product.
template <class Tag, class Stored = typename Tag::Stored>
typename Tag::Value dot(const Matrix<Stored>& a, std::size_t row, const Matrix<Stored>& b, std::size_t column,
                        std::size_t inner) {
    typename Tag::Value sum{0};
    for (std::size_t index = 0; index < inner; ++index) {
        const auto left = Tag::load(a.at(row, index)), right = Tag::load(b.at(index, column));
        if constexpr (computes_in_double<Tag>)
            sum += left * right;
        else
            sum = wrapping_sum(sum, wrapping_product(left, right));
    }
    return sum;
}

}  // namespace

Status evaluate(const MatMul&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    YOLOZU_ASSIGN(const MatMulShape shape, matmul_shape(inputs[0].shape, inputs[1].shape));
    const auto rows = static_cast<std::size_t>(shape.rows), inner = static_cast<std::size_t>(shape.inner),
               columns = static_cast<std::size_t>(shape.columns);
    if (shape.output.element_count() == 0) return {};
    return dispatch_numeric(outputs[0].type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        using Stored = typename Tag::Stored;
        const Stored* const a = inputs[0].as<Stored>().data();
        const Stored* const b = inputs[1].as<Stored>().data();
        Stored* const y = outputs[0].as<Stored>().data();
        for_each_broadcast<2>(shape.batch, {shape.a_batch, shape.b_batch}, [&](std::size_t index, const auto& places) {
            const Matrix<Stored> left{a + places[0] * rows * inner, inner, 1};
            const Matrix<Stored> right{b + places[1] * inner * columns, columns, 1};
            for (std::size_t row = 0; row < rows; ++row)
                for (std::size_t column = 0; column < columns; ++column)
                    y[(index * rows + row) * columns + column] = Tag::store(dot<Tag>(left, row, right, column, inner));
        });
        return {};
    });
}

Status evaluate(const Gemm& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const Shape& shape = outputs[0].shape;
    const TensorView &a = inputs[0], &b = inputs[1];
    const TensorView c = inputs.size() > 2 ? inputs[2] : TensorView{};
    const auto inner = static_cast<std::size_t>(a.shape[op.transpose_a ? 0 : 1]);
    const auto a_width = static_cast<std::size_t>(a.shape[1]), b_width = static_cast<std::size_t>(b.shape[1]);
    const auto columns = static_cast<std::size_t>(shape[1]);
    return dispatch_floating(outputs[0].type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        using Stored = typename Tag::Stored;
        const Stored* const from_a = a.as<Stored>().data();
        const Stored* const from_b = b.as<Stored>().data();
        const auto y = outputs[0].as<Stored>();
        const Matrix<Stored> left{from_a, op.transpose_a ? 1 : a_width, op.transpose_a ? a_width : 1};
        const Matrix<Stored> right{from_b, op.transpose_b ? 1 : b_width, op.transpose_b ? b_width : 1};
        const bool adds = c.type != DataType::undefined;
        for_each_broadcast<1>(shape, {c.shape}, [&](std::size_t index, const auto& places) {
            const double product = dot<Tag>(left, index / columns, right, index % columns, inner);
            const double sum = adds ? double{op.beta} * real_at(c, places[0]) : 0.0;
            y[index] = Tag::store(double{op.alpha} * product + sum);
        });
        return {};
    });
}

}  // namespace yolozu::engine
