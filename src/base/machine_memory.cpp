// SPDX-License-Identifier: Apache-2.0
#include "base/machine_memory.hpp"

#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>

namespace yolozu {

std::uint64_t physical_memory() {
    const long pages = ::sysconf(_SC_PHYS_PAGES), page_bytes = ::sysconf(_SC_PAGESIZE);
    if (pages <= 0 || page_bytes <= 0) return UINT64_MAX;
    return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page_bytes);
}

std::size_t second_level_cache() {
    constexpr std::size_t common = std::size_t{512} << 10, least = std::size_t{128} << 10, most = std::size_t{4} << 20;
    long bytes = 0;
#ifdef _SC_LEVEL2_CACHE_SIZE
    static const long known = ::sysconf(_SC_LEVEL2_CACHE_SIZE);
    bytes = known;
#endif
    return bytes <= 0 ? common : std::clamp(static_cast<std::size_t>(bytes), least, most);
}

void give_free_memory_back() {
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

}  // namespace yolozu
