// SPDX-License-Identifier: Apache-2.0
#include "base/huge_pages.hpp"

#include <sys/mman.h>

namespace yolozu {

void prefer_huge_pages(void* memory, std::size_t bytes) {
    const std::size_t whole = bytes / huge_page_bytes * huge_page_bytes;
    // Declined or not, the memory is the same.
    if (whole > 0) static_cast<void>(::madvise(memory, whole, MADV_HUGEPAGE));
}

}  // namespace yolozu
