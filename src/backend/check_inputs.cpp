// SPDX-License-Identifier: Apache-2.0
#include "backend/check_inputs.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"

namespace yolozu {

namespace {

bool fits(const std::vector<Dimension>& expected, const Shape& found) {
    if (expected.size() != found.rank()) return false;
    for (std::size_t axis = 0; axis < expected.size(); ++axis)
        if (expected[axis].value.value_or(found[axis]) != found[axis]) return false;
    return true;
}

Status check_input(const TensorSignature& expected, const TensorView& found) {
    if (found.type != expected.type || (expected.shape && !fits(*expected.shape, found.shape)))
        return Error(ErrorCode::invalid_argument,
                     fmt::format("it was given {} {} where the model takes {}", to_string(found.type),
                                 found.shape.to_string(), expected.to_string()));
    if (found.data == nullptr && found.shape.element_count() != 0)
        return Error(ErrorCode::invalid_argument, "it was given a tensor without data");
    return {};
}

}  // namespace

Status check_inputs(std::span<const TensorSignature> signature, std::span<const TensorView> inputs) {
    if (inputs.size() != signature.size())
        return Error(ErrorCode::invalid_argument, fmt::format("the model has {} input(s), {} tensor(s) were given",
                                                              signature.size(), inputs.size()));
    for (std::size_t index = 0; index < inputs.size(); ++index)
        if (Status status = check_input(signature[index], inputs[index]); !status)
            return std::move(status).error().with_context(fmt::format("input '{}'", printable(signature[index].name)));
    return {};
}

}  // namespace yolozu
