// SPDX-License-Identifier: Apache-2.0
#include "show/shrink.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace yolozu::show {
namespace {

/// Source pixels under pixel `index` of `length`, up to but not including the second.
std::array<int, 2> covered(int index, int length, int source_length) {
    const std::int64_t first = std::int64_t{index} * source_length / length;
    const std::int64_t end = (std::int64_t{index + 1} * source_length + length - 1) / length;
    return {static_cast<int>(first), static_cast<int>(end)};
}

}  // namespace

Image shrunk(const Image& image, int longest_side) {
    const int longest = std::max(image.width(), image.height());
    if (longest <= longest_side) return image;
    const auto scaled = [&](int side) {
        return std::max(1, static_cast<int>((std::int64_t{side} * longest_side + longest / 2) / longest));
    };
    Image result(scaled(image.width()), scaled(image.height()));
    for (int y = 0; y < result.height(); ++y) {
        const auto [top, bottom] = covered(y, result.height(), image.height());
        for (int x = 0; x < result.width(); ++x) {
            const auto [left, right] = covered(x, result.width(), image.width());
            std::array<std::uint64_t, 3> sums{};
            for (int row = top; row < bottom; ++row) {
                const std::uint8_t* pixel = image.row(row) + std::ptrdiff_t{3} * left;
                for (int column = left; column < right; ++column)
                    for (std::uint64_t& sum : sums) sum += *pixel++;
            }
            const auto count = static_cast<std::uint64_t>(bottom - top) * static_cast<std::uint64_t>(right - left);
            std::uint8_t* const target = result.row(y) + std::ptrdiff_t{3} * x;
            for (std::size_t channel = 0; channel < sums.size(); ++channel)
                target[channel] = static_cast<std::uint8_t>((sums[channel] + count / 2) / count);
        }
    }
    return result;
}

}  // namespace yolozu::show
