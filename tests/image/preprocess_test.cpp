// SPDX-License-Identifier: Apache-2.0
#include "yolozu/preprocess.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "image/preprocess_support.hpp"
#include "support/seed.hpp"

namespace yolozu {
namespace {

using test::make_input;
using test::StridedPicture;

/// A picture of all 256 levels in a row: red rises, green falls, blue is red with its bits turned.
Image all_levels() {
    Image picture(256, 1);
    for (int x = 0; x < 256; ++x) {
        picture.data()[3 * x] = static_cast<std::uint8_t>(x);
        picture.data()[3 * x + 1] = static_cast<std::uint8_t>(255 - x);
        picture.data()[3 * x + 2] = static_cast<std::uint8_t>(x ^ 0x55);
    }
    return picture;
}

/// What the specification says, written down once more.
float expected_value(const PreprocessSpec& spec, std::uint8_t level, std::size_t plane) {
    const float scaled = static_cast<float>(level) / spec.divisor;
    const float centred = scaled - spec.mean[plane];
    return centred / spec.deviation[plane];
}

void expect_exact_values(PreprocessSpec spec) {
    const Image picture = all_levels();
    for (const ChannelOrder order : {ChannelOrder::rgb, ChannelOrder::bgr}) {
        spec.order = order;
        Tensor input = make_input(DataType::float32, 1, 1, 256);
        Tensor half_input = make_input(DataType::float16, 1, 1, 256);
        Preprocessor preprocessor(spec);
        ASSERT_TRUE(preprocessor.run(picture.view(), input.mutable_view()).ok());
        ASSERT_TRUE(preprocessor.run(picture.view(), half_input.mutable_view()).ok());
        for (std::size_t plane = 0; plane < 3; ++plane)
            for (std::size_t x = 0; x < 256; ++x) {
                const std::size_t source_channel = order == ChannelOrder::rgb ? plane : 2 - plane;
                const float expected = expected_value(spec, picture.data()[3 * x + source_channel], plane);
                const float found = input.view().as<float>()[plane * 256 + x];
                ASSERT_EQ(std::bit_cast<std::uint32_t>(found), std::bit_cast<std::uint32_t>(expected))
                    << "plane " << plane << ", x " << x << ", " << to_string(order);
                ASSERT_EQ(half_input.view().as<std::uint16_t>()[plane * 256 + x], half_from_float(expected))
                    << "plane " << plane << ", x " << x << ", " << to_string(order);
            }
    }
}

TEST(Preprocess, DividesBy255AsFloat32Does) {
    expect_exact_values({});
}

TEST(Preprocess, KeepsLevelsWithADivisorOfOne) {
    PreprocessSpec spec;
    spec.divisor = 1.0F;
    expect_exact_values(spec);
}

TEST(Preprocess, RoundsEveryDivisorAsADivisionDoes) {
    const unsigned seed = test::random_seed();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> exponent(-20.0F, 20.0F);
    for (int i = 0; i < 200; ++i) {
        PreprocessSpec spec;
        spec.divisor = std::exp2(exponent(random)) * (i % 2 == 0 ? 1.0F : -1.0F);
        expect_exact_values(spec);
    }
}

TEST(Preprocess, SubtractsTheMeanAndDividesByTheDeviation) {
    PreprocessSpec spec;
    spec.mean = {0.485F, 0.456F, 0.406F};
    spec.deviation = {0.229F, 0.224F, 0.225F};
    expect_exact_values(spec);
    spec.divisor = 1.0F;
    spec.mean = {103.53F, 116.28F, 123.675F};
    spec.deviation = {57.375F, 57.12F, 58.395F};
    expect_exact_values(spec);
    spec.mean = {};
    expect_exact_values(spec);
}

TEST(Preprocess, FillsTheBorderOfEveryModeInEveryPlane) {
    Image picture(10, 4);
    std::fill_n(picture.data(), 120, std::uint8_t{200});
    for (const ResizeMode mode : {ResizeMode::letterbox, ResizeMode::top_left})
        for (const DataType type : {DataType::float32, DataType::float16}) {
            PreprocessSpec spec;
            spec.resize = mode;
            spec.fill = 7;
            spec.divisor = 1.0F;
            spec.mean = {1.0F, 2.0F, 3.0F};
            Tensor input = make_input(type, 1, 13, 20);
            const auto placement = Preprocessor(spec).run(picture.view(), input.mutable_view());
            ASSERT_TRUE(placement.ok());
            for (int plane = 0; plane < 3; ++plane)
                for (int y = 0; y < 13; ++y)
                    for (int x = 0; x < 20; ++x) {
                        const auto index = static_cast<std::size_t>((plane * 13 + y) * 20 + x);
                        const bool inside = y >= placement->top && y < placement->top + placement->resized_height;
                        const float expected = (inside ? 200.0F : 7.0F) - static_cast<float>(plane + 1);
                        const float found = type == DataType::float32
                                                ? input.view().as<float>()[index]
                                                : float_from_half(input.view().as<std::uint16_t>()[index]);
                        ASSERT_EQ(found, expected) << to_string(mode) << " at " << x << "," << y;
                    }
        }
}

TEST(Preprocess, FillsBordersAtTheSides) {
    Image picture(4, 10);
    PreprocessSpec spec;
    Tensor input = make_input(DataType::float32, 1, 20, 13);
    const auto placement = Preprocessor(spec).run(picture.view(), input.mutable_view());
    ASSERT_TRUE(placement.ok());
    ASSERT_EQ(placement->left, 2);
    ASSERT_EQ(placement->right, 3);
    for (std::size_t row = 0; row < 3 * 20; ++row)
        for (std::size_t x = 0; x < 13; ++x)
            ASSERT_EQ(input.view().as<float>()[row * 13 + x], x < 2 || x >= 10 ? 114.0F / 255.0F : 0.0F);
}

TEST(Preprocess, WritesItsSlotOfTheBatchOnly) {
    Image picture(30, 17);
    Tensor input = make_input(DataType::float32, 3, 33, 31);
    const std::span<float> values = input.mutable_view().as<float>();
    std::ranges::fill(values, -1.0F);
    ASSERT_TRUE(Preprocessor({}).run(picture.view(), input.mutable_view(), 1).ok());
    const std::size_t slot = 3 * 33 * 31;
    for (std::size_t i = 0; i < values.size(); ++i)
        ASSERT_EQ(values[i] == -1.0F, i < slot || i >= 2 * slot) << "element " << i;
}

TEST(Preprocess, ReturnsThePlacement) {
    Image picture(64, 48);
    Tensor input = make_input(DataType::float32, 1, 32, 40);
    const auto placement = Preprocessor({}).run(picture.view(), input.mutable_view());
    ASSERT_TRUE(placement.ok());
    EXPECT_EQ(*placement, *place_image(64, 48, 40, 32, ResizeMode::letterbox));
}

TEST(Preprocess, KeepsItsSpecificationWhenMoved) {
    PreprocessSpec spec;
    spec.fill = 3;
    Preprocessor first(spec);
    Preprocessor second(std::move(first));
    EXPECT_EQ(second.spec(), spec);
}

/// The message of the error for one wrong call.
std::string error_of(const PreprocessSpec& spec, const ImageView& image, const MutableTensorView& input,
                     std::int64_t batch_index = 0) {
    const auto placement = Preprocessor(spec).run(image, input, batch_index);
    EXPECT_FALSE(placement.ok());
    if (placement.ok()) return "no error";
    EXPECT_EQ(placement.error().code(), ErrorCode::invalid_argument);
    return placement.error().message();
}

class PreprocessErrors : public testing::Test {
protected:
    std::string error_for(const ImageView& image) { return error_of({}, image, input_.mutable_view()); }
    std::string error_for(const PreprocessSpec& spec) { return error_of(spec, picture_.view(), input_.mutable_view()); }

