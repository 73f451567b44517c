// SPDX-License-Identifier: Apache-2.0
#include "image/tensor_target.hpp"

#include <algorithm>
#include <cstring>

#include "image/preprocess_normalise.hpp"

namespace yolozu::image {
namespace {

Element element_of(DataType type) {
    switch (type) {
        case DataType::float16:
            return Element::float16;
        case DataType::uint8:
            return Element::uint8;
        default:
            return Element::float32;
    }
}

}  // namespace

TensorTarget::TensorTarget(const MutableTensorView& input, std::int64_t batch_index, const PreprocessSpec& spec,
                           std::vector<std::byte>& planes)
    : element_(element_of(input.type)), channels_last_(spec.channels_last) {
    const auto element_bytes = static_cast<std::ptrdiff_t>(element_size(input.type));
    const std::int64_t height = input.shape[channels_last_ ? 1 : 2], width = input.shape[channels_last_ ? 2 : 3];
    pixel_bytes_ = channels_last_ ? 3 * element_bytes : element_bytes;
    row_bytes_ = width * pixel_bytes_;
    const std::ptrdiff_t channel_bytes = channels_last_ ? element_bytes : height * row_bytes_;
    auto* const slot = static_cast<std::byte*>(input.data) + batch_index * 3 * height * width * element_bytes;
    for (int channel = 0; channel < 3; ++channel) starts_[channel] = slot + plane_of(spec, channel) * channel_bytes;
    if (!channels_last_) return;
    beside_pitch_ = width * element_bytes;
    planes.resize(static_cast<std::size_t>(3 * beside_pitch_));
    beside_ = planes.data();
}

TensorTarget TensorTarget::at(int x, int y) const {
    TensorTarget moved = *this;
    for (int channel = 0; channel < 3; ++channel) moved.starts_[channel] = start_of(channel, x, y);
    return moved;
}

TensorRow TensorTarget::row_of_planes(int y) const {
    TensorRow row;
    for (int channel = 0; channel < 3; ++channel) row.planes[channel] = start_of(channel, 0, y);
    row.element = element_;
    return row;
}

TensorRow TensorTarget::row_beside() const {
    TensorRow row;
    for (int channel = 0; channel < 3; ++channel) row.planes[channel] = beside_ + channel * beside_pitch_;
    row.element = element_;
    return row;
}

template <class Number>
void TensorTarget::interleave_row(int y, int width) const {
    for (int channel = 0; channel < 3; ++channel) {
        auto* const target = reinterpret_cast<Number*>(start_of(channel, 0, y));
        const auto* const plane = reinterpret_cast<const Number*>(beside_ + channel * beside_pitch_);
        for (int x = 0; x < width; ++x) target[3 * x] = plane[x];
    }
}

void TensorTarget::interleave(int y, int width) const {
    switch (element_) {
        case Element::float32:
            return interleave_row<float>(y, width);
        case Element::float16:
            return interleave_row<std::uint16_t>(y, width);
        case Element::uint8:
            return interleave_row<std::uint8_t>(y, width);
    }
}

template <class Number>
void TensorTarget::fill_row_with(int left, int y, int width, int channel, Number value) const {
    auto* const row = reinterpret_cast<Number*>(start_of(channel, left, y));
    const std::ptrdiff_t step = channels_last_ ? 3 : 1;
    for (int x = 0; x < width; ++x) row[step * x] = value;
}

void TensorTarget::fill_row(int left, int y, int width, int channel, float value) const {
    switch (element_) {
        case Element::float32:
            return fill_row_with(left, y, width, channel, value);
        case Element::float16:
            return fill_row_with(left, y, width, channel, half_from_float(value));
        case Element::uint8:
            return fill_row_with(left, y, width, channel, static_cast<std::uint8_t>(value));
    }
}

void TensorTarget::fill(int left, int top, int width, int height, const float (&values)[3]) const {
    if (width <= 0 || height <= 0) return;
    for (int channel = 0; channel < 3; ++channel) fill_row(left, top, width, channel, values[channel]);
    const auto copy_down = [&](std::byte* first) {
        const std::size_t bytes = static_cast<std::size_t>(width * pixel_bytes_);
        for (int y = 1; y < height; ++y) std::memcpy(first + y * row_bytes_, first, bytes);
    };
    if (channels_last_) return copy_down(std::min(start_of(0, left, top), start_of(2, left, top)));
    for (int channel = 0; channel < 3; ++channel) copy_down(start_of(channel, left, top));
}

}  // namespace yolozu::image
