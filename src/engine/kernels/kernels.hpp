// SPDX-License-Identifier: Apache-2.0
//
// The inner loops of the engine, compiled once for each vector level.
//
// A kernel does the items [begin, end) of a task. item_count(task) says how many there are; they may be done in any
// order, by any number of threads, split anywhere: the results have the same bits. scratch_bytes(task) says how much
// memory, aligned to 64 bytes and one's own, each concurrent call needs; where it is 0, nullptr will do.
//
// Tasks are plain data and are trusted: whoever makes one has checked that all it describes lies within its buffers.
// Results do not overlap operands, unless a task says that they may.
#pragma once

#include "base/isa.hpp"
#include "engine/kernels/tasks/attention.hpp"
#include "engine/kernels/tasks/convolution.hpp"
#include "engine/kernels/tasks/elementwise.hpp"
#include "engine/kernels/tasks/fma_chains.hpp"
#include "engine/kernels/tasks/integer_convolution.hpp"
#include "engine/kernels/tasks/matmul.hpp"
#include "engine/kernels/tasks/movement.hpp"
#include "engine/kernels/tasks/quantisation.hpp"
#include "engine/kernels/tasks/summaries.hpp"
#include "engine/kernels/tasks/windows.hpp"
#include "engine/kernels/tasks/winograd.hpp"

/// The one list of kernels: the table, the tests and the benchmarks are made from it.
#define YOLOZU_KERNELS(KERNEL)                          \
    KERNEL(unary, UnaryTask)                            \
    KERNEL(binary, BinaryTask)                          \
    KERNEL(pool, PoolTask)                              \
    KERNEL(resize_nearest, ResizeNearestTask)           \
    KERNEL(resize_linear, ResizeLinearTask)             \
    KERNEL(softmax, SoftmaxTask)                        \
    KERNEL(expected_value, ExpectedValueTask)           \
    KERNEL(integer_convolution, IntegerConvolutionTask) \
    KERNEL(layer_norm, LayerNormTask)                   \
    KERNEL(reduce, ReduceTask)                          \
    KERNEL(minimum_maximum, MinimumMaximumTask)         \
    KERNEL(permute, PermuteTask)                        \
    KERNEL(copy_rows, CopyRowsTask)                     \
    KERNEL(quantise, QuantiseTask)                      \
    KERNEL(dequantise, DequantiseTask)                  \
    KERNEL(lookup, LookupTask)                          \
    KERNEL(halves_to_floats, HalvesToFloatsTask)        \
    KERNEL(floats_to_halves, FloatsToHalvesTask)        \
    KERNEL(convolution, ConvolutionTask)                \
    KERNEL(winograd, WinogradTask)                      \
    KERNEL(depthwise, DepthwiseTask)                    \
    KERNEL(fma_chains, FmaChainsTask)                   \
    KERNEL(pack, PackTask)                              \
    KERNEL(multiply, MultiplyTask)                      \
    KERNEL(attention, AttentionTask)

namespace yolozu::engine {

struct Kernels {
#define YOLOZU_KERNEL_MEMBER(name, Task) \
    void (*name)(const Task& task, std::size_t begin, std::size_t end, std::byte* scratch);
    YOLOZU_KERNELS(YOLOZU_KERNEL_MEMBER)
#undef YOLOZU_KERNEL_MEMBER
};

/// The kernels of a level; nullptr for Isa::ref, where the reference evaluator does the work, and for levels of other
/// architectures. Whether the machine runs them is for the caller to know (supported_isas).
const Kernels* kernels_for(Isa isa);

/// Tasks without a function of their own need no scratch memory.
template <class Task>
constexpr std::size_t scratch_bytes(const Task&) {
    return 0;
}

}  // namespace yolozu::engine
