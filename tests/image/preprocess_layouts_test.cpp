// SPDX-License-Identifier: Apache-2.0
//
// Where the values of a picture go: crops, channels that lie last, tensors of bytes, and sizes at the limits.
#include <gtest/gtest.h>

#include <cmath>

#include "image/preprocess_support.hpp"
#include "support/seed.hpp"
#include "yolozu/preprocess.hpp"

namespace yolozu {
namespace {

using test::make_input;
using test::StridedPicture;

constexpr ResizeMode every_mode[] = {ResizeMode::letterbox, ResizeMode::top_left,    ResizeMode::top_left_rounded,
                                     ResizeMode::stretch,   ResizeMode::centre_crop, ResizeMode::square_crop};
constexpr Interpolation every_interpolation[] = {Interpolation::opencv_linear,  Interpolation::opencv_cubic,
                                                 Interpolation::opencv_warp,    Interpolation::pillow_bilinear,
                                                 Interpolation::pillow_bicubic, Interpolation::float_antialias};
constexpr Interpolation resizing[] = {Interpolation::opencv_linear, Interpolation::opencv_cubic,
                                      Interpolation::pillow_bilinear, Interpolation::pillow_bicubic,
                                      Interpolation::float_antialias};

PreprocessSpec levels_of(ResizeMode mode, Interpolation interpolation) {
    PreprocessSpec spec;
    spec.resize = mode;
    spec.interpolation = interpolation;
    spec.divisor = 1.0F;
    return spec;
}

/// A tensor of one picture, filled first with what no preprocessing writes.
Tensor preprocessed(const PreprocessSpec& spec, const ImageView& picture, int width, int height,
                    DataType type = DataType::float32) {
    Tensor input = make_input(type, 1, height, width, spec.channels_last);
    if (type == DataType::float32) std::ranges::fill(input.mutable_view().as<float>(), std::nanf(""));
    const auto placement = Preprocessor(spec).run(picture, input.mutable_view());
    EXPECT_TRUE(placement.ok()) << placement.error().to_string();
    return input;
}

float value(const Tensor& input, int channel, int x, int y) {
    const Shape& shape = input.view().shape;
    return input.view().as<float>()[static_cast<std::size_t>((channel * shape[2] + y) * shape[3] + x)];
}

class PreprocessLayouts : public testing::Test {
protected:
    int number(int smallest, int largest) { return std::uniform_int_distribution<int>(smallest, largest)(random_); }

