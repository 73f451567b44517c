// SPDX-License-Identifier: Apache-2.0
//
// GIF87a and GIF89a, the first frame. Transparent pixels get the colour that their index names, as alpha is dropped in
// other kinds of pictures too. Source: CompuServe, "Graphics Interchange Format, Version 89a".
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/try.hpp"
#include "image/dimensions.hpp"
#include "image/formats.hpp"
#include "image/gif_lzw.hpp"
#include "image/little_endian.hpp"

namespace yolozu {
namespace {

using Colour = std::array<std::uint8_t, 3>;
using Palette = std::array<Colour, 256>;  // colours that the file does not list are black

constexpr unsigned has_table = 0x80;
constexpr unsigned interlaced = 0x40;

struct Frame {
    int left = 0, top = 0, width = 0, height = 0;
    bool interlaced = false;
    Palette palette{};
    FileBytes pixels;  ///< the LZW minimum code size and the blocks
};

Error header_truncated() {
    return {ErrorCode::malformed, "truncated GIF: ended before the pixels of its first frame"};
}

/// The blocks of a GIF file, from its start to the first frame.
class GifReader {
public:
    explicit GifReader(FileBytes file) : rest_(file) {}

    Status read_screen();
    Result<Frame> read_first_frame();

    int width() const { return width_; }
    int height() const { return height_; }
    const Colour& background() const { return palette_[background_]; }

private:
    std::optional<FileBytes> take(std::size_t count);
    Status read_table(unsigned flags, Palette& palette);
    Status skip_extension();
    Result<Frame> read_frame();

    FileBytes rest_;
    int width_ = 0, height_ = 0;
    std::size_t background_ = 0;
    Palette palette_{};
};

std::optional<FileBytes> GifReader::take(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    const FileBytes taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
}

Status GifReader::read_table(unsigned flags, Palette& palette) {
    if ((flags & has_table) == 0) return {};
    const std::size_t count = std::size_t{2} << (flags & 7);
    const auto table = take(3 * count);
    if (!table) return header_truncated();
    for (std::size_t i = 0; i < 3 * count; ++i) palette[i / 3][i % 3] = std::to_integer<std::uint8_t>((*table)[i]);
    return {};
}

Status GifReader::read_screen() {
    const auto screen = take(13);
    if (!screen) return header_truncated();
    width_ = little_endian_16(*screen, 6);
    height_ = little_endian_16(*screen, 8);
    background_ = std::to_integer<std::size_t>((*screen)[11]);
    return read_table(std::to_integer<unsigned>((*screen)[10]), palette_);
}

Status GifReader::skip_extension() {
    if (!take(1)) return header_truncated();  // its label
    for (;;) {
        const auto length = take(1);
        if (!length || !take(std::to_integer<std::size_t>((*length)[0]))) return header_truncated();
        if ((*length)[0] == std::byte{0}) return {};
    }
}

Result<Frame> GifReader::read_frame() {
    const auto descriptor = take(9);
    if (!descriptor) return header_truncated();
    Frame frame;
    frame.left = little_endian_16(*descriptor, 0);
    frame.top = little_endian_16(*descriptor, 2);
    frame.width = little_endian_16(*descriptor, 4);
    frame.height = little_endian_16(*descriptor, 6);
    const auto flags = std::to_integer<unsigned>((*descriptor)[8]);
    frame.interlaced = (flags & interlaced) != 0;
    frame.palette = palette_;
    YOLOZU_TRY(read_table(flags, frame.palette));
    frame.pixels = rest_;
    return frame;
}

Result<Frame> GifReader::read_first_frame() {
    for (;;) {
        const auto block = take(1);
        if (!block) return header_truncated();
        switch (std::to_integer<unsigned>((*block)[0])) {
            case 0x21:
                YOLOZU_TRY(skip_extension());
                break;
            case 0x2C:
                return read_frame();
            case 0x3B:
                return Error(ErrorCode::malformed, "GIF without a picture");
            default:
                return Error(ErrorCode::malformed, fmt::format("corrupt GIF: a block of unknown type 0x{:02x}",
                                                               std::to_integer<unsigned>((*block)[0])));
        }
    }
}

Status check_frame(const Frame& frame, int width, int height) {
    if (frame.width == 0 || frame.height == 0)
        return Error(ErrorCode::malformed, "corrupt GIF: its first frame is empty");
    if (frame.left + frame.width > width || frame.top + frame.height > height)
        return Error(ErrorCode::malformed,
                     fmt::format("corrupt GIF: its first frame ends at {}, {}, outside its screen of {} x {}",
                                 frame.left + frame.width, frame.top + frame.height, width, height));
    return {};
}

Result<std::vector<std::uint8_t>> read_indices(const Frame& frame) {
    if (frame.pixels.empty()) return header_truncated();
    const auto root_bits = std::to_integer<unsigned>(frame.pixels[0]);
    if (root_bits < 1 || root_bits > 8)
        return Error(ErrorCode::malformed,
                     fmt::format("corrupt GIF: an LZW code size of {}, expected 1 to 8", root_bits));
    std::vector<std::uint8_t> indices(static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height));
    GifBits bits(frame.pixels.subspan(1));
    const std::size_t count = decode_gif_lzw(bits, root_bits, indices);
    if (count < indices.size())
        return Error(ErrorCode::malformed,
                     fmt::format("{} GIF: its pixels end after {} of {}", bits.truncated() ? "truncated" : "corrupt",
                                 count, indices.size()));
    return indices;
}

/// The stored order of an interlaced picture's rows: every 8th, the 4th between, the 2nd between, the rest.
std::vector<int> row_order(const Frame& frame) {
    struct Pass {
        int first, step;
    };
    constexpr Pass straight[] = {{0, 1}};
    constexpr Pass interlace[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
    std::vector<int> order;
    for (const Pass pass : frame.interlaced ? std::span<const Pass>(interlace) : std::span<const Pass>(straight))
        for (int y = pass.first; y < frame.height; y += pass.step) order.push_back(y);
    return order;
}

void paint(const Frame& frame, const std::vector<std::uint8_t>& indices, Image& image) {
    const std::uint8_t* index = indices.data();
    for (const int y : row_order(frame)) {
        std::uint8_t* rgb = image.row(frame.top + y) + std::ptrdiff_t{3} * frame.left;
        for (int x = 0; x < frame.width; ++x, ++index) rgb = std::copy_n(frame.palette[*index].data(), 3, rgb);
    }
}

void fill(Image& image, const Colour& colour) {
    std::uint8_t* const end = image.data() + image.height() * image.stride_bytes();
    for (std::uint8_t* rgb = image.data(); rgb != end;) rgb = std::copy_n(colour.data(), 3, rgb);
}

}  // namespace

Result<StoredImage> decode_gif(FileBytes file, const ImageReadOptions& options) {
    GifReader reader(file);
    YOLOZU_TRY(reader.read_screen());
    YOLOZU_ASSIGN(const Frame frame, reader.read_first_frame());
    // Some programs write no size of the screen; it is the frame's then.
    const int width = reader.width() != 0 ? reader.width() : frame.left + frame.width;
    const int height = reader.height() != 0 ? reader.height() : frame.top + frame.height;
    YOLOZU_TRY(check_dimensions(width, height, options));
    YOLOZU_TRY(check_frame(frame, width, height));
    YOLOZU_ASSIGN(const auto indices, read_indices(frame));
    StoredImage stored{Image(width, height)};
    if (frame.width != width || frame.height != height) fill(stored.pixels, reader.background());
    paint(frame, indices, stored.pixels);
    return stored;
}

}  // namespace yolozu
