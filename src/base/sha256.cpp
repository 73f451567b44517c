// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.hpp"

#include <mbedtls/sha256.h>

#include <array>

namespace yolozu {

Result<std::string> sha256_hex(std::span<const std::byte> bytes) {
    std::array<unsigned char, 32> digest{};
    const auto* const data = reinterpret_cast<const unsigned char*>(bytes.data());
    if (mbedtls_sha256_ret(data, bytes.size(), digest.data(), 0) != 0)
        return Error(ErrorCode::internal, "SHA-256 failed");
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : digest) text.append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    return text;
}

}  // namespace yolozu
