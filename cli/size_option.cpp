// SPDX-License-Identifier: Apache-2.0
#include "cli/size_option.hpp"

#include "base/parse_number.hpp"

namespace yolozu::cli {
namespace {

std::optional<int> side(std::string_view text) {
    const std::optional<int> pixels = parse_number<int>(text);
    return pixels && *pixels >= 1 && *pixels <= 65'536 ? pixels : std::nullopt;
}

}  // namespace

std::optional<std::pair<int, int>> parse_size(std::string_view text) {
    const std::size_t cross = text.find('x');
    const std::optional<int> width = side(text.substr(0, cross));
    const std::optional<int> height = cross == std::string_view::npos ? width : side(text.substr(cross + 1));
    return width && height ? std::optional(std::pair(*width, *height)) : std::nullopt;
}

}  // namespace yolozu::cli
