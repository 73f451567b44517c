// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/rows.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {
namespace {

Floats load_halves(const std::uint16_t* from, Whole) {
    return Lanes::load_half(from);
}
Floats load_halves(const std::uint16_t* from, Part part) {
    std::uint16_t buffer[Lanes::width] = {};
    __builtin_memcpy(buffer, from, part.count * sizeof *buffer);
    return Lanes::load_half(buffer);
}
void store_halves(std::uint16_t* to, Floats value, Whole) {
    Lanes::store_half(to, value);
}
void store_halves(std::uint16_t* to, Floats value, Part part) {
    std::uint16_t buffer[Lanes::width];
    Lanes::store_half(buffer, value);
    __builtin_memcpy(to, buffer, part.count * sizeof *buffer);
}

}  // namespace

void halves_to_floats(const HalvesToFloatsTask& task, std::size_t begin, std::size_t end, std::byte*) {
    for_each_block(task.length, begin, end, [&](std::size_t row, std::size_t first, std::size_t count) {
        const std::uint16_t* const x = task.x + row * task.x_stride + first;
        float* const y = task.y + row * task.y_stride + first;
        for_each_vector(count,
                        [&](std::size_t index, auto part) { part.store(y + index, load_halves(x + index, part)); });
    });
}

void floats_to_halves(const FloatsToHalvesTask& task, std::size_t begin, std::size_t end, std::byte*) {
    for_each_block(task.length, begin, end, [&](std::size_t row, std::size_t first, std::size_t count) {
        const float* const x = task.x + row * task.x_stride + first;
        std::uint16_t* const y = task.y + row * task.y_stride + first;
        for_each_vector(count,
                        [&](std::size_t index, auto part) { store_halves(y + index, part.load(x + index), part); });
    });
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
