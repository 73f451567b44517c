// SPDX-License-Identifier: Apache-2.0
#include "model/sidecar_values.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "base/parse_number.hpp"

namespace yolozu {

Error sidecar_error(const Literal& at, std::string_view key, std::string_view message, ErrorCode code) {
    return {code, fmt::format("line {}: {}: {}", std::max<std::size_t>(at.line, 1), key, message)};
}

Error cannot_preprocess(const Literal& at, std::string_view key, std::string_view what) {
    return sidecar_error(at, key,
                         fmt::format("{}, which this program cannot do exactly; say how the model is fed with "
                                     "--preprocess or 'preprocess:' in a model.yaml beside it",
                                     what),
                         ErrorCode::unsupported);
}

const Literal* value_under(const Literal& dictionary, std::string_view key) {
    const Literal* const value = dictionary.find(key);
    return value != nullptr && value->get_if<Literal::None>() == nullptr ? value : nullptr;
}

std::optional<double> number_from(const Literal& literal) {
    std::optional<double> number;
    if (const auto* const integer = literal.get_if<std::int64_t>()) number = static_cast<double>(*integer);
    if (const auto* const real = literal.get_if<double>()) number = *real;
    if (const auto* const text = literal.get_if<std::string>()) number = parse_number<double>(*text);
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<int> whole_number_from(const Literal& literal, int least, int most) {
    const std::optional<double> number = number_from(literal);
    if (!number || *number < least || *number > most || *number != std::floor(*number)) return std::nullopt;
    return static_cast<int>(*number);
}

std::optional<bool> truth_from(const Literal& literal) {
    if (const auto* const truth = literal.get_if<bool>()) return *truth;
    const std::optional<std::string_view> text = text_from(literal);
    if (text == "true" || text == "True") return true;
    if (text == "false" || text == "False") return false;
    return std::nullopt;
}

std::optional<std::string_view> text_from(const Literal& literal) {
    const auto* const text = literal.get_if<std::string>();
    return text != nullptr ? std::optional<std::string_view>(*text) : std::nullopt;
}

std::optional<std::array<float, 3>> triple_from(const Literal& literal) {
    const auto* const list = literal.get_if<Literal::List>();
    if (list == nullptr || list->size() != 3) return std::nullopt;
    std::array<float, 3> triple{};
    for (std::size_t index = 0; index < triple.size(); ++index) {
        const std::optional<double> number = number_from((*list)[index]);
        if (!number || !std::isfinite(static_cast<float>(*number))) return std::nullopt;
        triple[index] = static_cast<float>(*number);
    }
    return triple;
}

std::optional<std::pair<int, int>> pair_from(const Literal& literal, int least, int most) {
    const auto* const list = literal.get_if<Literal::List>();
    if (list == nullptr || list->size() != 2) return std::nullopt;
    const std::optional<int> first = whole_number_from(list->front(), least, most);
    const std::optional<int> second = whole_number_from(list->back(), least, most);
    return first && second ? std::optional(std::pair(*first, *second)) : std::nullopt;
}

Result<double> number_under(const Literal& dictionary, std::string_view key, double otherwise) {
    const Literal* const value = value_under(dictionary, key);
    if (value == nullptr) return otherwise;
    if (const std::optional<double> number = number_from(*value)) return *number;
    return sidecar_error(*value, key, "expected a number");
}

Result<bool> truth_under(const Literal& dictionary, std::string_view key, bool otherwise) {
    const Literal* const value = value_under(dictionary, key);
    if (value == nullptr) return otherwise;
    if (const std::optional<bool> truth = truth_from(*value)) return *truth;
    return sidecar_error(*value, key, "expected true or false");
}

Result<std::array<float, 3>> triple_under(const Literal& dictionary, std::string_view key, float otherwise) {
    const Literal* const value = value_under(dictionary, key);
    if (value == nullptr) return std::array{otherwise, otherwise, otherwise};
    if (const auto triple = triple_from(*value)) return *triple;
    return sidecar_error(*value, key, "expected a list of three numbers, one for each channel");
}

}  // namespace yolozu
