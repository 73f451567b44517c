// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/try.hpp"
#include "engine/import/elementwise_chains.hpp"
#include "engine/import/helpers.hpp"

namespace yolozu::engine {

namespace {

template <UnaryFunction function>
Status unary(NodeImport& node) {
    return import_as(node, Unary{function}, {node.input(0)});
}

/// A function whose parameters are the attributes of these names and defaults.
Status parametric(NodeImport& node, UnaryFunction function, std::string_view alpha_name, float alpha_default,
                  std::string_view beta_name = {}, float beta_default = 0.0F) {
    Unary op{function};
    YOLOZU_ASSIGN(op.alpha, node.real(alpha_name, alpha_default));
    if (!beta_name.empty()) {
        YOLOZU_ASSIGN(op.beta, node.real(beta_name, beta_default));
    }
    return import_as(node, op, {node.input(0)});
}

Status leaky_relu(NodeImport& node) {
    return parametric(node, UnaryFunction::leaky_relu, "alpha", 0.01F);
}

Status elu(NodeImport& node) {
    return parametric(node, UnaryFunction::elu, "alpha", 1.0F);
}

Status celu(NodeImport& node) {
    return parametric(node, UnaryFunction::celu, "alpha", 1.0F);
}

Status selu(NodeImport& node) {
    return parametric(node, UnaryFunction::selu, "alpha", 1.67326319217681884765625F, "gamma",
                      1.05070102214813232421875F);
}

Status hard_sigmoid(NodeImport& node) {
    return parametric(node, UnaryFunction::hard_sigmoid, "alpha", 0.2F, "beta", 0.5F);
}

Status thresholded_relu(NodeImport& node) {
    return parametric(node, UnaryFunction::thresholded_relu, "alpha", 1.0F);
}

Status shrink(NodeImport& node) {
    return parametric(node, UnaryFunction::shrink, "lambd", 0.5F, "bias", 0.0F);
}

Status gelu(NodeImport& node) {
    YOLOZU_ASSIGN(const std::string_view approximate, node.text("approximate", "none"));
    const UnaryFunction function = approximate == "tanh" ? UnaryFunction::gelu_tanh : UnaryFunction::gelu;
    return import_as(node, Unary{function}, {node.input(0)});
}

Status is_inf(NodeImport& node) {
    YOLOZU_ASSIGN(const bool negative, node.flag("detect_negative", true));
    YOLOZU_ASSIGN(const bool positive, node.flag("detect_positive", true));
    return import_as(node, Unary{UnaryFunction::is_inf, negative ? 1.0F : 0.0F, positive ? 1.0F : 0.0F},
                     {node.input(0)});
}

template <BinaryFunction function>
Status binary(NodeImport& node) {
    return import_as(node, Binary{function}, {node.input(0), node.input(1)});
}

template <BinaryFunction function>
Status chain(NodeImport& node) {
    YOLOZU_ASSIGN(const ValueId result, emit_chain(node, function));
    node.set_output(0, result);
    return {};
}

/// Before opset 7 a list of slopes belongs to the channels, x's second axis.
Status prelu(NodeImport& node) {
    ValueId slope = node.input(1);
    const Fact x = node.fact(0), slopes = node.fact(1);
    const bool by_channel = node.opset() < 7 && slopes.shape && slopes.shape->rank() == 1 && (*slopes.shape)[0] != 1;
    if (by_channel && x.shape && x.shape->rank() > 2) {
        std::vector<std::int64_t> extents(x.shape->rank() - 1, 1);
        extents.front() = (*slopes.shape)[0];
        YOLOZU_ASSIGN(slope, node.emit(Reshape{}, {slope, node.constant(extents)}));
    }
    return import_as(node, Binary{BinaryFunction::prelu}, {node.input(0), slope});
}

Status modulo(NodeImport& node) {
    YOLOZU_ASSIGN(const bool truncated, node.flag("fmod", false));
    const BinaryFunction function = truncated ? BinaryFunction::modulo_truncated : BinaryFunction::modulo;
    return import_as(node, Binary{function}, {node.input(0), node.input(1)});
}

Status bit_shift(NodeImport& node) {
    YOLOZU_ASSIGN(const std::string_view direction, node.text("direction", ""));
    if (direction != "LEFT" && direction != "RIGHT")
        return Error(ErrorCode::malformed, "attribute 'direction' is neither LEFT nor RIGHT");
    const BinaryFunction function =
        direction == "LEFT" ? BinaryFunction::bit_shift_left : BinaryFunction::bit_shift_right;
    return import_as(node, Binary{function}, {node.input(0), node.input(1)});
}

Status where(NodeImport& node) {
    return import_as(node, Where{}, first_inputs(node, 3));
}

Status cast(NodeImport& node) {
    YOLOZU_ASSIGN(const DataType type, type_attribute(node, "to", DataType::undefined));
    if (type == DataType::undefined) return Error(ErrorCode::malformed, "attribute 'to' names no element type");
    return import_as(node, Cast{type}, {node.input(0)});
}

Status cast_like(NodeImport& node) {
    return import_as(node, Cast{node.fact(1).type}, {node.input(0)});
}

constexpr Importer one(std::string_view op_type, Status (*import)(NodeImport&)) {
    return {"", op_type, 1, 1, 1, import};
}
constexpr Importer two(std::string_view op_type, Status (*import)(NodeImport&)) {
    return {"", op_type, 2, 2, 1, import};
}

using U = UnaryFunction;
using B = BinaryFunction;

constexpr std::array importers{
    one("Abs", unary<U::absolute>),
    one("Neg", unary<U::negate>),
    one("Sign", unary<U::sign>),
    one("Ceil", unary<U::ceil>),
    one("Floor", unary<U::floor>),
    one("Round", unary<U::round>),
    one("Sqrt", unary<U::square_root>),
    one("Reciprocal", unary<U::reciprocal>),
    one("Exp", unary<U::exponential>),
    one("Log", unary<U::logarithm>),
    one("Erf", unary<U::error_function>),
    one("Sin", unary<U::sine>),
    one("Cos", unary<U::cosine>),
    one("Tan", unary<U::tangent>),
    one("Asin", unary<U::arc_sine>),
    one("Acos", unary<U::arc_cosine>),
    one("Atan", unary<U::arc_tangent>),
    one("Sinh", unary<U::hyperbolic_sine>),
    one("Cosh", unary<U::hyperbolic_cosine>),
    one("Tanh", unary<U::hyperbolic_tangent>),
    one("Asinh", unary<U::area_sine>),
    one("Acosh", unary<U::area_cosine>),
    one("Atanh", unary<U::area_tangent>),
    one("Sigmoid", unary<U::sigmoid>),
    one("Relu", unary<U::relu>),
    one("LeakyRelu", leaky_relu),
    Importer{"", "Clip", 1, 3, 1, import_clip},
    one("Elu", elu),
    one("Celu", celu),
    one("Selu", selu),
    one("HardSigmoid", hard_sigmoid),
    one("HardSwish", unary<U::hard_swish>),
    one("Mish", unary<U::mish>),
    one("Gelu", gelu),
    one("Softplus", unary<U::softplus>),
    one("Softsign", unary<U::softsign>),
    one("ThresholdedRelu", thresholded_relu),
    one("Shrink", shrink),
    one("Not", unary<U::logical_not>),
    one("IsNaN", unary<U::is_nan>),
    one("IsInf", is_inf),
    one("Identity", import_identity),
    Importer{"", "Dropout", 1, 3, 2, import_dropout},
    one("Cast", cast),
    two("CastLike", cast_like),
    two("Add", binary<B::add>),
    two("Sub", binary<B::subtract>),
    two("Mul", binary<B::multiply>),
    two("Div", binary<B::divide>),
    two("Pow", binary<B::power>),
    two("Mod", modulo),
    two("PRelu", prelu),
    two("BitShift", bit_shift),
    two("And", binary<B::logical_and>),
    two("Or", binary<B::logical_or>),
    two("Xor", binary<B::logical_xor>),
    two("Equal", binary<B::equal>),
    two("Less", binary<B::less>),
    two("LessOrEqual", binary<B::less_or_equal>),
    two("Greater", binary<B::greater>),
    two("GreaterOrEqual", binary<B::greater_or_equal>),
    Importer{"", "Sum", 1, any_number, 1, chain<B::add>},
    Importer{"", "Mean", 1, any_number, 1, import_mean},
    Importer{"", "Max", 1, any_number, 1, chain<B::maximum>},
    Importer{"", "Min", 1, any_number, 1, chain<B::minimum>},
    Importer{"", "Where", 3, 3, 1, where},
};

}  // namespace

std::span<const Importer> elementwise_importers() {
    return importers;
}

}  // namespace yolozu::engine
