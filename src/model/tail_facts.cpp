// SPDX-License-Identifier: Apache-2.0
#include "model/tail_facts.hpp"

#include <algorithm>

#include "model/graph_walk.hpp"

namespace yolozu {
namespace {

std::string plain_name(std::string_view op_type) {
    constexpr std::string_view prefix = "QLinear";
    return std::string(op_type.starts_with(prefix) ? op_type.substr(prefix.size()) : op_type);
}

}  // namespace

TailFacts::TailFacts(const OutputTail& tail) : tail_(tail) {
    tail_.operators.clear();
    for (const std::string& op_type : tail.operators) tail_.operators.insert(plain_name(op_type));
    tail_.maker = plain_name(tail.maker);
    for (std::string& column : tail_.columns) column = plain_name(column);
    reaches_layers_ = std::ranges::any_of(tail.ends, is_layer);
    reaches_convolutions_ = std::ranges::any_of(tail.ends, is_convolution);
    ends_in_products_ = std::ranges::any_of(
        tail.ends, [](std::string_view op_type) { return is_layer(op_type) && !is_convolution(op_type); });
}

bool TailFacts::computes() const {
    return has("Mul") || has("Add") || has("Sub") || has("Div") || has("Exp") || has("Pow");
}

}  // namespace yolozu
