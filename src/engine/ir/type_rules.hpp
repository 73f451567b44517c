// SPDX-License-Identifier: Apache-2.0
//
// Which classes of element types there are, and how shape rules speak of them.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/ir/facts.hpp"

namespace yolozu::engine {

constexpr bool is_floating(DataType type) {
    return type == DataType::float32 || type == DataType::float64 || type == DataType::float16;
}
constexpr bool is_signed_integer(DataType type) {
    return type == DataType::int8 || type == DataType::int16 || type == DataType::int32 || type == DataType::int64;
}
constexpr bool is_unsigned_integer(DataType type) {
    return type == DataType::uint8 || type == DataType::uint16 || type == DataType::uint32 || type == DataType::uint64;
}
constexpr bool is_integer(DataType type) {
    return is_signed_integer(type) || is_unsigned_integer(type);
}
constexpr bool is_numeric(DataType type) {
    return is_floating(type) || is_integer(type);
}
/// The types of quantised matrices' and images' elements.
constexpr bool is_byte(DataType type) {
    return type == DataType::uint8 || type == DataType::int8;
}

/// "exp of string tensors is not supported".
inline Error type_refused(std::string_view what, DataType type) {
    return Error(ErrorCode::unsupported, fmt::format("{} of {} tensors is not supported", what, to_string(type)));
}

inline Status expect_type(std::string_view what, DataType type, bool accepted) {
    if (!accepted) return type_refused(what, type);
    return {};
}

/// Errors unless an input that is present has the type of the first one.
inline Status expect_same_type(const Fact& first, const Fact& other, std::string_view what) {
    if (!other.present() || other.type == first.type) return {};
    return Error(ErrorCode::malformed,
                 fmt::format("{} has the type {}, {} is expected", what, to_string(other.type), to_string(first.type)));
}

/// Errors when the shape is known and has another rank.
inline Status expect_rank(const Fact& fact, std::size_t rank, std::string_view what) {
    if (!fact.present() || !fact.shape || fact.shape->rank() == rank) return {};
    return Error(ErrorCode::malformed,
                 fmt::format("{} has the shape {}, {} dimensions are expected", what, fact.shape->to_string(), rank));
}

inline Status expect_outputs(std::span<const Fact> outputs, std::size_t most) {
    if (outputs.size() <= most) return {};
    return Error(ErrorCode::malformed, fmt::format("{} outputs, at most {} are expected", outputs.size(), most));
}

/// Says what output `index` is, if the node has it.
inline void give(std::span<Fact> outputs, std::size_t index, DataType type, std::optional<Shape> shape) {
    if (index < outputs.size()) outputs[index] = Fact{type, shape, nullptr};
}

}  // namespace yolozu::engine
