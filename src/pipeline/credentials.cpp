// SPDX-License-Identifier: Apache-2.0
#include "pipeline/credentials.hpp"

namespace yolozu {

std::string without_credentials(std::string_view address) {
    constexpr std::string_view separator = "://";
    std::string without;
    for (std::size_t found; (found = address.find(separator)) != std::string_view::npos;) {
        without += address.substr(0, found + separator.size());
        address.remove_prefix(found + separator.size());
        const std::size_t at = address.substr(0, address.find_first_of("/?#|")).rfind('@');
        if (at != std::string_view::npos) address.remove_prefix(at + 1);
    }
    return without.append(address);
}

}  // namespace yolozu
