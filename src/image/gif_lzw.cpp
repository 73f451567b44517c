// SPDX-License-Identifier: Apache-2.0
#include "image/gif_lzw.hpp"

#include <algorithm>
#include <cassert>

namespace yolozu {
namespace {

constexpr unsigned max_code_bits = 12;
constexpr unsigned max_codes = 1U << max_code_bits;
constexpr unsigned no_code = max_codes;

/// The table of strings. Each is an earlier string and one index more; it is written back to front.
class Strings {
public:
    explicit Strings(unsigned root_count) : root_count_(root_count), count_(root_count + 2) {
        for (unsigned root = 0; root < root_count; ++root)
            entries_[root] = {0, 1, static_cast<std::uint8_t>(root), static_cast<std::uint8_t>(root)};
    }

    unsigned count() const { return count_; }
    void clear() { count_ = root_count_ + 2; }

    std::uint8_t first(unsigned code) const { return entries_[code].first; }
    std::size_t length(unsigned code) const { return entries_[code].length; }

    /// A full table stays as it is until the next clear code.
    void add(unsigned prefix, std::uint8_t last) {
        if (count_ == max_codes) return;
        entries_[count_++] = {static_cast<std::uint16_t>(prefix),
                              static_cast<std::uint16_t>(entries_[prefix].length + 1), entries_[prefix].first, last};
    }

    /// Writes the string, cut to the room there is.
    std::size_t write(unsigned code, std::span<std::uint8_t> target) const {
        const std::size_t written = std::min(length(code), target.size());
        for (std::size_t i = length(code); i-- > 0; code = entries_[code].prefix)
            if (i < written) target[i] = entries_[code].last;
        return written;
    }

private:
    struct Entry {
        std::uint16_t prefix, length;
        std::uint8_t first, last;
    };
    std::array<Entry, max_codes> entries_{};
    unsigned root_count_, count_;
};

}  // namespace

bool GifBits::next_byte() {
    if (block_left_ == 0 && !ended_) {
        truncated_ = rest_.empty();
        block_left_ = truncated_ ? 0 : std::to_integer<std::size_t>(rest_[0]);
        ended_ = block_left_ == 0;
        if (!truncated_) rest_ = rest_.subspan(1);
    }
    if (ended_) return false;
    if (rest_.empty()) {
        truncated_ = ended_ = true;
        return false;
    }
    bits_ |= std::to_integer<unsigned>(rest_[0]) << bit_count_;
    bit_count_ += 8;
    rest_ = rest_.subspan(1);
    --block_left_;
    return true;
}

std::optional<unsigned> GifBits::next(unsigned count) {
    assert(count <= max_code_bits);
    while (bit_count_ < count)
        if (!next_byte()) return std::nullopt;
    const unsigned value = bits_ & ((1U << count) - 1);
    bits_ >>= count;
    bit_count_ -= count;
    return value;
}

std::size_t decode_gif_lzw(GifBits& bits, unsigned root_bits, std::span<std::uint8_t> indices) {
    const unsigned clear_code = 1U << root_bits;
    const unsigned end_code = clear_code + 1;
    Strings strings(clear_code);
    unsigned code_bits = root_bits + 1;
    unsigned previous = no_code;
    std::size_t written = 0;
    while (written < indices.size()) {
        const std::optional<unsigned> code = bits.next(code_bits);
        if (!code || *code == end_code) break;
        if (*code == clear_code) {
            strings.clear();
            code_bits = root_bits + 1;
            previous = no_code;
            continue;
        }
        // A code may name the string that it completes itself: the previous one and its own first index.
        if (*code > strings.count() || (*code == strings.count() && previous == no_code)) break;
        if (previous != no_code) strings.add(previous, strings.first(*code == strings.count() ? previous : *code));
        if (*code >= strings.count()) break;
        written += strings.write(*code, indices.subspan(written));
        previous = *code;
        if (strings.count() == 1U << code_bits && code_bits < max_code_bits) ++code_bits;
    }
    return written;
}

}  // namespace yolozu
