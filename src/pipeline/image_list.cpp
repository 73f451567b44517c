// SPDX-License-Identifier: Apache-2.0
#include "pipeline/image_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <climits>
#include <string>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/lower_case.hpp"
#include "base/try.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t largest_list = std::int64_t{1} << 28;

/// PATH_MAX counts the byte that ends a path, so a path of so many bytes is refused by the system as too long.
constexpr std::size_t longest_path = PATH_MAX;

constexpr std::array<std::string_view, 8> header_names{"path",      "file",       "filename", "file_name",
                                                       "file_path", "image_path", "image",    "images"};

std::string_view next_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// "a.jpg,3" and "\"a, \"\"b\"\".jpg\",3": RFC 4180, but a field ends with its line.
std::string first_column(std::string_view line) {
    if (!line.starts_with('"')) return std::string(line.substr(0, line.find(',')));
    std::string field;
    for (std::size_t at = 1; at < line.size(); ++at) {
        if (line[at] == '"' && (at + 1 == line.size() || line[++at] != '"')) break;
        field += line[at];
    }
    return field;
}

FoundImage listed(std::string path, const fs::path& folder) {
    path.resize(std::min(path.size(), longest_path));
    return image_in_folder(folder, path.starts_with("./") ? path.substr(2) : path);
}

}  // namespace

std::vector<FoundImage> parse_image_list(std::string_view text, bool csv, const fs::path& folder) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    std::vector<FoundImage> images;
    for (bool first = true; !text.empty();) {
        const std::string_view line = next_line(text);
        std::string path = csv ? first_column(line) : std::string(line);
        if (path.empty()) continue;
        const bool header = first && csv && std::ranges::find(header_names, lower_case(path)) != header_names.end();
        first = false;
        if (!header) images.push_back(listed(std::move(path), folder));
    }
    return images;
}

Result<std::vector<FoundImage>> read_image_list(const fs::path& list) {
    const bool standard_input = list == "-";
    YOLOZU_ASSIGN(
        const std::vector<std::byte> bytes,
        in_file("list", list, standard_input ? read_standard_input(largest_list) : read_file(list, largest_list)));
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    std::vector<FoundImage> images =
        parse_image_list(text, lower_case(list.extension().native()) == ".csv", list.parent_path());
    if (images.empty()) return Error(ErrorCode::not_found, fmt::format("list '{}': names no images", printable(list)));
    return images;
}

}  // namespace yolozu
