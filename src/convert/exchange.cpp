// SPDX-License-Identifier: Apache-2.0
#include "convert/exchange.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "predictions/describe.hpp"
#include "predictions/json_reader.hpp"

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

std::string file_name_of(std::string_view key) {
    const std::string bytes = as_written(key);
    return bytes.substr(bytes.find_last_of("/\\") + 1);  // npos + 1 is 0
}

}  // namespace yolozu::convert
