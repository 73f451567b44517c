// SPDX-License-Identifier: Apache-2.0
//
// Antialiased resizing against hashes of what Pillow returned (make_pillow_golden.py).
#include <gtest/gtest.h>

#include <sstream>

#include "base/sha256.hpp"
#include "image/preprocess_support.hpp"
#include "support/files.hpp"
#include "yolozu/preprocess.hpp"

namespace yolozu {
namespace {

/// The tensor's values 0-255 as interleaved bytes.
std::vector<std::byte> interleaved(const Tensor& input) {
    const std::span<const float> values = input.view().as<float>();
    const std::size_t plane = values.size() / 3;
    std::vector<std::byte> bytes;
    for (std::size_t pixel = 0; pixel < plane; ++pixel)
        for (std::size_t channel = 0; channel < 3; ++channel)
            bytes.push_back(static_cast<std::byte>(values[channel * plane + pixel]));
    return bytes;
}

TEST(ResizePillow, GivesPillowsPixels) {
    std::istringstream golden(test::read_text(test::source_dir() / "tests/image/pillow_golden.txt"));
    std::string comment;
    std::getline(golden, comment);
    PreprocessSpec spec;
    spec.resize = ResizeMode::stretch;
    spec.divisor = 1.0F;
    spec.interpolation = Interpolation::pillow_bilinear;
    Preprocessor bilinear(spec);
    spec.interpolation = Interpolation::pillow_bicubic;
    Preprocessor bicubic(spec);
    int width = 0, height = 0, new_width = 0, new_height = 0, count = 0;
    for (std::string name, hash; golden >> name >> width >> height >> new_width >> new_height >> hash; ++count) {
        Preprocessor& preprocessor = name == "bicubic" ? bicubic : bilinear;
        const Image picture = test::generated_picture(width, height);
        Tensor input = test::make_input(DataType::float32, 1, new_height, new_width);
        ASSERT_TRUE(preprocessor.run(picture.view(), input.mutable_view()).ok());
        const Result<std::string> found = sha256_hex(interleaved(input));
        ASSERT_TRUE(found.ok());
        EXPECT_EQ(found->substr(0, hash.size()), hash)
            << name << ", " << width << "x" << height << " to " << new_width << "x" << new_height;
    }
    EXPECT_GE(count, 600);
}

}  // namespace
}  // namespace yolozu
