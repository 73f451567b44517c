// SPDX-License-Identifier: Apache-2.0
//
// Antialiased resizing in float32 against values that torch returned (make_torch_golden.py).
#include <gtest/gtest.h>

#include <sstream>

#include "image/preprocess_support.hpp"
#include "support/files.hpp"
#include "yolozu/preprocess.hpp"

namespace yolozu {
namespace {

PreprocessSpec rf_detr() {
    PreprocessSpec spec;
    spec.resize = ResizeMode::stretch;
    spec.interpolation = Interpolation::float_antialias;
    spec.mean = {0.485F, 0.456F, 0.406F};
    spec.deviation = {0.229F, 0.224F, 0.225F};
    return spec;
}

TEST(ResizeFloat, GivesTorchsValues) {
    std::istringstream golden(test::read_text(test::source_dir() / "tests/image/torch_golden.txt"));
    std::string comment;
    std::getline(golden, comment);
    Preprocessor preprocessor(rf_detr());
    int width = 0, height = 0, new_width = 0, new_height = 0, pictures = 0;
    for (std::size_t count = 0; golden >> width >> height >> new_width >> new_height >> count; ++pictures) {
        const Image picture = test::generated_picture(width, height);
        Tensor input = test::make_input(DataType::float32, 1, new_height, new_width);
        ASSERT_TRUE(preprocessor.run(picture.view(), input.mutable_view()).ok());
        for (std::size_t i = 0; i < count; ++i) {
            std::size_t index = 0;
            float expected = 0;
            ASSERT_TRUE(golden >> index >> expected);
            EXPECT_NEAR(input.view().as<float>()[index], expected, 1e-5)
                << "element " << index << ", " << width << "x" << height << " to " << new_width << "x" << new_height;
        }
    }
    EXPECT_GE(pictures, 70);
}

TEST(ResizeFloat, KeepsAPlainPictureWhatItsSize) {
    Image picture(301, 77);
    std::fill_n(picture.data(), 3 * 301 * 77, std::uint8_t{200});
    PreprocessSpec spec = rf_detr();
    spec.mean = {};
    spec.deviation = {1.0F, 1.0F, 1.0F};
    spec.divisor = 1.0F;
    for (const int side : {1, 5, 64, 100, 333}) {
        Tensor input = test::make_input(DataType::float32, 1, side, side);
        ASSERT_TRUE(Preprocessor(spec).run(picture.view(), input.mutable_view()).ok());
        for (const float value : input.view().as<float>()) ASSERT_NEAR(value, 200.0F, 1e-4) << side;
    }
}

}  // namespace
}  // namespace yolozu
