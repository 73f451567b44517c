// SPDX-License-Identifier: Apache-2.0
#include "decode/mask_builder.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace yolozu::decode {
namespace {

// The first pixel that is not before `edge`, 0 to `length`.
int first_pixel(double edge, int length) {
    return edge > 0 ? static_cast<int>(std::ceil(std::min(edge, static_cast<double>(length)))) : 0;
}

}  // namespace

PixelRectangle pixels_within(const Box& box, int picture_width, int picture_height) {
    return {first_pixel(box.x1, picture_width), first_pixel(box.y1, picture_height), first_pixel(box.x2, picture_width),
            first_pixel(box.y2, picture_height)};
}

void MaskBuilder::start(const Enlargement& enlargement, const PixelRectangle& pixels) {
    pixels_ = pixels;
    next_row_ = pixels.top;
    const auto width = static_cast<std::size_t>(pixels.right - pixels.left);
    for (std::vector<float>& row : enlarged_) row.resize(std::max(row.size(), in_whole_blocks(width)));
    bits_.resize(std::max(bits_.size(), in_whole_blocks(width) / map_block));
    runs_.clear();
    // One run a row is the usual.
    runs_.reserve(static_cast<std::size_t>(std::min(pixels.bottom - pixels.top, enlargement.rows.length())));
}

MaskBuilder::Elements MaskBuilder::elements(const Enlargement& enlargement) const {
    const BilinearAxis& columns = enlargement.columns;
    return {columns.place(pixels_.left), std::min(columns.place(pixels_.right - 1) + 2, columns.extent())};
}

bool MaskBuilder::needs(const Enlargement& enlargement, int map_row) const {
    return next_row_ < pixels_.bottom && enlargement.rows.place(next_row_) <= map_row;
}

void MaskBuilder::feed(const Enlargement& enlargement, const MapKernels& kernels, int map_row, const float* logits) {
    const BilinearAxis& rows = enlargement.rows;
    const auto width = static_cast<std::size_t>(pixels_.right - pixels_.left);
    kernels.spread(logits, enlargement.columns.from(pixels_.left), width,
                   enlarged_[static_cast<std::size_t>(map_row % 2)].data());
    for (; next_row_ < pixels_.bottom; ++next_row_) {
        const int upper = rows.place(next_row_), lower = std::min(upper + 1, rows.extent() - 1);
        if (lower > map_row) return;
        kernels.positive(
            {enlarged_[static_cast<std::size_t>(upper % 2)].data(),
             enlarged_[static_cast<std::size_t>(lower % 2)].data(), rows.near(next_row_), rows.far(next_row_)},
            width, bits_.data());
        add_runs(next_row_);
    }
}

// A run begins and ends where a bit differs from the one before it.
void MaskBuilder::add_runs(int row) {
    const auto words = in_whole_blocks(static_cast<std::size_t>(pixels_.right - pixels_.left)) / map_block;
    std::uint64_t before = 0;
    bool is_open = false;
    for (std::size_t index = 0; index < words; ++index) {
        const std::uint64_t word = bits_[index];
        for (std::uint64_t changes = word ^ (word << 1 | before); changes != 0; changes &= changes - 1) {
            const int column = pixels_.left + static_cast<int>(index * map_block) + std::countr_zero(changes);
            if (is_open)
                runs_.back().end = column;
            else
                runs_.push_back({row, column, pixels_.right});
            is_open = !is_open;
        }
        before = word >> (map_block - 1);
    }
}

Mask MaskBuilder::finish(int picture_width, int picture_height) {
    return Mask::from_runs(picture_width, picture_height, std::vector<Mask::Run>(runs_));
}

}  // namespace yolozu::decode
