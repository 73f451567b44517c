// SPDX-License-Identifier: Apache-2.0
//
// Where values lie while a plan runs, and the memory of one session that they lie in.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/thread_pool.hpp"
#include "engine/ir/graph.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::engine {

/// Where the first element of a value lies.
struct Place {
    enum class Kind : std::uint8_t {
        nowhere,   ///< an optional operand that is left out
        arena,     ///< `offset` bytes from the arena's beginning
        constant,  ///< `offset` bytes behind `data`
        input,     ///< in the graph's input number `index`, wherever the caller has it
        dynamic,   ///< the tensor number `index`, whose shape is known only while the plan runs
    };
    Kind kind = Kind::nowhere;
    std::size_t index = 0;
    std::size_t offset = 0;
    const void* data = nullptr;
};

/// A value as a step sees it. Elements are row-major, but between rows of the last axis there may be a gap: row_stride
/// elements lie between the beginnings of neighbouring rows.
struct Operand {
    DataType type = DataType::undefined;
    Shape shape;  ///< of dynamic operands: unknown, see Memory::view
    Place place;
    std::size_t row_stride = 0;

    bool present() const { return place.kind != Place::Kind::nowhere; }
    std::size_t row_length() const { return shape.rank() == 0 ? 1 : static_cast<std::size_t>(shape[shape.rank() - 1]); }
    std::size_t rows() const {
        std::int64_t product = 1;
        for (std::size_t axis = 0; axis + 1 < shape.rank(); ++axis) product *= shape[axis];
        return static_cast<std::size_t>(product);
    }
    std::size_t count() const { return static_cast<std::size_t>(shape.element_count()); }
    bool dense() const { return row_stride == row_length() || rows() <= 1; }
};

/// What one session owns: the arena, the dynamic tensors, scratch memory for each thread.
struct Memory {
    Tensor arena;
    std::vector<const void*> inputs;
    std::vector<Tensor> dynamic;        ///< memory that only grows
    std::vector<Shape> dynamic_shapes;  ///< of what they hold now
    std::uint64_t spare_bytes = 0;      ///< how much more the dynamic tensors may take
    Tensor scratch;                     ///< what all threads share, then a part for each thread
    std::size_t scratch_bytes = 0;      ///< of one thread, a multiple of the alignment
    std::size_t shared_scratch_bytes = 0;
    std::unique_ptr<ThreadPool> pool;

    const void* read(const Place& place) const;
    void* write(const Place& place);
    std::byte* scratch_of(std::size_t thread);
    std::byte* shared_scratch();
    /// The operand as a tensor; it must be dense.
    TensorView view(const Operand& operand) const;
};

template <class T = float>
const T* read(const Memory& memory, const Operand& operand) {
    return static_cast<const T*>(memory.read(operand.place));
}
template <class T = float>
T* write(Memory& memory, const Operand& operand) {
    return static_cast<T*>(memory.write(operand.place));
}

}  // namespace yolozu::engine
