// SPDX-License-Identifier: Apache-2.0
#include "image/versions.hpp"

#include <jconfig.h>
#include <png.h>
#include <tiffio.h>
#include <webp/decode.h>

#include <string_view>

namespace yolozu {
namespace {

std::string webp_version() {
    const int packed = WebPGetDecoderVersion();
    return std::to_string(packed >> 16) + "." + std::to_string((packed >> 8) & 0xFF) + "." +
           std::to_string(packed & 0xFF);
}

std::string tiff_version() {
    // "LIBTIFF, Version 4.5.0\nCopyright ..."
    std::string_view text = TIFFGetVersion();
    text = text.substr(0, text.find('\n'));
    const std::size_t space = text.rfind(' ');
    return std::string(space == std::string_view::npos ? text : text.substr(space + 1));
}

#define YOLOZU_STRINGIFY_INNER(text) #text
#define YOLOZU_STRINGIFY(text) YOLOZU_STRINGIFY_INNER(text)

}  // namespace

std::vector<std::pair<std::string, std::string>> image_library_versions() {
    return {{"libjpeg-turbo", YOLOZU_STRINGIFY(LIBJPEG_TURBO_VERSION)},
            {"libpng", png_get_libpng_ver(nullptr)},
            {"libwebp", webp_version()},
            {"libtiff", tiff_version()}};
}

}  // namespace yolozu
