// SPDX-License-Identifier: Apache-2.0
#include "cli/timestamp.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "base/file.hpp"
#include "base/parse_number.hpp"

namespace yolozu::cli {

Result<std::string> utc_timestamp() {
    std::time_t now = std::time(nullptr);
    if (const char* const epoch = std::getenv("SOURCE_DATE_EPOCH")) {
        constexpr std::time_t end_of_year_9999 = 253'402'300'799;
        const std::optional<std::time_t> seconds = parse_number<std::time_t>(epoch);
        if (!seconds || *seconds < 0 || *seconds > end_of_year_9999)
            return Error(ErrorCode::invalid_argument,
                         fmt::format("the environment's SOURCE_DATE_EPOCH '{}' is not a number of seconds since 1970",
                                     printable(std::string_view(epoch))));
        now = *seconds;
    }
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return std::string(text.data());
}

}  // namespace yolozu::cli