    Image picture_{8, 6};
    Tensor input_ = make_input(DataType::float32, 2, 4, 4);
};

TEST_F(PreprocessErrors, NameAnEmptyPicture) {
    EXPECT_EQ(error_for(Image().view()), "the picture to preprocess is empty (0x0)");
}

TEST_F(PreprocessErrors, NameRowsThatOverlap) {
    ImageView view = picture_.view();
    view.stride_bytes = 23;
    EXPECT_EQ(error_for(view), "the picture's rows are 23 bytes apart: 8 pixels of RGB need at least 24");
}

TEST_F(PreprocessErrors, NameATypeThatHoldsNoLevels) {
    Tensor numbers = make_input(DataType::int32, 1, 4, 4);
    EXPECT_EQ(error_of({}, picture_.view(), numbers.mutable_view()),
              "the input tensor is of type int32: preprocessing writes float32, float16 or uint8");
}

TEST_F(PreprocessErrors, NameANormalisationThatBytesCannotHold) {
    Tensor bytes = make_input(DataType::uint8, 1, 4, 4);
    EXPECT_EQ(error_of({}, picture_.view(), bytes.mutable_view()),
              "the input tensor is of type uint8, which holds the levels 0 to 255 as they are: the preprocessing's "
              "divisor is 255, it must be 1, every mean 0 and every deviation 1");
    PreprocessSpec spec;
    spec.divisor = 1.0F;
    spec.mean[2] = 1.0F;
    EXPECT_NE(error_of(spec, picture_.view(), bytes.mutable_view()), "no error");
    spec.mean[2] = 0.0F;
    spec.deviation[0] = 2.0F;
    EXPECT_NE(error_of(spec, picture_.view(), bytes.mutable_view()), "no error");
    spec.deviation[0] = 1.0F;
    spec.interpolation = Interpolation::float_antialias;
    EXPECT_EQ(error_of(spec, picture_.view(), bytes.mutable_view()),
              "the input tensor is of type uint8, which holds whole levels: float_antialias gives others, "
              "pillow_bilinear is the same filter with whole ones");
}

TEST_F(PreprocessErrors, NameAShapeThatIsNotAPicture) {
    MutableTensorView view = input_.mutable_view();
    view.shape = Shape{3, 4, 4};
    EXPECT_EQ(error_of({}, picture_.view(), view),
              "the input tensor's shape is 3x4x4: preprocessing writes [batch, 3, height, width]");
    view.shape = Shape{1, 1, 4, 4};
    EXPECT_EQ(error_of({}, picture_.view(), view),
              "the input tensor's shape is 1x1x4x4: preprocessing writes [batch, 3, height, width]");
}

TEST_F(PreprocessErrors, NameASlotOutsideTheBatch) {
    EXPECT_EQ(error_of({}, picture_.view(), input_.mutable_view(), 2),
              "there is no slot 2 in an input tensor of shape 2x3x4x4");
    EXPECT_EQ(error_of({}, picture_.view(), input_.mutable_view(), -1),
              "there is no slot -1 in an input tensor of shape 2x3x4x4");
}

TEST_F(PreprocessErrors, NameATensorWithoutData) {
    MutableTensorView view = input_.mutable_view();
    view.data = nullptr;
    EXPECT_EQ(error_of({}, picture_.view(), view), "the input tensor has no data");
}

TEST_F(PreprocessErrors, NameAnInputOfNoHeight) {
    MutableTensorView view = input_.mutable_view();
    view.shape = Shape{1, 3, 0, 4};
    EXPECT_EQ(error_of({}, picture_.view(), view),
              "cannot fit a 8x6 picture into a 4x0 input: every side must be 1 to 65536 pixels");
}

TEST_F(PreprocessErrors, NameADivisorOfZero) {
    PreprocessSpec spec;
    spec.divisor = 0.0F;
    EXPECT_EQ(error_for(spec), "the preprocessing's divisor is 0: a finite number other than 0 is needed");
}

TEST_F(PreprocessErrors, NameAMeanThatIsNotFinite) {
    PreprocessSpec spec;
    spec.mean[1] = std::numeric_limits<float>::infinity();
    EXPECT_EQ(error_for(spec), "the preprocessing's mean of channel 1 is inf: a finite number is needed");
}

TEST_F(PreprocessErrors, NameADeviationOfZero) {
    PreprocessSpec spec;
    spec.deviation[2] = 0.0F;
    EXPECT_EQ(error_for(spec),
              "the preprocessing's deviation of channel 2 is 0: a finite number other than 0 is needed");
}

}  // namespace
}  // namespace yolozu
