// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "decode/raw_output.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;

// An input of 64x32 has 8x4 cells at stride 8, 4x2 at stride 16 and 2x1 at stride 32.
constexpr std::int64_t anchors = 32 + 8 + 2;

std::vector<Detection> decode_anchor(std::size_t anchor, std::vector<float> row) {
    ModelInfo model = model_with(Head::yolox, 2);
    model.input_width = 64;
    model.input_height = 32;
    std::vector<float> values(7 * anchors);
    std::ranges::copy(row, values.begin() + static_cast<std::ptrdiff_t>(7 * anchor));
    return decode(model, {}, RawOutput(DataType::float32, {1, anchors, 7}, values));
}

TEST(YoloxHead, PlacesBoxesOnTheGridOfStrideEight) {
    // Cell 11 is column 3 of row 1; there is no half cell: (0.5 + 3) * 8 = 28, (0.25 + 1) * 8 = 10; exp(0) * 8 = 8.
    EXPECT_THAT(decode_anchor(11, {0.5F, 0.25F, 0, 0, 0.5F, 0.25F, 0.5F}),
                ElementsAre(Detection{24, 6, 32, 14, 0.25F, 1}));
}

TEST(YoloxHead, PlacesBoxesOnTheGridOfStrideSixteen) {
    // Cell 5 of the second grid is column 1 of row 1: (-0.5 + 1) * 16 = 8, (0 + 1) * 16 = 16.
    EXPECT_THAT(decode_anchor(32 + 5, {-0.5F, 0, 0, 0, 1, 0.5F, 0.25F}), ElementsAre(Detection{0, 8, 16, 24, 0.5F, 0}));
}

TEST(YoloxHead, PlacesBoxesOnTheGridOfStrideThirtyTwo) {
    // exp(0.6931472) is 2 in float32.
    EXPECT_THAT(decode_anchor(32 + 8 + 1, {0, 0.5F, 0.6931472F, 0, 1, 0.5F, 0.25F}),
                ElementsAre(Detection{0, 0, 64, 32, 0.5F, 0}));
}

TEST(YoloxHead, DropsBoxesWhoseSizeOverflows) {
    EXPECT_THAT(decode_anchor(3, {0, 0, 89, 0, 1, 1, 1}), testing::IsEmpty());
}

}  // namespace
}  // namespace yolozu::test
