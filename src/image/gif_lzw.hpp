// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace yolozu {

/// The bits of a GIF picture: they lie in blocks of up to 255 bytes, each behind its length; a length of 0 ends them.
class GifBits {
public:
    /// `bytes` begins at the first length.
    explicit GifBits(std::span<const std::byte> bytes) : rest_(bytes) {}

    /// The next `count` bits (up to 12), the first in the lowest place; nothing at the end of the blocks or of the
    /// file.
    std::optional<unsigned> next(unsigned count);

    /// Whether the file ended before the block of length 0.
    bool truncated() const { return truncated_; }

private:
    bool next_byte();

    std::span<const std::byte> rest_;
    std::size_t block_left_ = 0;
    unsigned bits_ = 0, bit_count_ = 0;
    bool ended_ = false, truncated_ = false;
};

/// GIF's variant of LZW (GIF89a, appendix F). Fills `indices` with palette indices and returns how many it could, fewer
/// than all where the codes end or are wrong. `root_bits` is the file's "LZW minimum code size", 1 to 8.
std::size_t decode_gif_lzw(GifBits& bits, unsigned root_bits, std::span<std::uint8_t> indices);

}  // namespace yolozu
