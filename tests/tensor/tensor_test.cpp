// SPDX-License-Identifier: Apache-2.0
#include "yolozu/tensor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "base/huge_pages.hpp"

namespace yolozu {
namespace {

using testing::HasSubstr;

TEST(Shape, CountsItsElements) {
    EXPECT_EQ(Shape({1, 3, 4, 5}).element_count(), 60);
    EXPECT_EQ(Shape().element_count(), 1);
    EXPECT_EQ(Shape({2, 0, 7}).element_count(), 0);
}

TEST(Shape, PrintsItself) {
    EXPECT_EQ(Shape({1, 84, 8400}).to_string(), "1x84x8400");
    EXPECT_EQ(Shape().to_string(), "scalar");
}

TEST(Shape, RefusesNegativeExtents) {
    const auto shape = Shape::from(std::array<std::int64_t, 2>{3, -1});
    ASSERT_FALSE(shape);
    EXPECT_THAT(shape.error().message(), HasSubstr("negative extent -1"));
}

TEST(Shape, RefusesTooManyDimensions) {
    const auto shape = Shape::from(std::array<std::int64_t, 9>{1, 1, 1, 1, 1, 1, 1, 1, 1});
    ASSERT_FALSE(shape);
    EXPECT_THAT(shape.error().message(), HasSubstr("9 dimensions, at most 8"));
}

TEST(Shape, RefusesAnOverflowingProduct) {
    const auto shape = Shape::from(std::array<std::int64_t, 3>{std::int64_t{1} << 40, std::int64_t{1} << 40, 1});
    ASSERT_FALSE(shape);
    EXPECT_THAT(shape.error().message(), HasSubstr("overflows"));
}

TEST(Tensor, IsAlignedAndZero) {
    auto tensor = Tensor::allocate(DataType::float32, {3, 5});
    ASSERT_TRUE(tensor);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor->view().data) % Tensor::alignment, 0U);
    EXPECT_EQ(tensor->size_bytes(), 60U);
    EXPECT_TRUE(std::ranges::all_of(tensor->view().as<float>(), [](float value) { return value == 0.0F; }));
}

TEST(Tensor, LargeOnesBeginWithAHugePage) {
    auto tensor = Tensor::allocate(DataType::uint8, {static_cast<std::int64_t>(2 * huge_page_bytes + 77)});
    ASSERT_TRUE(tensor);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor->view().data) % huge_page_bytes, 0U);
    EXPECT_TRUE(std::ranges::all_of(tensor->view().as<std::uint8_t>(), [](std::uint8_t value) { return value == 0; }));
    const Tensor moved = *std::move(tensor);
    EXPECT_EQ(moved.view().as<std::uint8_t>().back(), 0);
}

TEST(Tensor, RefusesATypeWithoutASize) {
    const auto tensor = Tensor::allocate(DataType::string, {3});
    ASSERT_FALSE(tensor);
    EXPECT_THAT(tensor.error().message(), HasSubstr("type string"));
}

TEST(Tensor, RefusesMoreThanTheAddressSpace) {
    const auto tensor = Tensor::allocate(DataType::float64, {std::numeric_limits<std::int64_t>::max() / 4});
    ASSERT_FALSE(tensor);
    EXPECT_THAT(tensor.error().message(), HasSubstr("too large"));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they end the program instead of answering
TEST(Tensor, RefusesMoreThanTheMemory) {
    const auto tensor = Tensor::allocate(DataType::uint8, {std::int64_t{1} << 60});
    ASSERT_FALSE(tensor);
    EXPECT_THAT(tensor.error().message(), HasSubstr("no memory"));
}
#endif

TEST(DataType, KnowsItsSizeAndName) {
    EXPECT_EQ(element_size(DataType::float16), 2U);
    EXPECT_EQ(element_size(DataType::int64), 8U);
    EXPECT_EQ(to_string(DataType::boolean), "bool");
}

}  // namespace
}  // namespace yolozu