    unsigned seed_ = test::random_seed();
    testing::ScopedTrace trace_{__FILE__, __LINE__, testing::Message() << "seed " << seed_};
    std::mt19937 random_{seed_};
};

TEST_F(PreprocessLayouts, CentreCropIsTheMiddleOfTheResizedPicture) {
    for (int i = 0; i < 200; ++i)
        for (const Interpolation interpolation : resizing) {
            const int side = number(1, 60);
            StridedPicture picture(number(1, 150), number(1, 150), 0);
            picture.fill_with_noise(random_);
            const Placement placement =
                *place_image(picture.view.width, picture.view.height, side, side, ResizeMode::centre_crop);
            const Tensor whole = preprocessed(levels_of(ResizeMode::stretch, interpolation), picture.view,
                                              placement.resized_width, placement.resized_height);
            const Tensor cropped =
                preprocessed(levels_of(ResizeMode::centre_crop, interpolation), picture.view, side, side);
            for (int channel = 0; channel < 3; ++channel)
                for (int y = 0; y < side; ++y)
                    for (int x = 0; x < side; ++x)
                        ASSERT_EQ(value(cropped, channel, x, y),
                                  value(whole, channel, x - placement.left, y - placement.top))
                            << picture.view.width << "x" << picture.view.height << " to " << side << ", "
                            << to_string(interpolation);
        }
}

TEST_F(PreprocessLayouts, SquareCropStretchesTheMiddleOfThePicture) {
    for (int i = 0; i < 200; ++i)
        for (const Interpolation interpolation : resizing) {
            const int width = number(1, 60), height = number(1, 60);
            StridedPicture picture(number(1, 150), number(1, 150), 5);
            picture.fill_with_noise(random_);
            const int side = std::min(picture.view.width, picture.view.height);
            const ImageView square =
                picture.view.part((picture.view.width - side) / 2, (picture.view.height - side) / 2, side, side);
            const Tensor expected = preprocessed(levels_of(ResizeMode::stretch, interpolation), square, width, height);
            const Tensor found =
                preprocessed(levels_of(ResizeMode::square_crop, interpolation), picture.view, width, height);
            ASSERT_TRUE(std::ranges::equal(found.view().as<float>(), expected.view().as<float>()))
                << to_string(interpolation);
        }
}

TEST_F(PreprocessLayouts, FillsTheMarginAndTheRestOfTheInput) {
    Image picture(40, 40);
    std::fill_n(picture.data(), 3 * 40 * 40, std::uint8_t{200});
    PreprocessSpec spec = levels_of(ResizeMode::letterbox, Interpolation::opencv_linear);
    spec.margin = 5;
    const Tensor input = preprocessed(spec, picture.view(), 30, 30);  // 25x25 from (2, 2)
    for (int y = 0; y < 30; ++y)
        for (int x = 0; x < 30; ++x) {
            const bool inside = x >= 2 && x < 27 && y >= 2 && y < 27;
            ASSERT_EQ(value(input, 1, x, y), inside ? 200.0F : 114.0F) << x << "," << y;
        }
}

TEST_F(PreprocessLayouts, ChannelsLastHasTheSameValuesInAnotherOrder) {
    for (const ResizeMode mode : every_mode)
        for (const Interpolation interpolation : every_interpolation)
            for (const DataType type : {DataType::float32, DataType::float16, DataType::uint8}) {
                if (type == DataType::uint8 && interpolation == Interpolation::float_antialias) continue;
                PreprocessSpec spec = levels_of(mode, interpolation);
                spec.order = number(0, 1) == 0 ? ChannelOrder::rgb : ChannelOrder::bgr;
                if (type != DataType::uint8) spec.mean = {1.0F, 2.0F, 3.0F};
                StridedPicture picture(number(1, 90), number(1, 90), 0);
                picture.fill_with_noise(random_);
                const int width = number(1, 50), height = number(1, 50);
                const Tensor planes = preprocessed(spec, picture.view, width, height, type);
                spec.channels_last = true;
                const Tensor pixels = preprocessed(spec, picture.view, width, height, type);
                const std::size_t size = element_size(type);
                const auto element = [size](const Tensor& tensor, int index) {
                    const auto* const bytes = static_cast<const std::byte*>(tensor.view().data);
                    return std::vector(bytes + static_cast<std::size_t>(index) * size,
                                       bytes + static_cast<std::size_t>(index + 1) * size);
                };
                for (int channel = 0; channel < 3; ++channel)
                    for (int pixel = 0; pixel < width * height; ++pixel)
                        ASSERT_EQ(element(pixels, 3 * pixel + channel),
                                  element(planes, channel * width * height + pixel))
                            << to_string(mode) << ", " << to_string(interpolation) << ", " << to_string(type);
            }
}

TEST_F(PreprocessLayouts, BytesAreTheLevels) {
    for (const ResizeMode mode : every_mode)
        for (const Interpolation interpolation : every_interpolation) {
            if (interpolation == Interpolation::float_antialias) continue;
            const PreprocessSpec spec = levels_of(mode, interpolation);
            StridedPicture picture(number(1, 90), number(1, 90), 0);
            picture.fill_with_noise(random_);
            const int width = number(1, 90), height = number(1, 50);
            const Tensor floats = preprocessed(spec, picture.view, width, height);
            const Tensor bytes = preprocessed(spec, picture.view, width, height, DataType::uint8);
            for (std::size_t i = 0; i < bytes.view().as<std::uint8_t>().size(); ++i)
                ASSERT_EQ(static_cast<float>(bytes.view().as<std::uint8_t>()[i]), floats.view().as<float>()[i])
                    << to_string(mode) << ", " << to_string(interpolation);
        }
}

TEST_F(PreprocessLayouts, NamesTheShapeThatChannelsLastNeeds) {
    PreprocessSpec spec;
    spec.channels_last = true;
    Tensor input = make_input(DataType::float32, 1, 4, 4);
    const auto placement = Preprocessor(spec).run(Image(8, 6).view(), input.mutable_view());
    ASSERT_FALSE(placement.ok());
    EXPECT_EQ(placement.error().message(),
              "the input tensor's shape is 1x3x4x4: preprocessing writes [batch, height, width, 3]");
}

TEST_F(PreprocessLayouts, WritesItsSlotOfAChannelsLastBatchOnly) {
    PreprocessSpec spec;
    spec.channels_last = true;
    Tensor input = make_input(DataType::float32, 3, 33, 31, true);
    const std::span<float> values = input.mutable_view().as<float>();
    std::ranges::fill(values, -1.0F);
    ASSERT_TRUE(Preprocessor(spec).run(Image(30, 17).view(), input.mutable_view(), 1).ok());
    const std::size_t slot = 3 * 33 * 31;
    for (std::size_t i = 0; i < values.size(); ++i)
        ASSERT_EQ(values[i] == -1.0F, i < slot || i >= 2 * slot) << "element " << i;
}

/// A plain picture stays plain in every way to resize it, and every value of the input is written.
TEST_F(PreprocessLayouts, KeepAPlainPictureAtTheLimitsOfSizes) {
    for (const auto& [width, height] : {std::pair(1, 1), {1, 65'536}, {65'536, 1}, {2, 3}})
        for (const auto& [input_width, input_height] : {std::pair(1, 1), {32, 32}, {1, 40}, {40, 1}, {300, 3}})
            for (const ResizeMode mode : every_mode)
                for (const Interpolation interpolation : every_interpolation) {
                    StridedPicture picture(width, height, 0);
                    std::ranges::fill(picture.bytes, std::uint8_t{77});
                    PreprocessSpec spec = levels_of(mode, interpolation);
                    spec.fill = 77;
                    const Tensor input = preprocessed(spec, picture.view, input_width, input_height);
                    for (const float found : input.view().as<float>())
                        ASSERT_NEAR(found, 77.0F, 0.01)  // float32 sums of thousands of rows are not exact
                            << width << "x" << height << " to " << input_width << "x" << input_height << ", "
                            << to_string(mode) << ", " << to_string(interpolation);
                }
}

}  // namespace
}  // namespace yolozu
