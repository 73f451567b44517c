// SPDX-License-Identifier: Apache-2.0
//
// Rows of `length` contiguous elements; strides in elements.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/isa.hpp"
#include "engine/kernels/tasks/items.hpp"

namespace yolozu::engine {

/// Scales and zero points. Those of element e of row r are number (r % rows) * row_stride + e * element_stride, where
/// element_stride is 0 or 1. The defaults mean one for everything.
struct QuantisationScale {
    const float* scale = nullptr;
    const std::int32_t* zero_point = nullptr;
    std::size_t rows = 1;  ///< at least 1
    std::size_t row_stride = 0, element_stride = 0;
};

enum class QuantisedType : std::uint8_t { uint8, int8, int32 };

/// y = saturate(round half to even(x / scale) + zero point); a NaN gives the smallest value. To uint8 or int8.
struct QuantiseTask {
    QuantisedType type = QuantisedType::uint8;
    QuantisationScale by{};
    std::size_t rows = 0, length = 0;
    const float* x = nullptr;
    std::size_t x_stride = 0;
    void* y = nullptr;
    std::size_t y_stride = 0;
};
constexpr std::size_t item_count(const QuantiseTask& task) {
    return block_count(task.rows, task.length);
}

/// y = (x - zero point) scale, from any of the types; the difference wraps around in int32.
struct DequantiseTask {
    QuantisedType type = QuantisedType::uint8;
    QuantisationScale by{};
    std::size_t rows = 0, length = 0;
    const void* x = nullptr;
    std::size_t x_stride = 0;
    float* y = nullptr;
    std::size_t y_stride = 0;
};
constexpr std::size_t item_count(const DequantiseTask& task) {
    return block_count(task.rows, task.length);
}

/// y[i] = table[x[i]] for bytes x; the table has 256 elements of the result's size.
struct LookupTask {
    std::size_t rows = 0, length = 0;
    const std::uint8_t* x = nullptr;
    std::size_t x_stride = 0;
    const void* table = nullptr;
    std::size_t element_size = 1;  ///< 1 or 4 bytes
    bool in_registers = false;     ///< the table's bytes; only where has_byte_lookups(the level)
    void* y = nullptr;
    std::size_t y_stride = 0;
};
constexpr std::size_t item_count(const LookupTask& task) {
    return block_count(task.rows, task.length);
}

/// Whether a level's kernel has instructions on this machine that look bytes up in a table in registers.
bool has_byte_lookups(Isa isa);

/// IEEE half floats to floats.
struct HalvesToFloatsTask {
    std::size_t rows = 0, length = 0;
    const std::uint16_t* x = nullptr;
    std::size_t x_stride = 0;
    float* y = nullptr;
    std::size_t y_stride = 0;
};
constexpr std::size_t item_count(const HalvesToFloatsTask& task) {
    return block_count(task.rows, task.length);
}

/// Floats to the nearest IEEE half floats, half to even.
struct FloatsToHalvesTask {
    std::size_t rows = 0, length = 0;
    const float* x = nullptr;
    std::size_t x_stride = 0;
    std::uint16_t* y = nullptr;
    std::size_t y_stride = 0;
};
constexpr std::size_t item_count(const FloatsToHalvesTask& task) {
    return block_count(task.rows, task.length);
}

}  // namespace yolozu::engine
