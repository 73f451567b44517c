// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "decode/raw_output.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

std::vector<Detection> decode_rows(const std::vector<float>& values, int class_count = 80,
                                   const DecodeOptions& options = {}) {
    return decode(model_with(Head::end_to_end, class_count), options,
                  RawOutput(DataType::float32, {1, static_cast<std::int64_t>(values.size() / 6), 6}, values));
}

TEST(EndToEndHead, SortsRowsByScoreAndSuppressesNothing) {
    EXPECT_THAT(
        decode_rows({1, 2, 3, 4, 0.5F, 7, 1, 2, 3, 4, 0.75F, 7, 1, 2, 3, 4, 0.5F, 6}),
        ElementsAre(Detection{1, 2, 3, 4, 0.75F, 7}, Detection{1, 2, 3, 4, 0.5F, 7}, Detection{1, 2, 3, 4, 0.5F, 6}));
}

TEST(EndToEndHead, CutsAfterSorting) {
    const std::vector<float> rows{1, 2, 3, 4, 0.5F, 7, 1, 2, 3, 4, 0.75F, 7};
    EXPECT_THAT(decode_rows(rows, 80, {.max_detections = 1}), ElementsAre(Detection{1, 2, 3, 4, 0.75F, 7}));
    EXPECT_THAT(decode_rows(rows, 80, {.max_detections = 0}), IsEmpty());
}

TEST(EndToEndHead, DropsPaddingEvenAtThresholdZero) {
    EXPECT_THAT(decode_rows({0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 0, 0}, 80, {.score_threshold = 0}),
                ElementsAre(Detection{0, 0, 5, 5, 0, 0}));
}

TEST(EndToEndHead, CutsClassIdsTowardsZero) {
    EXPECT_THAT(decode_rows({1, 2, 3, 4, 0.5F, 2.99F}), ElementsAre(Detection{1, 2, 3, 4, 0.5F, 2}));
    EXPECT_THAT(decode_rows({1, 2, 3, 4, 0.5F, -0.75F}), ElementsAre(Detection{1, 2, 3, 4, 0.5F, 0}));
}

TEST(EndToEndHead, DropsRowsWithoutAClass) {
    for (const float class_id : {-1.0F, -7.5F, nan, infinity, -infinity, 80.0F, 3e38F})
        EXPECT_THAT(decode_rows({1, 2, 3, 4, 0.5F, class_id}), IsEmpty()) << class_id;
}

TEST(EndToEndHead, LimitsClassIdsByTheirTypeWhereTheClassCountIsUnknown) {
    EXPECT_THAT(decode_rows({1, 2, 3, 4, 0.5F, 12345.0F}, 0), ElementsAre(Detection{1, 2, 3, 4, 0.5F, 12345}));
    EXPECT_THAT(decode_rows({1, 2, 3, 4, 0.5F, 0x1p31F}, 0), IsEmpty());
}

TEST(EndToEndHead, DropsWhatIsNotFinite) {
    for (const float value : {nan, infinity, -infinity})
        for (std::size_t feature = 0; feature < 5; ++feature) {
            std::vector<float> row{1, 2, 3, 4, 0.5F, 7};
            row[feature] = value;
            EXPECT_THAT(decode_rows(row), IsEmpty()) << "feature " << feature;
        }
}

TEST(EndToEndHead, KeepsOnlyTheClassesAskedFor) {
    EXPECT_THAT(
        decode_rows({1, 2, 3, 4, 0.75F, 7, 1, 2, 3, 4, 0.5F, 6}, 80, {.max_detections = 1, .keep_classes = {6}}),
        ElementsAre(Detection{1, 2, 3, 4, 0.5F, 6}));
}

TEST(EndToEndHead, ReadsHalfPrecision) {
    const RawOutput output(DataType::float16, {1, 1, 6}, {1, 2, 3, 4, 0.5F, 7});
    EXPECT_THAT(decode(model_with(Head::end_to_end, 80), {}, output), ElementsAre(Detection{1, 2, 3, 4, 0.5F, 7}));
}

}  // namespace
}  // namespace yolozu::test
