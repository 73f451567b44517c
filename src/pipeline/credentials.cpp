// SPDX-License-Identifier: Apache-2.0
#include "pipeline/credentials.hpp"

namespace yolozu {

std::string without_credentials(std::string_view address) {
    const std::size_t scheme_end = address.find("://");
    if (scheme_end == std::string_view::npos) return std::string(address);
    const std::size_t host_begin = scheme_end + 3;
    const std::string_view authority =
        address.substr(host_begin, address.find_first_of("/?#", host_begin) - host_begin);
    const std::size_t at = authority.rfind('@');
    if (at == std::string_view::npos) return std::string(address);
    return std::string(address.substr(0, host_begin)).append(address.substr(host_begin + at + 1));
}

}  // namespace yolozu
