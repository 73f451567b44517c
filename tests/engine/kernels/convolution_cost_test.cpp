// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/tasks/convolution_cost.hpp"

#include <gtest/gtest.h>

#include "engine/kernels/kernels.hpp"

namespace yolozu::engine {
namespace {

template <class Task>
double cycles(std::size_t side, std::size_t channels, std::size_t columns, Isa isa) {
    Task task;
    task.window = {.batch = 1,
                   .height = side,
                   .width = side,
                   .output_height = side,
                   .output_width = side,
                   .kernel_height = 3,
                   .kernel_width = 3,
                   .pad_top = 1,
                   .pad_left = 1};
    task.channels = channels;
    task.columns = columns;
    task.tile = tile_of(isa);
    cut_into_items(task);
    return estimated_cycles(task);
}

bool winograd_pays(std::size_t side, std::size_t channels, std::size_t columns, Isa isa) {
    return cycles<WinogradTask>(side, channels, columns, isa) < cycles<ConvolutionTask>(side, channels, columns, isa);
}

TEST(ConvolutionCost, ManyChannelsAndPixelsAreForWinograd) {
    for (const Isa isa : {Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon}) {
        SCOPED_TRACE(to_string(isa));
        EXPECT_TRUE(winograd_pays(80, 64, 64, isa));
        EXPECT_TRUE(winograd_pays(40, 128, 80, isa));
        EXPECT_TRUE(winograd_pays(20, 128, 128, isa));
    }
}

TEST(ConvolutionCost, FewChannelsOrPixelsAreNot) {
    for (const Isa isa : {Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon}) {
        SCOPED_TRACE(to_string(isa));
        EXPECT_FALSE(winograd_pays(320, 1, 16, isa));
        EXPECT_FALSE(winograd_pays(4, 512, 512, isa));
    }
}

TEST(ConvolutionCost, GrowsWithTheWork) {
    for (const Isa isa : {Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon}) {
        SCOPED_TRACE(to_string(isa));
        EXPECT_LT(cycles<ConvolutionTask>(40, 64, 64, isa), cycles<ConvolutionTask>(80, 64, 64, isa));
        EXPECT_LT(cycles<ConvolutionTask>(40, 64, 64, isa), cycles<ConvolutionTask>(40, 128, 64, isa));
        EXPECT_LT(cycles<WinogradTask>(40, 64, 64, isa), cycles<WinogradTask>(80, 64, 64, isa));
        EXPECT_LT(cycles<WinogradTask>(40, 64, 64, isa), cycles<WinogradTask>(40, 64, 128, isa));
    }
}

}  // namespace
}  // namespace yolozu::engine
