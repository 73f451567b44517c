// SPDX-License-Identifier: Apache-2.0
//
// What antialiasing resizers keep: filters with as many taps as the picture shrinks, and the rows filtered last.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "image/isa/row_kernels.hpp"

namespace yolozu::image {

/// The filter of one axis: for each output pixel a first source pixel, a count and the weights.
template <class Number>
class WideFilter {
public:
    /// Makes room for `width` output pixels of at most `largest_count` taps.
    void reserve(int width, int largest_count) {
        pitch_ = largest_count;
        firsts_.resize(static_cast<std::size_t>(width));
        counts_.resize(static_cast<std::size_t>(width));
        weights_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(largest_count));
    }
    /// Sets the span of an output pixel and returns its weights, to be set.
    Number* set_span(int x, int first, int count) {
        firsts_[static_cast<std::size_t>(x)] = first;
        counts_[static_cast<std::size_t>(x)] = count;
        return weights_.data() + x * pitch_;
    }

    int first(int x) const { return firsts_[static_cast<std::size_t>(x)]; }
    int count(int x) const { return counts_[static_cast<std::size_t>(x)]; }
    const Number* weights(int x) const { return weights_.data() + x * pitch_; }
    int largest_count() const { return static_cast<int>(pitch_); }
    WideTaps<Number> taps() const {
        return {firsts_.data(), counts_.data(), weights_.data(), pitch_, static_cast<int>(firsts_.size())};
    }

private:
    std::ptrdiff_t pitch_ = 0;
    std::vector<std::int32_t> firsts_, counts_;
    std::vector<Number> weights_;
};

/// The source rows that were filtered last. A picture that shrinks a thousandfold has more rows under a filter than are
/// worth keeping; those are made again.
template <class Number>
class RowCache {
public:
    void prepare(int rows, std::size_t row_size) {
        constexpr std::size_t most_numbers = std::size_t{4} << 20;
        const std::size_t affordable = std::max<std::size_t>(most_numbers / row_size, 1);
        source_rows_.resize(std::min(static_cast<std::size_t>(rows), affordable));
        numbers_.resize(source_rows_.size() * row_size);
        row_size_ = row_size;
        forget();
    }
    void forget() { std::ranges::fill(source_rows_, -1); }

    /// Row `y`, which make(numbers) writes if it is not there.
    template <class Make>
    const Number* row(int y, const Make& make) {
        const std::size_t slot = static_cast<std::size_t>(y) % source_rows_.size();
        Number* const numbers = numbers_.data() + slot * row_size_;
        if (source_rows_[slot] != y) make(numbers);
        source_rows_[slot] = y;
        return numbers;
    }

private:
    std::size_t row_size_ = 0;
    std::vector<int> source_rows_;
    std::vector<Number> numbers_;
};

}  // namespace yolozu::image
