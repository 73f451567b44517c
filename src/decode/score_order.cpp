// SPDX-License-Identifier: Apache-2.0
#include "decode/score_order.hpp"

#include <array>
#include <bit>

namespace yolozu::decode {
namespace {

constexpr int digit_bits = 8;
constexpr int digit_count = 4;
constexpr std::size_t digit_values = std::size_t{1} << digit_bits;
using Histograms = std::array<std::array<std::uint32_t, digit_values>, digit_count>;

// The bits of floats that are not negative grow with their values.
std::uint32_t falling_bits(float score) {
    return ~std::bit_cast<std::uint32_t>(score);
}

std::size_t digit(std::uint64_t key, int index) {
    return static_cast<std::size_t>(key >> (32 + index * digit_bits)) % digit_values;
}

// Moves the keys to their places by one digit; keys that agree in it keep their order.
void distribute(std::span<const std::uint64_t> keys, std::span<std::uint64_t> sorted, int digit_index,
                std::array<std::uint32_t, digit_values>& counts) {
    std::uint32_t place = 0;
    for (std::uint32_t& count : counts) {
        const std::uint32_t next = place + count;
        count = place;
        place = next;
    }
    for (const std::uint64_t key : keys) sorted[counts[digit(key, digit_index)]++] = key;
}

}  // namespace

void ScoreOrder::reserve(std::size_t count) {
    keys_.reserve(count);
    sorted_.reserve(count);
}

std::span<const std::uint64_t> ScoreOrder::sort(std::span<const Detection> detections) {
    keys_.clear();
    Histograms histograms{};
    for (std::size_t position = 0; position < detections.size(); ++position) {
        const std::uint64_t key = std::uint64_t{falling_bits(detections[position].score)} << 32 | position;
        keys_.push_back(key);
        for (int index = 0; index < digit_count; ++index)
            ++histograms[static_cast<std::size_t>(index)][digit(key, index)];
    }
    sorted_.resize(keys_.size());
    for (int index = 0; index < digit_count && !keys_.empty(); ++index) {
        auto& counts = histograms[static_cast<std::size_t>(index)];
        if (counts[digit(keys_.front(), index)] == keys_.size()) continue;  // all agree in this digit
        distribute(keys_, sorted_, index, counts);
        keys_.swap(sorted_);
    }
    return keys_;
}

}  // namespace yolozu::decode
