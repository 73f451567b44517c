// SPDX-License-Identifier: Apache-2.0
#include "convert/exchange.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "predictions/describe.hpp"

namespace yolozu::convert {

void Losses::add(std::string_view what, std::size_t count) {
    if (count == 0) return;
    const auto found = std::ranges::find(counts_, what, &std::pair<std::string, std::size_t>::first);
    if (found == counts_.end())
        counts_.emplace_back(what, count);
    else
        found->second += count;
}

std::vector<std::string> Losses::in_words() const {
    std::vector<std::string> words;
    for (const auto& [what, count] : counts_) words.push_back(fmt::format("{} x {}", count, what));
    return words;
}

Error about_image(std::string_view image, Error error) {
    return std::move(error).with_context(fmt::format("image {}", quote(image)));
}

std::string bytes_of_key(std::string_view key) {
    std::string bytes;
    while (!key.empty()) {
        const std::size_t length = std::max<std::size_t>(1, utf8_sequence_length(key));
        const std::string_view character = key.substr(0, length);
        const bool stands_for_byte = character >= "\xEE\xB2\x80" && character <= "\xEE\xB3\xBF";  // U+EC80 to U+ECFF
        if (length == 3 && stands_for_byte)
            bytes += static_cast<char>((static_cast<unsigned char>(character[1]) & 3U) << 6 |
                                       (static_cast<unsigned char>(character[2]) & 0x3FU));
        else
            bytes += character;
        key.remove_prefix(length);
    }
    return bytes;
}

std::string file_name_of(std::string_view key) {
    const std::string bytes = bytes_of_key(key);
    return bytes.substr(bytes.find_last_of("/\\") + 1);  // npos + 1 is 0
}

}  // namespace yolozu::convert
