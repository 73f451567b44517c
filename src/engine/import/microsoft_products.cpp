// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"
#include "engine/import/helpers.hpp"
#include "engine/import/microsoft.hpp"
#include "engine/import/window.hpp"

namespace yolozu::engine::microsoft {

namespace {

/// The value itself, or its transpose where the flag of that name is set.
Result<ValueId> transposed_if(NodeImport& node, std::string_view flag, ValueId matrix) {
    YOLOZU_ASSIGN(const bool transposes, node.flag(flag, false));
    if (!transposes) return matrix;
    return node.emit(Transpose{{1, 0}}, {matrix});
}

Result<ValueId> product(NodeImport& node, ValueId a, ValueId b) {
    return node.emit(Binary{BinaryFunction::multiply}, {a, b});
}

/// An activation whose attribute `activation_params` holds `count` numbers.
Result<Unary> with_parameters(const NodeImport& node, UnaryFunction function, std::size_t count) {
    YOLOZU_ASSIGN(const std::vector<float> parameters, node.reals("activation_params"));
    if (parameters.size() != count)
        return Error(
            ErrorCode::malformed,
            fmt::format("attribute 'activation_params' holds {} numbers, {} are expected", parameters.size(), count));
    return Unary{function, parameters[0], count > 1 ? parameters[1] : 0.0F};
}

Result<Unary> fused_activation(const NodeImport& node) {
    YOLOZU_ASSIGN(const std::string_view name, node.text("activation", ""));
    if (name.empty()) return Unary{};
    if (name == "Relu") return Unary{UnaryFunction::relu};
    if (name == "Sigmoid") return Unary{UnaryFunction::sigmoid};
    if (name == "Tanh") return Unary{UnaryFunction::hyperbolic_tangent};
    if (name == "LeakyRelu") return with_parameters(node, UnaryFunction::leaky_relu, 1);
    if (name == "Clip") return with_parameters(node, UnaryFunction::clip, 2);
    if (name == "HardSigmoid") return with_parameters(node, UnaryFunction::hard_sigmoid, 2);
    return Error(ErrorCode::unsupported,
                 fmt::format("a convolution with the activation '{}' is not supported", printable(name)));
}

}  // namespace

/// y = alpha a_scale b_scale (a b + c); c is int32 in units of that product. Quantised where y has a scale.
Status import_gemm(NodeImport& node) {
    YOLOZU_ASSIGN(const ValueId a, transposed_if(node, "transA", node.input(0)));
    YOLOZU_ASSIGN(const ValueId b, transposed_if(node, "transB", node.input(3)));
    YOLOZU_ASSIGN(ValueId sum, node.emit(MatMulInteger{}, {a, b, node.input(2), node.input(5)}));
    if (node.input(6) != no_value) {
        YOLOZU_ASSIGN(sum, node.emit(Binary{BinaryFunction::add}, {sum, node.input(6)}));
    }
    YOLOZU_ASSIGN(const ValueId floats, node.emit(Cast{DataType::float32}, {sum}));
    YOLOZU_ASSIGN(const float alpha, node.real("alpha", 1.0F));
    YOLOZU_ASSIGN(const ValueId scales, product(node, node.input(1), node.input(4)));
    YOLOZU_ASSIGN(const ValueId scale, product(node, scales, node.scalar(alpha)));
    YOLOZU_ASSIGN(const ValueId y, product(node, floats, scale));
    if (node.input(7) == no_value) {
        node.set_output(0, y);
        return {};
    }
    return import_as(node, QuantizeLinear{node.fact(0).type}, {y, node.input(7), node.input(8)});
}

Status import_fused_conv(NodeImport& node) {
    Conv op;
    YOLOZU_ASSIGN(op.window, read_window(node));
    YOLOZU_ASSIGN(op.groups, node.integer("group", 1));
    YOLOZU_ASSIGN(op.tail.activation, fused_activation(node));
    const bool adds = node.input(3) != no_value;
    if (adds) op.tail.residual = Residual::before_activation;
    return import_as(node, op, first_inputs(node, adds ? 4 : 3));
}

}  // namespace yolozu::engine::microsoft
