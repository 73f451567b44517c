// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/rows.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {
namespace {

template <class Element>
void look_up(const LookupTask& task, std::size_t begin, std::size_t end) {
    Element table[256];
    __builtin_memcpy(table, task.table, sizeof table);
    for_each_block(task.length, begin, end, [&](std::size_t row, std::size_t first, std::size_t count) {
        const std::uint8_t* const x = task.x + row * task.x_stride + first;
        Element* const y = static_cast<Element*>(task.y) + row * task.y_stride + first;
        for (std::size_t index = 0; index < count; ++index) y[index] = table[x[index]];
    });
}

#ifdef YOLOZU_BYTE_LOOKUPS
YOLOZU_BYTE_LOOKUPS void look_up_in_registers(const LookupTask& task, std::size_t begin, std::size_t end) {
    constexpr std::size_t step = Lanes::looked_up;
    const auto* const bytes = static_cast<const std::uint8_t*>(task.table);
    const Lanes::ByteTable table = Lanes::load_table(bytes);
    const std::size_t blocks = (task.length + row_block - 1) / row_block;
    for (std::size_t item = begin; item < end; ++item) {
        const std::size_t row = item / blocks, first = item % blocks * row_block;
        const std::size_t count = smaller(row_block, task.length - first);
        const std::uint8_t* const x = task.x + row * task.x_stride + first;
        std::uint8_t* const y = static_cast<std::uint8_t*>(task.y) + row * task.y_stride + first;
        std::size_t index = 0;
        for (; index + step <= count; index += step) Lanes::look_up(table, x + index, y + index);
        for (; index < count; ++index) y[index] = bytes[x[index]];
    }
}
#endif

}  // namespace

void lookup(const LookupTask& task, std::size_t begin, std::size_t end, std::byte* /*scratch*/) {
#ifdef YOLOZU_BYTE_LOOKUPS
    if (task.in_registers && task.element_size == 1) return look_up_in_registers(task, begin, end);
#endif
    if (task.element_size == 1)
        look_up<std::uint8_t>(task, begin, end);
    else
        look_up<float>(task, begin, end);
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
