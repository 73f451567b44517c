// SPDX-License-Identifier: Apache-2.0
#include "support/mutation.hpp"

namespace yolozu::test {

std::string mutated(std::string bytes, std::size_t most, std::mt19937& random) {
    const auto below = [&](std::size_t limit) { return random() % limit; };
    for (std::size_t change = below(most) + 1; change > 0 && !bytes.empty(); --change) {
        const std::size_t position = below(bytes.size());
        switch (below(4)) {
            case 0:
                bytes[position] = static_cast<char>(random());
                break;
            case 1:
                bytes.insert(position, 1, static_cast<char>(random()));
                break;
            case 2:
                bytes.erase(position, below(4));
                break;
            default:
                bytes.insert(position, bytes.substr(below(bytes.size()), below(32)));
        }
    }
    return bytes;
}

}  // namespace yolozu::test
