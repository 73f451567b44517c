// SPDX-License-Identifier: Apache-2.0
//
// Every way of doing a convolution, for the layer shapes of small detectors, side by side on one thread: time per call
// and effective GFLOP/s (those of the plain definition). A star marks the way that a plan would choose.
//
//   convolutions_bench [LEVEL]
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kernels/kernels.hpp"
#include "engine/kernels/tasks/convolution_cost.hpp"
#include "side_by_side.hpp"

namespace yolozu::bench {
namespace {

using namespace engine;

struct Layer {
    std::size_t side, channels, columns;
};

constexpr Layer layers[] = {{160, 16, 16},  {80, 32, 32},  {80, 64, 64},  {80, 64, 80},  {80, 80, 80},
                            {40, 64, 64},   {40, 64, 80},  {40, 128, 64}, {40, 128, 80}, {20, 64, 64},
                            {20, 128, 128}, {20, 256, 64}, {52, 24, 24},  {26, 48, 48},  {13, 96, 96},
                            {10, 64, 64},   {80, 8, 8},    {40, 16, 16},  {320, 3, 16}};

/// The tensors of a layer, the same for every way; weights are as large as the largest of them needs, and there are so
/// many copies of them that none is in a near cache when its turn comes again, as in a network with many layers.
struct Operands {
    explicit Operands(const Layer& layer)
        : copy_size(winograd_points * layer.channels * (layer.columns + 64)),
          copies((std::size_t{4} << 20) / copy_size + 1),
          input(layer.side * layer.side * layer.channels, 0.5F),
          output(layer.side * layer.side * layer.columns),
          weights(copy_size * copies, 0.01F),
          bias(layer.columns + 64, 0.1F),
          zeros(layer.channels) {}
    const float* next_weights() { return weights.data() + next++ % copies * copy_size; }
    std::size_t copy_size, copies, next = 0;
    std::vector<float> input, output, weights, bias, zeros;
};

template <class Task>
Task task_for(const Layer& layer, Operands& operands, Isa isa) {
    Task task;
    task.window = {.batch = 1,
                   .height = layer.side,
                   .width = layer.side,
                   .output_height = layer.side,
                   .output_width = layer.side,
                   .kernel_height = 3,
                   .kernel_width = 3,
                   .pad_top = 1,
                   .pad_left = 1};
    task.tile = tile_of(isa);
    task.channels = task.input_stride = layer.channels;
    task.columns = task.output_stride = layer.columns;
    task.input = operands.input.data();
    task.bias = operands.bias.data();
    task.zeros = operands.zeros.data();
    task.output = operands.output.data();
    task.tail.function = UnaryFunction::silu;
    cut_into_items(task);
    return task;
}

void compare(const Layer& layer, const Kernels& kernels, Isa isa) {
    Operands operands(layer);
    auto direct = task_for<ConvolutionTask>(layer, operands, isa);
    auto winograd = task_for<WinogradTask>(layer, operands, isa);
    std::vector<std::byte> memory(std::max(scratch_bytes(direct), scratch_bytes(winograd)) + 64);
    std::byte* const scratch = memory.data() + (64 - reinterpret_cast<std::uintptr_t>(memory.data()) % 64);
    const std::vector<Timings> timings = alternate({[&] {
                                                        direct.weights = operands.next_weights();
                                                        kernels.convolution(direct, 0, item_count(direct), scratch);
                                                    },
                                                    [&] {
                                                        winograd.weights = operands.next_weights();
                                                        kernels.winograd(winograd, 0, item_count(winograd), scratch);
                                                    }},
                                                   40);
    const bool chosen = estimated_cycles(winograd) < estimated_cycles(direct);
    const double cycles[] = {estimated_cycles(direct), estimated_cycles(winograd)};
    const double flop = 18.0 * static_cast<double>(layer.side * layer.side * layer.channels * layer.columns);
    const std::string name = std::to_string(layer.side) + "x" + std::to_string(layer.side) + ", " +
                             std::to_string(layer.channels) + " -> " + std::to_string(layer.columns);
    std::printf("%-7s %-20s", std::string(to_string(isa)).c_str(), name.c_str());
    for (std::size_t way = 0; way < 2; ++way)
        std::printf("  %s %8.1f us (%9.0f cycles estimated) %6.1f GFLOP/s%s", way == 0 ? "convolution" : "winograd",
                    timings[way].median() * 1e3, cycles[way], flop / timings[way].median() / 1e6,
                    (way == 1) == chosen ? " *" : "  ");
    std::printf("\n");
}

void compare_all(std::string_view wanted) {
    for (const Isa isa : supported_isas())
        if (const Kernels* const kernels = kernels_for(isa);
            kernels != nullptr && (wanted.empty() || wanted == to_string(isa)))
            for (const Layer& layer : layers) compare(layer, *kernels, isa);
}

}  // namespace
}  // namespace yolozu::bench

int main(int count, char** arguments) {
    yolozu::bench::compare_all(count > 1 ? arguments[1] : "");
}
