// SPDX-License-Identifier: Apache-2.0
//
// Counts every allocation of this test program.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "image/preprocess_support.hpp"
#include "yolozu/preprocess.hpp"

#if defined(__GNUC__) && !defined(__clang__)
// Where GCC inlines one of the operators below and not the other, it takes the pair for a mismatch.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace {

std::atomic<int> allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace yolozu {
namespace {

TEST(PreprocessMemory, AllocatesNothingForSizesSeenBefore) {
    const Image large(300, 200), small(90, 130);
    for (const Interpolation interpolation :
         {Interpolation::opencv_linear, Interpolation::opencv_cubic, Interpolation::opencv_warp,
          Interpolation::pillow_bilinear, Interpolation::pillow_bicubic, Interpolation::float_antialias}) {
        PreprocessSpec spec;
        spec.interpolation = interpolation;
        Preprocessor preprocessor(spec);
        Tensor input = test::make_input(DataType::float32, 1, 96, 96);
        const auto run_both = [&] {
            ASSERT_TRUE(preprocessor.run(large.view(), input.mutable_view()).ok());
            ASSERT_TRUE(preprocessor.run(small.view(), input.mutable_view()).ok());
        };
        const int before_first = allocations;
        run_both();
        const int before_second = allocations;
        run_both();
        EXPECT_EQ(allocations, before_second) << to_string(interpolation);
        EXPECT_GT(before_second, before_first) << "the counter does not count";
    }
}

}  // namespace
}  // namespace yolozu
