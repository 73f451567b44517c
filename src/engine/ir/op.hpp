// SPDX-License-Identifier: Apache-2.0
//
// An operator is one of these plain structs. Everything that must exist for each of them (name, shape rule, reference)
// is declared from this one list, so a forgotten one does not compile or link.
#pragma once

#include <string_view>
#include <variant>

#include "engine/ir/ops/convolution.hpp"
#include "engine/ir/ops/elementwise.hpp"
#include "engine/ir/ops/movement.hpp"
#include "engine/ir/ops/quantisation.hpp"
#include "engine/ir/ops/reduction.hpp"

#define YOLOZU_OPS(OP)                                                                                              \
    OP(Unary) OP(Binary) OP(Where) OP(Cast)                                                                         \
    OP(Conv) OP(ConvTranspose) OP(ConvInteger) OP(QLinearConv) OP(QuantisedConv) OP(Pool)                           \
    OP(Reduce) OP(ArgReduce) OP(Softmax) OP(ExpectedValue) OP(CumSum) OP(TopK) OP(MatMul) OP(Gemm) OP(Attention)    \
    OP(BatchNormalization) OP(InstanceNormalization) OP(LayerNormalization) OP(GroupNormalization)                  \
    OP(LocalResponseNormalization)                                                                                  \
    OP(Concat) OP(Split) OP(Slice) OP(Gather) OP(GatherElements) OP(GatherND) OP(ScatterElements) OP(ScatterND)     \
    OP(Pad) OP(Tile) OP(Expand) OP(Reshape) OP(Flatten) OP(Squeeze) OP(Unsqueeze) OP(Transpose) OP(DepthToSpace)    \
    OP(SpaceToDepth) OP(Resize) OP(GridSample) OP(ShapeOf) OP(SizeOf) OP(ConstantOfShape) OP(Range) OP(NonZero)     \
    OP(NonMaxSuppression) OP(Trilu) OP(EyeLike) OP(OneHot) OP(Compress)                                             \
    OP(QuantizeLinear) OP(DequantizeLinear) OP(DynamicQuantizeLinear) OP(MatMulInteger) OP(QLinearMatMul) OP(Lookup)

namespace yolozu::engine {

namespace detail {
template <class First, class... Rest>
std::variant<Rest...> without_first(std::variant<First, Rest...>);
}  // namespace detail

#define YOLOZU_OP_ALTERNATIVE(name) , name
using Op = decltype(detail::without_first(std::variant<std::monostate YOLOZU_OPS(YOLOZU_OP_ALTERNATIVE)>()));
#undef YOLOZU_OP_ALTERNATIVE

/// The struct's name: "Conv", "Unary".
std::string_view name_of(const Op& op);
std::string_view to_string(UnaryFunction function);
std::string_view to_string(BinaryFunction function);
std::string_view to_string(ReduceFunction function);

/// Whether how much an operator gives depends on its data and not only on its inputs' shapes and small parameters: for
/// these the shape rule gives the most there can be and evaluation shrinks the output to what there is.
bool gives_data_dependent_shape(const Op& op);

}  // namespace yolozu::engine
