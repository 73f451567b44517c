// SPDX-License-Identifier: Apache-2.0
#include "image/exif.hpp"

#include <cstdint>
#include <cstring>
#include <optional>

namespace yolozu {
namespace {

constexpr std::uint32_t orientation_tag = 0x0112;
constexpr std::uint32_t type_short = 3;
constexpr std::uint32_t type_long = 4;
constexpr std::size_t entry_bytes = 12;

/// Numbers of a TIFF structure, in the byte order that its header names; nothing where the bytes end.
class TiffBytes {
public:
    TiffBytes(std::span<const std::byte> bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}

    std::optional<std::uint32_t> number(std::size_t offset, std::size_t size) const {
        if (offset > bytes_.size() || bytes_.size() - offset < size) return std::nullopt;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t place = big_endian_ ? i : size - 1 - i;
            value = value << 8 | std::to_integer<std::uint32_t>(bytes_[offset + place]);
        }
        return value;
    }

private:
    std::span<const std::byte> bytes_;
    bool big_endian_;
};

bool begins_with(std::span<const std::byte> bytes, const char* text, std::size_t size) {
    return bytes.size() >= size && std::memcmp(bytes.data(), text, size) == 0;
}

/// The value of a directory entry of one SHORT (as EXIF says) or one LONG (as some programs write).
std::optional<std::uint32_t> entry_value(const TiffBytes& tiff, std::size_t entry) {
    const auto type = tiff.number(entry + 2, 2);
    const auto count = tiff.number(entry + 4, 4);
    if (!count || *count != 1) return std::nullopt;
    if (*type == type_short) return tiff.number(entry + 8, 2);
    if (*type == type_long) return tiff.number(entry + 8, 4);
    return std::nullopt;
}

std::optional<std::uint32_t> find_orientation(const TiffBytes& tiff) {
    const auto directory = tiff.number(4, 4);
    if (!directory) return std::nullopt;
    const auto count = tiff.number(*directory, 2);
    if (!count) return std::nullopt;
    for (std::uint32_t i = 0; i < *count; ++i) {
        const std::size_t entry = std::size_t{*directory} + 2 + i * entry_bytes;
        const auto tag = tiff.number(entry, 2);
        if (!tag) return std::nullopt;
        if (*tag == orientation_tag) return entry_value(tiff, entry);
    }
    return std::nullopt;
}

}  // namespace

int exif_orientation(std::span<const std::byte> exif) {
    if (begins_with(exif, "Exif\0\0", 6)) exif = exif.subspan(6);
    const bool big_endian = begins_with(exif, "MM\0*", 4);
    if (!big_endian && !begins_with(exif, "II*\0", 4)) return 1;
    const auto value = find_orientation(TiffBytes(exif, big_endian));
    return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
}

}  // namespace yolozu
