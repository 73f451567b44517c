// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.hpp"

namespace yolozu {
namespace {

struct Lead {
    std::size_t length;        // of the whole sequence; 0 for a byte that cannot lead
    unsigned char second_low;  // range of the second byte, which excludes overlong forms and surrogates
    unsigned char second_high;
};

constexpr Lead classify(unsigned char byte) {
    if (byte < 0x80) return {1, 0, 0};
    if (byte < 0xC2) return {0, 0, 0};
    if (byte < 0xE0) return {2, 0x80, 0xBF};
    if (byte == 0xE0) return {3, 0xA0, 0xBF};
    if (byte == 0xED) return {3, 0x80, 0x9F};
    if (byte < 0xF0) return {3, 0x80, 0xBF};
    if (byte == 0xF0) return {4, 0x90, 0xBF};
    if (byte < 0xF4) return {4, 0x80, 0xBF};
    if (byte == 0xF4) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const Lead lead = classify(byte(0));
    if (lead.length > text.size()) return 0;
    if (lead.length >= 2 && (byte(1) < lead.second_low || byte(1) > lead.second_high)) return 0;
    for (std::size_t index = 2; index < lead.length; ++index)
        if ((byte(index) & 0xC0) != 0x80) return 0;
    return lead.length;
}

}  // namespace yolozu
