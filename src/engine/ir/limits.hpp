// SPDX-License-Identifier: Apache-2.0
//
// How much a graph may ask for. A hostile model must not take more than these before it is refused.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yolozu::engine::limits {

inline constexpr std::uint64_t folded_bytes = std::uint64_t{64} << 20;          ///< of one tensor computed in advance
inline constexpr std::uint64_t all_folded_bytes = std::uint64_t{1} << 30;       ///< of all of them
inline constexpr std::uint64_t all_folded_operations = std::uint64_t{1} << 29;  ///< that computing them takes
inline constexpr std::uint64_t constant_bytes = std::uint64_t{1} << 32;         ///< of all constants, once for each use
inline constexpr std::uint64_t tensor_bytes = std::uint64_t{1} << 34;           ///< of any one tensor
inline constexpr std::size_t nodes = 50'000;  ///< after functions and branches are unfolded
inline constexpr std::size_t operands = 256;  ///< inputs, and outputs, of one node
inline constexpr std::size_t nesting = 16;    ///< of functions and branches

}  // namespace yolozu::engine::limits
