// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>

namespace yolozu::test {

/// Damages bytes in one to `most` places: a byte changed, added, a few taken out, or a part of them put in once more.
std::string mutated(std::string bytes, std::size_t most, std::mt19937& random);

}  // namespace yolozu::test
