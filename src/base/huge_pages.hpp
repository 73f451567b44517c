// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace yolozu {

/// The size of the pages that large memory is better made of: walks through it then need few translations of
/// addresses, which cost most inside virtual machines.
constexpr std::size_t huge_page_bytes = std::size_t{2} << 20;

/// Asks the system for huge pages where memory that begins at a multiple of huge_page_bytes fills them whole. Before
/// the memory is first touched; the system may decline.
void prefer_huge_pages(void* memory, std::size_t bytes);

}  // namespace yolozu
