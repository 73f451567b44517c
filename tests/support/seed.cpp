// SPDX-License-Identifier: Apache-2.0
#include "support/seed.hpp"

#include <charconv>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace yolozu::test {

unsigned random_seed() {
    const char* const text = std::getenv("YOLOZU_TEST_SEED");
    if (text == nullptr) return 5489;
    const std::string_view digits = text;
    unsigned seed = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seed);
    if (error != std::errc() || end != digits.data() + digits.size())
        throw std::runtime_error("YOLOZU_TEST_SEED is no number below 2^32");
    return seed;
}

}  // namespace yolozu::test
