// SPDX-License-Identifier: Apache-2.0
//
// Values out of the files beside a model. JSON has types and YAML's scalars are text here; both are understood.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "model/python_literal.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// "line 3: size: expected a whole number".
Error sidecar_error(const Literal& at, std::string_view key, std::string_view message,
                    ErrorCode code = ErrorCode::malformed);

/// A preprocessing that no PreprocessSpec is exactly; the message says what can be done instead.
Error cannot_preprocess(const Literal& at, std::string_view key, std::string_view what);

/// The value under a key; a null counts as none.
const Literal* value_under(const Literal& dictionary, std::string_view key);

/// The value as what it was asked for, if it is that.
std::optional<double> number_from(const Literal& literal);  ///< finite
std::optional<int> whole_number_from(const Literal& literal, int least, int most);
std::optional<bool> truth_from(const Literal& literal);
std::optional<std::string_view> text_from(const Literal& literal);
std::optional<std::array<float, 3>> triple_from(const Literal& literal);
/// [a, b], both whole and not negative nor above `most`.
std::optional<std::pair<int, int>> pair_from(const Literal& literal, int least, int most);

/// The same under a key, or `otherwise` where it is not there; an error when it is something else.
Result<double> number_under(const Literal& dictionary, std::string_view key, double otherwise);
Result<bool> truth_under(const Literal& dictionary, std::string_view key, bool otherwise);
Result<std::array<float, 3>> triple_under(const Literal& dictionary, std::string_view key, float otherwise);

/// Sides of pictures and networks are from 1 to this.
inline constexpr int largest_side = 65'536;

}  // namespace yolozu
