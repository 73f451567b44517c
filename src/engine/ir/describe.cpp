// SPDX-License-Identifier: Apache-2.0
#include "engine/ir/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/ir/rules.hpp"

namespace yolozu::engine {

namespace {

std::string joined(const std::vector<std::int64_t>& numbers) {
    return fmt::format("{}", fmt::join(numbers, "x"));
}

std::string describe(const Unary& unary) {
    std::string text(to_string(unary.function));
    if (unary.alpha != 0.0F || unary.beta != 0.0F) text += fmt::format("({}, {})", unary.alpha, unary.beta);
    return text;
}

std::string describe(const Window& window) {
    std::string text;
    if (!window.kernel.empty()) text += " " + joined(window.kernel);
    if (!all_are(window.strides, 1)) text += " stride " + joined(window.strides);
    if (!all_are(window.dilations, 1)) text += " dilation " + joined(window.dilations);
    if (!all_are(window.pads_begin, 0) || !all_are(window.pads_end, 0))
        text += " pads " + joined(window.pads_begin) + "+" + joined(window.pads_end);
    if (window.auto_pad == AutoPad::same_upper) text += " same_upper";
    if (window.auto_pad == AutoPad::same_lower) text += " same_lower";
    return text;
}

std::string describe(const Tail& tail) {
    std::string text;
    if (tail.residual == Residual::before_activation) text += " + residual";
    if (tail.activation.function != UnaryFunction::identity) text += " " + describe(tail.activation);
    if (tail.residual == Residual::after_activation) text += " + residual";
    return text;
}

/// What follows the name.
struct Parameters {
    std::string operator()(const Unary& op) const { return " " + describe(op); }
    std::string operator()(const Binary& op) const { return fmt::format(" {}", to_string(op.function)); }
    std::string operator()(const Cast& op) const { return fmt::format(" to {}", yolozu::to_string(op.to)); }
    std::string operator()(const Conv& op) const { return convolution(op) + describe(op.tail); }
    std::string operator()(const ConvTranspose& op) const { return convolution(op); }
    std::string operator()(const ConvInteger& op) const { return convolution(op); }
    std::string operator()(const QLinearConv& op) const { return convolution(op); }
    std::string operator()(const QuantisedConv& op) const { return convolution(op) + describe(op.tail); }
    std::string operator()(const Pool& op) const {
        return std::string(op.kind == PoolKind::maximum ? " maximum" : " average") + describe(op.window) +
               (op.channels_last ? " channels-last" : "");
    }
    std::string operator()(const Reduce& op) const { return fmt::format(" {}", to_string(op.function)); }
    std::string operator()(const Transpose& op) const { return " " + joined(op.permutation); }
    std::string operator()(const Attention& op) const {
        return op.scale != 1.0F ? fmt::format(" scale {}", op.scale) : "";
    }
    std::string operator()(const Gemm& op) const {
        return fmt::format("{}{}", op.transpose_a ? " a transposed" : "", op.transpose_b ? " b transposed" : "");
    }
    template <class Other>
    std::string operator()(const Other& op) const {
        if constexpr (requires { op.axis; }) return fmt::format(" axis {}", op.axis);
        return {};
    }

    template <class Convolution>
    static std::string convolution(const Convolution& op) {
        return describe(op.window) + (op.groups != 1 ? fmt::format(" groups {}", op.groups) : "") +
               (op.channels_last ? " channels-last" : "");
    }
};

}  // namespace

std::string describe(const Op& op) {
    return std::string(name_of(op)) + std::visit(Parameters(), op);
}

}  // namespace yolozu::engine
