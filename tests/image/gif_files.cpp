// SPDX-License-Identifier: Apache-2.0
#include "image/gif_files.hpp"

#include <algorithm>
#include <map>

namespace yolozu::test {
namespace {

/// GIF's LZW over strings kept as text.
class LzwEncoder {
public:
    explicit LzwEncoder(unsigned root_bits) : root_bits_(root_bits) { clear(); }

    Bytes encode(const Bytes& indices) {
        put(1U << root_bits_);
        std::string string;
        for (const std::uint8_t index : indices) {
            std::string longer = string + static_cast<char>(index);
            if (codes_.contains(longer)) {
                string = std::move(longer);
                continue;
            }
            put(codes_[string]);
            add(std::move(longer));
            string = std::string(1, static_cast<char>(index));
        }
        if (!string.empty()) put(codes_[string]);
        // The decoder's table grows with this last string too.
        if (next_code_ == 1U << code_bits_ && code_bits_ < 12) ++code_bits_;
        put((1U << root_bits_) + 1);
        if (bit_count_ > 0) bytes_.push_back(static_cast<std::uint8_t>(pending_));
        return bytes_;
    }

private:
    void clear() {
        codes_.clear();
        for (unsigned i = 0; i < 1U << root_bits_; ++i) codes_[std::string(1, static_cast<char>(i))] = i;
        next_code_ = (1U << root_bits_) + 2;
        code_bits_ = root_bits_ + 1;
    }

    void add(std::string string) {
        if (next_code_ == 4095) {
            put(1U << root_bits_);
            clear();
            return;
        }
        // The decoder knows a string one code later than the encoder does, so that the width grows one code later.
        if (next_code_ == 1U << code_bits_) ++code_bits_;
        codes_[std::move(string)] = next_code_++;
    }

    void put(unsigned code) {
        pending_ |= code << bit_count_;
        for (bit_count_ += code_bits_; bit_count_ >= 8; bit_count_ -= 8, pending_ >>= 8)
            bytes_.push_back(static_cast<std::uint8_t>(pending_));
    }

    unsigned root_bits_, code_bits_ = 0, next_code_ = 0;
    unsigned pending_ = 0, bit_count_ = 0;
    std::map<std::string, unsigned> codes_;
    Bytes bytes_;
};

void append_palette(Bytes& file, unsigned bits, bool wrong) {
    for (int i = 0; i < 1 << bits; ++i) {
        const auto colour = gif_colour(wrong ? i + 1 : i);
        append(file, colour);
    }
}

}  // namespace

std::array<std::uint8_t, 3> gif_colour(int index) {
    return {static_cast<std::uint8_t>(index * 7 + 3), static_cast<std::uint8_t>(255 - index),
            static_cast<std::uint8_t>(index * 29)};
}

Bytes gif_file(const GifForm& form, const Bytes& indices) {
    Bytes file = bytes_of("GIF89a");
    for (const int value : {form.screen_width < 0 ? form.width : form.screen_width,
                            form.screen_height < 0 ? form.height : form.screen_height})
        append_little_endian(file, static_cast<std::uint32_t>(value), 2);
    const auto table = static_cast<std::uint8_t>(0x80 | (form.bits - 1));
    append(file, Bytes{table, gif_background, 0});
    append_palette(file, form.bits, form.local_palette);
    if (form.extension) append(file, std::string_view("\x21\xFE\x05hello\x03you\0", 13));
    file.push_back(0x2C);
    for (const int value : {form.left, form.top, form.width, form.height})
        append_little_endian(file, static_cast<std::uint32_t>(value), 2);
    file.push_back(static_cast<std::uint8_t>((form.local_palette ? table : 0) | (form.interlaced ? 0x40 : 0)));
    if (form.local_palette) append_palette(file, form.bits, false);
    file.push_back(static_cast<std::uint8_t>(form.bits));
    const Bytes codes = LzwEncoder(form.bits).encode(indices);
    for (std::size_t at = 0; at < codes.size(); at += 255) {
        const auto block = std::span(codes).subspan(at, std::min<std::size_t>(255, codes.size() - at));
        file.push_back(static_cast<std::uint8_t>(block.size()));
        append(file, block);
    }
    append(file, Bytes{0, 0x3B});
    return file;
}

}  // namespace yolozu::test
