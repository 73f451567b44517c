// SPDX-License-Identifier: Apache-2.0
//
// Every kernel of the engine at every level this machine runs, on one thread, on a shape that detectors have: time per
// call and how much of its memory (each buffer counted once) it goes through a second.
//
//   kernels_bench [PART-OF-A-KERNEL'S-NAME]
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/kernels/kernels.hpp"
#include "side_by_side.hpp"

namespace yolozu::bench {
namespace {

using namespace engine;

/// The buffers of one task.
class Memory {
public:
    template <class Element>
    Element* take(std::size_t count, Element value = Element{}) {
        auto storage = std::make_unique<std::vector<Line>>(count * sizeof(Element) / sizeof(Line) + 1);
        auto* const elements = reinterpret_cast<Element*>(storage->data());
        for (std::size_t index = 0; index < count; ++index)
            if constexpr (!std::is_same_v<Element, std::byte>)
                elements[index] = static_cast<Element>(value + static_cast<Element>(index % 7));
        buffers_.push_back(std::move(storage));
        bytes_ += count * sizeof(Element);
        return elements;
    }
    double bytes() const { return static_cast<double>(bytes_); }

private:
    struct alignas(64) Line {
        std::byte bytes[64];
    };
    std::vector<std::unique_ptr<std::vector<Line>>> buffers_;
    std::size_t bytes_ = 0;
};

// 80 x 80 pixels of 64 channels, the middle of a small detector.
constexpr std::size_t side = 80, pixels = side * side, channels = 64, elements = pixels * channels;
constexpr PictureStrides picture{elements, side* channels, channels};
constexpr WindowTask window{.batch = 1,
                            .height = side,
                            .width = side,
                            .output_height = side,
                            .output_width = side,
                            .kernel_height = 3,
                            .kernel_width = 3,
                            .pad_top = 1,
                            .pad_left = 1};

// Attention over 400 places: 400 x 64 by 64 x 400.
constexpr std::size_t attention_places = 400;

UnaryTask task_of(UnaryTask, Memory& memory, Isa) {
    return {.function = UnaryFunction::silu,
            .rows = 1,
            .length = elements,
            .x = memory.take(elements, -3.0F),
            .y = memory.take<float>(elements)};
}

BinaryTask task_of(BinaryTask task, Memory& memory, Isa) {
    task.extents[0] = elements;
    task.a_strides[0] = task.b_strides[0] = task.y_strides[0] = 1;
    task.a = memory.take<float>(elements);
    task.b = memory.take<float>(elements);
    task.y = memory.take<float>(elements);
    return task;
}

PoolTask task_of(PoolTask, Memory& memory, Isa) {
    return {.images = 1,
            .channels = channels,
            .x_height = side,
            .x_width = side,
            .y_height = side,
            .y_width = side,
            .kernel_height = 5,
            .kernel_width = 5,
            .pad_top = 2,
            .pad_left = 2,
            .pad_bottom = 2,
            .pad_right = 2,
            .x = memory.take<float>(elements),
            .x_strides = picture,
            .y = memory.take<float>(elements),
            .y_strides = picture};
}

ResizeNearestTask task_of(ResizeNearestTask, Memory& memory, Isa) {
    std::uint32_t* const places = memory.take<std::uint32_t>(side);
    for (std::uint32_t place = 0; place < side; ++place) places[place] = place / 2;
    return {.images = 1,
            .y_height = side,
            .y_width = side,
            .pixel_bytes = 4 * channels,
            .rows = places,
            .columns = places,
            .x = memory.take<std::byte>(elements),
            .x_strides = {elements, 2 * side * channels, 4 * channels},
            .y = memory.take<std::byte>(4 * elements),
            .y_strides = {4 * elements, 4 * side * channels, 4 * channels}};
}

ResizeLinearTask task_of(ResizeLinearTask, Memory& memory, Isa) {
    auto* const taps = reinterpret_cast<LinearTap*>(memory.take<std::uint32_t>(4 * side));
    for (std::uint32_t place = 0; place < side; ++place)
        taps[place] = {place / 2, std::min<std::uint32_t>(place / 2 + place % 2, side / 2 - 1), 0.75F, 0.25F};
    return {.images = 1,
            .channels = channels,
            .y_height = side,
            .y_width = side,
            .rows = taps,
            .columns = taps,
            .x = memory.take<float>(elements / 4),
            .x_strides = {elements / 4, side / 2 * channels, channels},
            .y = memory.take<float>(elements),
            .y_strides = picture};
}

SoftmaxTask task_of(SoftmaxTask, Memory& memory, Isa) {
    return {.outer = pixels,
            .n = channels,
            .x = {memory.take<float>(elements), channels, 1},
            .y = {memory.take<float>(elements), channels, 1}};
}

ExpectedValueTask task_of(ExpectedValueTask, Memory& memory, Isa) {
    return {.outer = elements / 16,
            .n = 16,
            .x = {memory.take<float>(elements), 16, 1},
            .weights = memory.take<float>(16),
            .y = memory.take<float>(elements / 16),
            .y_outer_stride = 1};
}

LayerNormTask task_of(LayerNormTask, Memory& memory, Isa) {
    return {.rows = pixels,
            .n = channels,
            .x = memory.take<float>(elements),
            .x_stride = channels,
            .scale = memory.take<float>(channels),
            .bias = memory.take<float>(channels),
            .y = memory.take<float>(elements),
            .y_stride = channels};
}

ReduceTask task_of(ReduceTask, Memory& memory, Isa) {
    return {.function = ReduceFunction::mean,
            .outer = 1,
            .n = pixels,
            .inner = channels,
            .x = {memory.take<float>(elements), elements, channels},
            .y = memory.take<float>(channels),
            .y_outer_stride = channels};
}

MinimumMaximumTask task_of(MinimumMaximumTask, Memory& memory, Isa) {
    return {.rows = 1,
            .length = elements,
            .x = memory.take<float>(elements),
            .smallest = memory.take<float>(elements / row_block + 1),
            .largest = memory.take<float>(elements / row_block + 1)};
}

PermuteTask task_of(PermuteTask, Memory& memory, Isa) {
    const std::size_t extents[] = {channels, pixels}, x_strides[] = {1, channels}, y_strides[] = {pixels, 1};
    return permute_task(4, extents, memory.take<std::byte>(4 * elements), x_strides,
                        memory.take<std::byte>(4 * elements), y_strides)
        .value();
}

CopyRowsTask task_of(CopyRowsTask, Memory& memory, Isa) {
    return {.rows = pixels,
            .row_bytes = 4 * channels,
            .x = memory.take<std::byte>(4 * elements),
            .x_stride = 4 * channels,
            .y = memory.take<std::byte>(8 * elements),
            .y_stride = 8 * channels};
}

QuantisationScale one_scale(Memory& memory) {
    return {.scale = memory.take(1, 0.25F), .zero_point = memory.take<std::int32_t>(1)};
}

QuantiseTask task_of(QuantiseTask, Memory& memory, Isa) {
    return {.by = one_scale(memory),
            .rows = 1,
            .length = elements,
            .x = memory.take<float>(elements),
            .y = memory.take<std::uint8_t>(elements)};
}

DequantiseTask task_of(DequantiseTask, Memory& memory, Isa) {
    return {.by = one_scale(memory),
            .rows = 1,
            .length = elements,
            .x = memory.take<std::uint8_t>(elements),
            .y = memory.take<float>(elements)};
}

LookupTask task_of(LookupTask, Memory& memory, Isa isa) {
    return {.rows = 1,
            .length = elements,
            .x = memory.take<std::uint8_t>(elements),
            .table = memory.take<std::uint8_t>(256),
            .in_registers = has_byte_lookups(isa),
            .y = memory.take<std::uint8_t>(elements)};
}

HalvesToFloatsTask task_of(HalvesToFloatsTask, Memory& memory, Isa) {
    return {.rows = 1,
            .length = elements,
            .x = memory.take<std::uint16_t>(elements, 0x3C00),
            .y = memory.take<float>(elements)};
}

FloatsToHalvesTask task_of(FloatsToHalvesTask, Memory& memory, Isa) {
    return {
        .rows = 1, .length = elements, .x = memory.take<float>(elements), .y = memory.take<std::uint16_t>(elements)};
}

ConvolutionTask task_of(ConvolutionTask task, Memory& memory, Isa isa) {
    task.window = window;
    task.tile = tile_of(isa);
    task.channels = task.columns = task.input_stride = task.output_stride = channels;
    task.input = memory.take<float>(elements);
    task.weights = memory.take<float>(window.taps() * channels * padded_columns(task.tile, channels));
    task.bias = memory.take<float>(padded_columns(task.tile, channels));
    task.zeros = memory.take<float>(channels);
    task.output = memory.take<float>(elements);
    task.tail.function = UnaryFunction::silu;
    cut_into_items(task);
    return task;
}

WinogradTask task_of(WinogradTask task, Memory& memory, Isa isa) {
    task.window = window;
    task.tile = tile_of(isa);
    task.channels = task.columns = task.input_stride = task.output_stride = channels;
    task.input = memory.take<float>(elements);
    task.weights = memory.take<float>(winograd_weight_count(task));
    task.bias = memory.take<float>(padded_columns(task.tile, channels));
    task.zeros = memory.take<float>(channels);
    task.output = memory.take<float>(elements);
    task.tail.function = UnaryFunction::silu;
    cut_into_items(task);
    return task;
}

FmaChainsTask task_of(FmaChainsTask, Memory& memory, Isa) {
    return {attention_places, 1000, 0.5F, 1.0F, memory.take<float>(attention_places)};
}

DepthwiseTask task_of(DepthwiseTask task, Memory& memory, Isa) {
    task.window = window;
    task.channels = task.input_stride = task.output_stride = channels;
    task.input = memory.take<float>(elements);
    task.weights = memory.take<float>(window.taps() * channels);
    task.bias = memory.take<float>(channels);
    task.output = memory.take<float>(elements);
    task.tail.function = UnaryFunction::silu;
    return task;
}

PackTask task_of(PackTask task, Memory& memory, Isa isa) {
    task.tile = tile_of(isa);
    task.depth = channels;
    task.columns = task.row_stride = attention_places;
    task.matrix = memory.take<float>(channels * attention_places);
    task.packed = memory.take<float>(channels * padded_columns(task.tile, attention_places));
    return task;
}

MultiplyTask task_of(MultiplyTask task, Memory& memory, Isa isa) {
    task.tile = tile_of(isa);
    task.rows = task.columns = task.y_stride = attention_places;
    task.depth = task.a_stride = channels;
    task.a = memory.take<float>(attention_places * channels);
    task.packed = memory.take<float>(channels * padded_columns(task.tile, attention_places));
    task.y = memory.take<float>(attention_places * attention_places);
    return task;
}

AttentionTask task_of(AttentionTask task, Memory& memory, Isa isa) {
    task.tile = tile_of(isa);
    task.rows = task.keys = attention_places;
    task.depth = task.columns = channels;
    task.q_stride = task.k_stride = task.v_stride = task.y_stride = channels;
    task.q = memory.take<float>(attention_places * channels);
    task.k = memory.take<float>(attention_places * channels);
    task.v = memory.take<float>(attention_places * channels);
    task.y = memory.take<float>(attention_places * channels);
    return task;
}

IntegerConvolutionTask task_of(IntegerConvolutionTask task, Memory& memory, Isa isa) {
    task.window = window;
    task.channels = task.columns = task.input_stride = task.output_stride = channels;
    task.input = memory.take<std::uint8_t>(elements);
    const IntegerWeights weights{.depth = window.taps() * channels, .columns = channels};
    const std::size_t width = tile_of(isa).width;
    task.by_bytes = has_byte_products(isa);
    task.weights = task.by_bytes ? static_cast<void*>(memory.take<std::uint8_t>(packed_bytes(weights, width)))
                                 : memory.take<std::int16_t>(packed_shorts(weights, width));
    task.weight_zero_points = memory.take<std::int32_t>(padded_columns(weights, width));
    task.weight_sums = memory.take<std::int32_t>(padded_columns(weights, width));
    task.output = memory.take<std::int32_t>(elements);
    return task;
}

template <class Task>
void measure(const char* name, Isa isa, void (*kernel)(const Task&, std::size_t, std::size_t, std::byte*)) {
    Memory memory;
    const Task task = task_of(Task{}, memory, isa);
    const double bytes = memory.bytes();
    std::byte* const scratch = memory.take<std::byte>(scratch_bytes(task));
    const Timings timings = alternate({[&] { kernel(task, 0, item_count(task), scratch); }}, 50)[0];
    std::printf("%-20s %-7s %10.1f us %8.1f GB/s\n", name, std::string(to_string(isa)).c_str(), timings.median() * 1e3,
                bytes / timings.median() / 1e6);
}

void measure_all(std::string_view wanted) {
    for (const Isa isa : supported_isas()) {
        const Kernels* const kernels = kernels_for(isa);
        if (kernels == nullptr) continue;
#define YOLOZU_MEASURE(name, Task) \
    if (std::string_view(#name).find(wanted) != std::string_view::npos) measure<Task>(#name, isa, kernels->name);
        YOLOZU_KERNELS(YOLOZU_MEASURE)
#undef YOLOZU_MEASURE
    }
}

}  // namespace
}  // namespace yolozu::bench

int main(int count, char** arguments) {
    yolozu::bench::measure_all(count > 1 ? arguments[1] : "");
}
