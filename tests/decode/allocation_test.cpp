// SPDX-License-Identifier: Apache-2.0
//
// After the first call for a shape, decoding allocates nothing, however many detections come. Where the memory for the
// first call is not to be had, that is an error.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <new>

#include "decode/raw_output.hpp"

namespace {
std::size_t allocations = 0;
std::size_t largest_allocation = SIZE_MAX;  // larger ones fail

void* count_and_allocate(std::size_t size, std::size_t alignment) {
    ++allocations;
    if (size > largest_allocation) throw std::bad_alloc();
    const std::size_t rounded = (size + alignment) / alignment * alignment;
    if (void* const memory = std::aligned_alloc(alignment, rounded)) return memory;
    throw std::bad_alloc();
}
}  // namespace

void* operator new(std::size_t size) {
    return count_and_allocate(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return count_and_allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}

namespace yolozu::test {
namespace {

class Allocation : public testing::TestWithParam<Head> {};

TEST_P(Allocation, HappensInTheFirstCallOnly) {
    std::mt19937 random(11);
    const Shape shape = output_shape(GetParam(), 1, 9, 8400);
    const RawOutput empty(DataType::float32, shape,
                          std::vector<float>(static_cast<std::size_t>(shape.element_count())));
    const RawOutput full = random_output(GetParam(), DataType::float32, shape, {}, random);
    Result<HeadDecoder> decoder = HeadDecoder::create(model_with(GetParam(), 9), {.score_threshold = 0.001});
    ASSERT_TRUE(decoder.ok());
    std::vector<Detection> detections;
    const TensorView empty_view = empty.view(), full_view = full.view();

    const std::size_t before = allocations;
    ASSERT_TRUE(decoder->decode({&empty_view, 1}, 0, detections).ok());
    const std::size_t after_first = allocations;
    ASSERT_TRUE(decoder->decode({&full_view, 1}, 0, detections).ok());
    const std::size_t after_second = allocations;

    EXPECT_GT(after_first, before);
    EXPECT_EQ(after_second, after_first);
    EXPECT_FALSE(detections.empty());
}

TEST(DecodeErrors, NoMemory) {
    const Shape shape = output_shape(Head::yolov8, 1, 1, 8400);
    const RawOutput output(DataType::float32, shape, std::vector<float>(5 * 8400));
    Result<HeadDecoder> decoder = HeadDecoder::create(model_with(Head::yolov8, 1), {});
    ASSERT_TRUE(decoder.ok());
    std::vector<Detection> detections;
    const TensorView view = output.view();
    largest_allocation = 8400;
    const Status status = decoder->decode({&view, 1}, 0, detections);
    largest_allocation = SIZE_MAX;
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().to_string(), "no memory to decode output 'output0' (float32 1x5x8400)");
    EXPECT_TRUE(decoder->decode({&view, 1}, 0, detections).ok());
}

INSTANTIATE_TEST_SUITE_P(Heads, Allocation, testing::Values(Head::yolov8, Head::yolov5, Head::end_to_end, Head::yolox));

}  // namespace
}  // namespace yolozu::test
