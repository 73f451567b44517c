// SPDX-License-Identifier: Apache-2.0
//
// Random pictures and tensors for the tests of preprocessing.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "base/isa.hpp"
#include "support/seed.hpp"
#include "yolozu/image.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::test {

inline bool machine_runs(Isa isa) {
    const std::span<const Isa> levels = supported_isas();
    return std::find(levels.begin(), levels.end(), isa) != levels.end();
}

/// A picture whose rows are `gap` bytes further apart than they must be, in memory that ends with its last pixel: a
/// sanitizer sees every read behind it.
struct StridedPicture {
    std::vector<std::uint8_t> bytes;
    ImageView view;

    StridedPicture(int width, int height, std::ptrdiff_t gap) {
        const std::ptrdiff_t stride = std::ptrdiff_t{3} * width + gap;
        bytes.resize(static_cast<std::size_t>(stride * (height - 1) + std::ptrdiff_t{3} * width));
        view = {bytes.data(), width, height, stride};
    }
    StridedPicture(const StridedPicture&) = delete;
    StridedPicture& operator=(const StridedPicture&) = delete;

    /// Noise, which the largest rounding errors come from.
    void fill_with_noise(std::mt19937& random) {
        for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    }
    /// Only 0 and 255: the ends of every range.
    void fill_with_extremes(std::mt19937& random) {
        for (std::uint8_t& byte : bytes) byte = random() % 2 == 0 ? 0 : 255;
    }
};

/// The picture of the scripts that make golden files: a linear congruential generator's high bytes.
inline Image generated_picture(int width, int height) {
    Image picture(width, height);
    std::uint32_t state = static_cast<std::uint32_t>(width) * 65'537U + static_cast<std::uint32_t>(height);
    const std::ptrdiff_t size = picture.stride_bytes() * height;
    for (std::ptrdiff_t i = 0; i < size; ++i) {
        state = state * 1'664'525U + 1'013'904'223U;
        picture.data()[i] = static_cast<std::uint8_t>(state >> 24);
    }
    return picture;
}

inline Tensor make_input(DataType type, std::int64_t batch, std::int64_t height, std::int64_t width,
                         bool channels_last = false) {
    const Shape shape = channels_last ? Shape{batch, height, width, 3} : Shape{batch, 3, height, width};
    Result<Tensor> tensor = Tensor::allocate(type, shape);
    EXPECT_TRUE(tensor.ok());
    return std::move(tensor).value();
}

}  // namespace yolozu::test
