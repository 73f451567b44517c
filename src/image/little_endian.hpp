// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

namespace yolozu {

/// Numbers stored lowest byte first. The caller has checked that the bytes are there.
inline std::uint16_t little_endian_16(std::span<const std::byte> bytes, std::size_t offset) {
    assert(offset + 2 <= bytes.size());
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[offset]) |
                                      std::to_integer<unsigned>(bytes[offset + 1]) << 8);
}

inline std::uint32_t little_endian_32(std::span<const std::byte> bytes, std::size_t offset) {
    return little_endian_16(bytes, offset) | std::uint32_t{little_endian_16(bytes, offset + 2)} << 16;
}

}  // namespace yolozu
