// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/quantised_elements.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {
namespace {

/// The scales and zero points of a block: one for all its elements or one for each.
class BlockScale {
public:
    BlockScale(const QuantisationScale& of, std::size_t row, std::size_t first) : each_(of.element_stride != 0) {
        const std::size_t start = row % of.rows * of.row_stride + (each_ ? first : 0);
        scale_ = of.scale + start;
        zero_point_ = of.zero_point + start;
        one_scale_ = Lanes::splat(*scale_);
        one_zero_point_ = Lanes::splat(*zero_point_);
    }
    template <class Extent>
    Floats scale(std::size_t index, Extent part) const {
        return each_ ? part.load(scale_ + index) : one_scale_;
    }
    template <class Extent>
    Integers zero_point(std::size_t index, Extent part) const {
        return each_ ? load_elements(zero_point_ + index, part) : one_zero_point_;
    }

private:
    bool each_;
    const float* scale_;
    const std::int32_t* zero_point_;
    Floats one_scale_;
    Integers one_zero_point_;
};

template <class Element>
void quantise_to(const QuantiseTask& task, std::size_t begin, std::size_t end) {
    for_each_block(task.length, begin, end, [&](std::size_t row, std::size_t first, std::size_t count) {
        const BlockScale by(task.by, row, first);
        const float* const x = task.x + row * task.x_stride + first;
        Element* const y = static_cast<Element*>(task.y) + row * task.y_stride + first;
        for_each_vector(count, [&](std::size_t index, auto part) {
            const Integers steps = quantised(part.load(x + index), by.scale(index, part), by.zero_point(index, part));
            store_elements(y + index, steps, part);
        });
    });
}

template <class Element>
void dequantise_from(const DequantiseTask& task, std::size_t begin, std::size_t end) {
    for_each_block(task.length, begin, end, [&](std::size_t row, std::size_t first, std::size_t count) {
        const BlockScale by(task.by, row, first);
        const Element* const x = static_cast<const Element*>(task.x) + row * task.x_stride + first;
        float* const y = task.y + row * task.y_stride + first;
        for_each_vector(count, [&](std::size_t index, auto part) {
            const Integers steps = Lanes::subtract(load_elements(x + index, part), by.zero_point(index, part));
            part.store(y + index, Lanes::to_floats(steps) * by.scale(index, part));
        });
    });
}

}  // namespace

void quantise(const QuantiseTask& task, std::size_t begin, std::size_t end, std::byte*) {
    if (task.type == QuantisedType::uint8)
        quantise_to<std::uint8_t>(task, begin, end);
    else
        quantise_to<std::int8_t>(task, begin, end);
}

void dequantise(const DequantiseTask& task, std::size_t begin, std::size_t end, std::byte*) {
    switch (task.type) {
        case QuantisedType::uint8:
            return dequantise_from<std::uint8_t>(task, begin, end);
        case QuantisedType::int8:
            return dequantise_from<std::int8_t>(task, begin, end);
        case QuantisedType::int32:
            return dequantise_from<std::int32_t>(task, begin, end);
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
