// SPDX-License-Identifier: Apache-2.0
#include "engine/ir/op.hpp"

#include <array>

#include "engine/ir/facts.hpp"

namespace yolozu::engine {

namespace {

// In the order of the enumerations.
constexpr std::array unary_names = {
    std::string_view("identity"), std::string_view("abs"),          std::string_view("neg"),
    std::string_view("sign"),     std::string_view("ceil"),         std::string_view("floor"),
    std::string_view("round"),    std::string_view("sqrt"),         std::string_view("reciprocal"),
    std::string_view("exp"),      std::string_view("log"),          std::string_view("erf"),
    std::string_view("sin"),      std::string_view("cos"),          std::string_view("tan"),
    std::string_view("asin"),     std::string_view("acos"),         std::string_view("atan"),
    std::string_view("sinh"),     std::string_view("cosh"),         std::string_view("tanh"),
    std::string_view("asinh"),    std::string_view("acosh"),        std::string_view("atanh"),
    std::string_view("sigmoid"),  std::string_view("silu"),         std::string_view("relu"),
    std::string_view("leaky_relu"), std::string_view("clip"),       std::string_view("elu"),
    std::string_view("celu"),     std::string_view("selu"),         std::string_view("hard_sigmoid"),
    std::string_view("hard_swish"), std::string_view("mish"),       std::string_view("gelu"),
    std::string_view("gelu_tanh"), std::string_view("softplus"),    std::string_view("softsign"),
    std::string_view("thresholded_relu"), std::string_view("shrink"), std::string_view("not"),
    std::string_view("is_nan"),   std::string_view("is_inf"),
};
static_assert(unary_names.size() == static_cast<std::size_t>(UnaryFunction::is_inf) + 1);

constexpr std::array binary_names = {
    std::string_view("add"), std::string_view("sub"), std::string_view("mul"), std::string_view("div"),
    std::string_view("pow"), std::string_view("mod"), std::string_view("fmod"), std::string_view("min"),
    std::string_view("max"), std::string_view("prelu"), std::string_view("shift_left"),
    std::string_view("shift_right"), std::string_view("and"), std::string_view("or"), std::string_view("xor"),
    std::string_view("equal"), std::string_view("less"), std::string_view("less_or_equal"),
    std::string_view("greater"), std::string_view("greater_or_equal"),
};
static_assert(binary_names.size() == static_cast<std::size_t>(BinaryFunction::greater_or_equal) + 1);

constexpr std::array reduce_names = {
    std::string_view("sum"), std::string_view("mean"), std::string_view("max"), std::string_view("min"),
    std::string_view("prod"), std::string_view("l1"), std::string_view("l2"), std::string_view("sum_square"),
    std::string_view("log_sum"), std::string_view("log_sum_exp"),
};
static_assert(reduce_names.size() == static_cast<std::size_t>(ReduceFunction::log_sum_exp) + 1);

}  // namespace

std::string_view to_string(UnaryFunction function) {
    return unary_names[static_cast<std::size_t>(function)];
}

std::string_view to_string(BinaryFunction function) {
    return binary_names[static_cast<std::size_t>(function)];
}

std::string_view to_string(ReduceFunction function) {
    return reduce_names[static_cast<std::size_t>(function)];
}

std::string_view name_of(const Op& op) {
#define YOLOZU_OP_NAME(name) std::string_view(#name),
    static constexpr std::array names{YOLOZU_OPS(YOLOZU_OP_NAME)};
#undef YOLOZU_OP_NAME
    return names[op.index()];
}

bool gives_data_dependent_shape(const Op& op) {
    return std::holds_alternative<NonZero>(op) || std::holds_alternative<NonMaxSuppression>(op) ||
           std::holds_alternative<Compress>(op);
}

Status infer(const Op& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    return std::visit([&](const auto& alternative) { return infer(alternative, inputs, outputs); }, op);
}

}  // namespace yolozu::engine
