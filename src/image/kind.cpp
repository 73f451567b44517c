// SPDX-License-Identifier: Apache-2.0
#include "image/kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace yolozu {
namespace {

using namespace std::string_view_literals;

struct Signature {
    std::size_t offset;
    std::string_view bytes;
    ImageKind kind;
};

constexpr Signature signatures[] = {
    {0, "\xFF\xD8\xFF"sv, ImageKind::jpeg}, {0, "\x89PNG\r\n\x1A\n"sv, ImageKind::png},
    {8, "WEBP"sv, ImageKind::webp},         {0, "II*\0"sv, ImageKind::tiff},
    {0, "MM\0*"sv, ImageKind::tiff},        {0, "II+\0"sv, ImageKind::tiff},  // BigTIFF
    {0, "MM\0+"sv, ImageKind::tiff},        {0, "GIF87a"sv, ImageKind::gif},
    {0, "GIF89a"sv, ImageKind::gif},        {0, "BM"sv, ImageKind::bmp},
};

bool has_at(std::string_view start, std::size_t offset, std::string_view bytes) {
    return start.size() >= offset && start.substr(offset, bytes.size()) == bytes;
}

/// "P1" to "P6" and white space or a comment; other text that begins with P is not a picture.
bool is_pnm(std::string_view start) {
    return start.size() >= 3 && start[0] == 'P' && start[1] >= '1' && start[1] <= '6' &&
           " \t\n\v\f\r#"sv.find(start[2]) != std::string_view::npos;
}

/// Of ISO's container for media: those of pictures begin with "he", "mi" or "ms" (HEIF) and "av" (AVIF).
bool is_picture_brand(std::string_view brand) {
    constexpr std::array beginnings{"he"sv, "mi"sv, "ms"sv, "avif"sv, "avis"sv};
    return std::ranges::any_of(beginnings, [&](std::string_view each) { return brand.starts_with(each); });
}

/// MP4 and QuickTime, Matroska and WebM, AVI.
bool is_video(std::string_view start) {
    return has_at(start, 4, "ftyp") || has_at(start, 0, "\x1A\x45\xDF\xA3"sv) ||
           (has_at(start, 0, "RIFF") && has_at(start, 8, "AVI "));
}

Error unknown_kind(std::string_view start) {
    std::string hex;
    for (const char byte : start.substr(0, 8)) hex += fmt::format(" {:02x}", static_cast<unsigned char>(byte));
    return {ErrorCode::malformed,
            fmt::format(
                "not a picture of a known kind (begins with{}); expected JPEG, PNG, WebP, TIFF, BMP, GIF or PNM", hex)};
}

}  // namespace

Result<ImageKind> image_kind(FileBytes file) {
    if (file.empty()) return Error(ErrorCode::malformed, "is empty, expected a picture");
    const std::string_view start(reinterpret_cast<const char*>(file.data()), std::min<std::size_t>(file.size(), 16));
    for (const Signature& signature : signatures) {
        if (signature.kind == ImageKind::webp && !has_at(start, 0, "RIFF")) continue;
        if (has_at(start, signature.offset, signature.bytes)) return signature.kind;
    }
    if (is_pnm(start)) return ImageKind::pnm;
    if (has_at(start, 4, "ftyp") && is_picture_brand(start.substr(8)))
        return Error(ErrorCode::unsupported, "HEIC and AVIF pictures are not supported; convert it to JPEG or PNG");
    if (is_video(start)) return Error(ErrorCode::unsupported, "is a video, whose frames are read with --video");
    return unknown_kind(start);
}

}  // namespace yolozu
