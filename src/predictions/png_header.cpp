// SPDX-License-Identifier: Apache-2.0
#include "predictions/png_header.hpp"

#include <array>
#include <string_view>
#include <system_error>

#include "base/file_beginning.hpp"

namespace yolozu {
namespace {

/// The signature, and the length and the name of the chunk that comes first.
constexpr std::string_view beginning("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16);
constexpr std::size_t header_size = 26;  // up to the colour type

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t number = 0;
    for (const char byte : bytes.substr(0, 4)) number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

}  // namespace

Result<PngHeader> read_png_header(const std::filesystem::path& path) {
    std::error_code cause;
    const std::filesystem::file_status status = std::filesystem::status(path, cause);
    if (status.type() == std::filesystem::file_type::not_found)
        return Error(ErrorCode::not_found, "there is no such file");
    if (!std::filesystem::is_regular_file(status)) return Error(ErrorCode::io, "is not a regular file");
    std::array<char, header_size> bytes{};
    const std::string_view text(bytes.data(), read_beginning(path, bytes));
    if (text.size() < header_size || !text.starts_with(beginning))
        return Error(ErrorCode::malformed, "is not a PNG file");
    const PngHeader header{big_endian(text.substr(16)), big_endian(text.substr(20)), bytes[24], bytes[25]};
    if (header.width == 0 || header.height == 0) return Error(ErrorCode::malformed, "is a PNG file without pixels");
    return header;
}

}  // namespace yolozu
