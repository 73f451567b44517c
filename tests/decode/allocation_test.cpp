// SPDX-License-Identifier: Apache-2.0
//
// After the first call for a shape, decoding allocates nothing, however many detections come. Where the memory for the
// first call is not to be had, that is an error.
#include <gtest/gtest.h>

#include "decode/head_cases.hpp"
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

class AllocationOfOtherHeads : public testing::TestWithParam<std::pair<Head, DataType>> {};

TEST_P(AllocationOfOtherHeads, HappensInTheFirstCallOnly) {
    std::mt19937 random(11);
    HeadCase item{.name = "", .model = small_model(GetParam().first), .real = GetParam().second};
    if (item.model.head == Head::yolov8) item.model.task = Task::obb;
    item.ids = DataType::int32;
    std::vector<RawOutput> empty;
    for (const RawOutput& output : random_outputs(item, random))
        empty.emplace_back(output.type(), output.shape(),
                           std::vector<float>(static_cast<std::size_t>(output.shape().element_count())));
    const std::vector<RawOutput> full = random_outputs(item, random);
    Result<HeadDecoder> decoder = HeadDecoder::create(item.model, {.score_threshold = 0.001});
    ASSERT_TRUE(decoder.ok()) << decoder.error().to_string();
    std::vector<Detection> detections;
    const std::vector<TensorView> empty_views = views_of(empty), full_views = views_of(full);

    ASSERT_TRUE(decoder->decode(empty_views, 0, detections).ok());
    const std::size_t after_first = allocations;
    std::size_t found = 0;
    for (const std::int64_t slot : {0, 1}) {
        ASSERT_TRUE(decoder->decode(full_views, slot, detections).ok());
        found += detections.size();
    }
    EXPECT_EQ(allocations, after_first);
    EXPECT_GT(found, 0);
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

std::vector<std::pair<Head, DataType>> other_heads() {
    std::vector<std::pair<Head, DataType>> heads;
    for (const DataType type : {DataType::float32, DataType::float16})
        for (const Head head : {Head::yolov8,
                                Head::ppyoloe,
                                Head::nanodet,
                                Head::nanodet_plus,
                                Head::fastestdet,
                                Head::yolo_fastestv2,
                                Head::end_to_end_obb,
                                Head::end_to_end_fractions,
                                Head::rtdetr_rows,
                                Head::nms_rows_class_score,
                                Head::nms_rows_score_class,
                                Head::boxes_scores,
                                Head::yolov7_maps,
                                Head::yolov3_maps,
                                Head::picodet_maps,
                                Head::damo_maps,
                                Head::detr,
                                Head::rtdetr,
                                Head::efficient_nms,
                                Head::paddle,
                                Head::mmdeploy,
                                Head::yolov3_zoo,
                                Head::yolozu_pose})
            heads.emplace_back(head, type);
    return heads;
}

INSTANTIATE_TEST_SUITE_P(Heads, AllocationOfOtherHeads, testing::ValuesIn(other_heads()));
INSTANTIATE_TEST_SUITE_P(Heads, Allocation, testing::Values(Head::yolov8, Head::yolov5, Head::end_to_end, Head::yolox));

}  // namespace
}  // namespace yolozu::test
