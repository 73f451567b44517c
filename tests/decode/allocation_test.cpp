// SPDX-License-Identifier: Apache-2.0
//
// After the first call for a shape, decoding allocates nothing, however many detections come. Where the memory for the
// first call is not to be had, that is an error.
#include <gtest/gtest.h>

#include "decode/raw_output.hpp"
#include "support/allocations.hpp"

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
