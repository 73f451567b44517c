// SPDX-License-Identifier: Apache-2.0
//
// PBM, PGM and PPM, as text (P1 to P3) and binary (P4 to P6); the first picture of the file. Source: the Netpbm manual
// pages pbm(5), pgm(5), ppm(5).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/try.hpp"
#include "image/dimensions.hpp"
#include "image/formats.hpp"

namespace yolozu {
namespace {

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

Error bad_text(char found) {
    return {ErrorCode::malformed,
            fmt::format("corrupt PNM: byte 0x{:02x} where a number is expected", static_cast<unsigned char>(found))};
}

/// The words of a PNM file: decimal numbers between white space and comments.
class PnmText {
public:
    explicit PnmText(FileBytes file) : next_(reinterpret_cast<const char*>(file.data())), end_(next_ + file.size()) {}

    void skip(std::size_t count) { next_ += count; }
    FileBytes rest() const { return std::as_bytes(std::span(next_, end_)); }

    /// The next number, which is at most `highest`; nothing at the end of the file.
    Result<std::optional<std::uint32_t>> number(std::uint32_t highest);
    /// The next digit of a text bitmap, which needs no white space around it.
    Result<std::optional<std::uint32_t>> bit();

private:
    void skip_space();

    const char* next_;
    const char* end_;
};

void PnmText::skip_space() {
    for (; next_ != end_ && (is_space(*next_) || *next_ == '#'); ++next_)
        if (*next_ == '#') next_ = std::find_if(next_, end_ - 1, [](char c) { return c == '\n' || c == '\r'; });
}

Result<std::optional<std::uint32_t>> PnmText::number(std::uint32_t highest) {
    skip_space();
    if (next_ == end_) return std::optional<std::uint32_t>();
    if (*next_ < '0' || *next_ > '9') return bad_text(*next_);
    std::uint64_t value = 0;
    for (; next_ != end_ && *next_ >= '0' && *next_ <= '9'; ++next_) {
        value = value * 10 + static_cast<std::uint64_t>(*next_ - '0');
        if (value > highest)
            return Error(ErrorCode::malformed, fmt::format("corrupt PNM: a number over its limit of {}", highest));
    }
    return std::optional(static_cast<std::uint32_t>(value));
}

Result<std::optional<std::uint32_t>> PnmText::bit() {
    skip_space();
    if (next_ == end_) return std::optional<std::uint32_t>();
    if (*next_ != '0' && *next_ != '1') return bad_text(*next_);
    return std::optional(static_cast<std::uint32_t>(*next_++ - '0'));
}

struct PnmHeader {
    bool text = false, bitmap = false;
    std::size_t channels = 1;
    std::uint32_t width = 0, height = 0, maxval = 1;
};

Result<std::uint32_t> header_number(PnmText& text, std::uint32_t highest) {
    YOLOZU_ASSIGN(const std::optional<std::uint32_t> number, text.number(highest));
    if (!number) return Error(ErrorCode::malformed, "truncated PNM: ended within the header");
    return *number;
}

Result<PnmHeader> read_header(PnmText& text) {
    const char type = static_cast<char>(text.rest()[1]);
    PnmHeader header;
    header.text = type <= '3';
    header.bitmap = type == '1' || type == '4';
    header.channels = type == '3' || type == '6' ? 3 : 1;
    text.skip(2);
    YOLOZU_ASSIGN(header.width, header_number(text, INT32_MAX));
    YOLOZU_ASSIGN(header.height, header_number(text, INT32_MAX));
    if (header.bitmap) return header;
    YOLOZU_ASSIGN(header.maxval, header_number(text, 65535));
    if (header.maxval == 0) return Error(ErrorCode::malformed, "corrupt PNM: a maximum value of 0");
    return header;
}

/// Samples of 0..maxval as 0..255: 16 bits are cut to the upper 8, as in other kinds of pictures; other ranges are
/// stretched and rounded. A bitmap's 1 is black.
std::vector<std::uint8_t> sample_levels(const PnmHeader& header) {
    if (header.bitmap) return {255, 0};
    std::vector<std::uint8_t> levels(std::size_t{header.maxval} + 1);
    for (std::uint32_t value = 0; value <= header.maxval; ++value)
        levels[value] = static_cast<std::uint8_t>(
            header.maxval == 65535 ? value >> 8 : (value * std::uint64_t{255} + header.maxval / 2) / header.maxval);
    return levels;
}

Error truncated(const PnmHeader& header, std::size_t rows) {
    return {ErrorCode::malformed, fmt::format("truncated PNM: ended after {} of {} rows", rows, header.height)};
}

void spread(std::uint8_t level, std::size_t channels, std::uint8_t*& rgb) {
    rgb = std::fill_n(rgb, channels == 1 ? 3 : 1, level);
}

Status read_text_samples(PnmText text, const PnmHeader& header, Image& image) {
    const std::vector<std::uint8_t> levels = sample_levels(header);
    const std::size_t row_samples = header.width * header.channels;
    for (std::size_t y = 0; y < header.height; ++y) {
        std::uint8_t* rgb = image.row(static_cast<int>(y));
        for (std::size_t i = 0; i < row_samples; ++i) {
            YOLOZU_ASSIGN(const auto sample, header.bitmap ? text.bit() : text.number(header.maxval));
            if (!sample) return truncated(header, y);
            spread(levels[*sample], header.channels, rgb);
        }
    }
    return {};
}

std::size_t binary_row_bytes(const PnmHeader& header) {
    if (header.bitmap) return (std::size_t{header.width} + 7) / 8;
    return header.width * header.channels * (header.maxval > 255 ? 2 : 1);
}

std::uint32_t binary_sample(const PnmHeader& header, const std::byte* row, std::size_t i) {
    if (header.bitmap) return std::to_integer<std::uint32_t>(row[i / 8]) >> (7 - i % 8) & 1;
    if (header.maxval <= 255) return std::to_integer<std::uint32_t>(row[i]);
    return std::to_integer<std::uint32_t>(row[2 * i]) << 8 | std::to_integer<std::uint32_t>(row[2 * i + 1]);
}

Status read_binary_samples(FileBytes bytes, const PnmHeader& header, Image& image) {
    const std::vector<std::uint8_t> levels = sample_levels(header);
    const std::size_t row_bytes = binary_row_bytes(header);
    if (bytes.size() / row_bytes < header.height) return truncated(header, bytes.size() / row_bytes);
    for (std::size_t y = 0; y < header.height; ++y) {
        const std::byte* const row = bytes.data() + y * row_bytes;
        std::uint8_t* rgb = image.row(static_cast<int>(y));
        for (std::size_t i = 0; i < header.width * header.channels; ++i) {
            const std::uint32_t sample = binary_sample(header, row, i);
            if (sample >= levels.size())
                return Error(ErrorCode::malformed,
                             fmt::format("corrupt PNM: a sample of {}, over its maximum of {}", sample, header.maxval));
            spread(levels[sample], header.channels, rgb);
        }
    }
    return {};
}

}  // namespace

Result<StoredImage> decode_pnm(FileBytes file, const ImageReadOptions& options) {
    PnmText text(file);
    YOLOZU_ASSIGN(const PnmHeader header, read_header(text));
    YOLOZU_TRY(check_dimensions(header.width, header.height, options));
    StoredImage stored{Image(static_cast<int>(header.width), static_cast<int>(header.height))};
    if (header.text) {
        YOLOZU_TRY(read_text_samples(text, header, stored.pixels));
        return stored;
    }
    // Exactly one byte of white space stands between the header and the samples.
    const FileBytes rest = text.rest();
    if (rest.empty()) return Error(ErrorCode::malformed, "truncated PNM: ended within the header");
    if (!is_space(static_cast<char>(rest[0]))) return bad_text(static_cast<char>(rest[0]));
    YOLOZU_TRY(read_binary_samples(rest.subspan(1), header, stored.pixels));
    return stored;
}

}  // namespace yolozu
