// SPDX-License-Identifier: Apache-2.0
//
// Operators that make shapes from numbers in the file: no number leads to an overflow or to memory without bounds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {
namespace {

using Integers = std::vector<std::int64_t>;

constexpr std::int64_t huge = std::int64_t{1} << 62;

struct Case {
    std::string op_type;
    Integers numbers;  ///< the initialiser "n"
    std::vector<std::string> inputs;
    std::vector<OnnxAttribute> attributes = {};
    Shape x = Shape{2, 2};
};

std::vector<Case> cases() {
    const Shape image{1, 4, 4, 4};
    return {
        {"Reshape", {huge, huge}, {"x", "n"}},
        {"Reshape", {INT64_MIN, -1}, {"x", "n"}},
        {"Reshape", {-1, -1}, {"x", "n"}},
        {"Expand", {huge, 2, 2}, {"x", "n"}},
        {"Expand", {-1, 2}, {"x", "n"}},
        {"Tile", {huge, huge}, {"x", "n"}},
        {"Tile", {huge, 1}, {"x", "n"}},
        {"Tile", {INT64_MIN, 1}, {"x", "n"}},
        {"ConstantOfShape", {huge, huge}, {"n"}},
        {"ConstantOfShape", {-1}, {"n"}},
        {"ConstantOfShape", {1, 1, 1, 1, 1, 1, 1, 1, 1}, {"n"}},
        {"Pad", {INT64_MAX, 0, INT64_MAX, 0}, {"x", "n"}},
        {"Pad", {huge, huge, 0, 0}, {"x", "n"}},
        {"Pad", {INT64_MIN, 0, 0, 0}, {"x", "n"}},
        {"Resize", {huge, huge, huge, huge}, {"x", "", "", "n"}, {}, image},
        {"Resize", {INT64_MIN, 1, 1, 1}, {"x", "", "", "n"}, {}, image},
        {"OneHot", {INT64_MAX}, {"x", "n", "xs"}},
        {"OneHot", {-1}, {"x", "n", "xs"}},
        {"Range", {INT64_MIN}, {"scalar", "n0", "step"}},
        {"Unsqueeze", {0, 0}, {"x", "n"}},
        {"Unsqueeze", {0, 1, 2, 3, 4, 5, 6}, {"x", "n"}},
        {"Split", {INT64_MAX, INT64_MAX}, {"x", "n"}, {{"axis", 0}}},
        {"TopK", {INT64_MAX}, {"x", "n"}},
        {"DepthToSpace", {}, {"x"}, {{"blocksize", INT64_MAX}}, image},
        {"SpaceToDepth", {}, {"x"}, {{"blocksize", INT64_MIN}}, image},
        {"MaxPool", {}, {"x"}, {{"kernel_shape", {1, 1}}, {"pads", {INT64_MAX, 0, INT64_MAX, 0}}}, image},
        {"MaxPool", {}, {"x"}, {{"kernel_shape", {INT64_MAX, 1}}, {"dilations", {INT64_MAX, 1}}}, image},
        {"ConvTranspose", {}, {"x", "w"}, {{"strides", {INT64_MAX, INT64_MAX}}}, image},
        {"ConvTranspose", {}, {"x", "w"}, {{"output_padding", {huge, huge}}}, image},
        {"ConvTranspose", {}, {"x", "w"}, {{"output_shape", {huge, huge}}}, image},
    };
}

TEST(ImportOverflow, EveryOperatorRefuses) {
    for (const Case& one : cases()) {
        OnnxBuilder builder = OnnxBuilder()
                                  .opset(17)
                                  .input("x", one.op_type == "OneHot" ? DataType::int64 : DataType::float32, {})
                                  .initializer("n", {static_cast<std::int64_t>(one.numbers.size())}, one.numbers)
                                  .initializer("scalar", {}, Integers{INT64_MIN})
                                  .initializer("n0", {}, Integers{INT64_MAX})
                                  .initializer("step", {}, Integers{1})
                                  .initializer("xs", {2}, std::vector<float>{0, 1})
                                  .initializer("w", {4, 1, 2, 2}, std::vector<float>(16, 1));
        const std::size_t outputs = one.op_type == "Split" || one.op_type == "TopK" ? 2 : 1;
        builder.node(one.op_type, one.inputs,
                     outputs == 2 ? std::vector<std::string>{"y", "z"} : std::vector<std::string>{"y"}, one.attributes);
        EXPECT_NE(import_error(builder.output_without_shape("y", DataType::float32).build(), {one.x}), "")
            << one.op_type << " of " << testing::PrintToString(one.numbers);
    }
}

TEST(ImportOverflow, ConcatOfWhatIsAlreadyLarge) {
    const Shape half{std::int64_t{1} << 61, 2};
    const std::string error = import_error(OnnxBuilder()
                                               .input("x", DataType::uint8, {})
                                               .node("Concat", {"x", "x", "x"}, {"y"}, {{"axis", 0}})
                                               .output_without_shape("y", DataType::uint8)
                                               .build(),
                                           {half});
    EXPECT_THAT(error, testing::HasSubstr("overflows 64 bits"));
}

}  // namespace
}  // namespace yolozu::test
