// SPDX-License-Identifier: Apache-2.0
//
// Pools whose windows are mostly, or nothing but, padding. Numbers are whole and divisors powers of two, so every way
// to compute them gives the same bits.
#include <gtest/gtest.h>

#include "plans.hpp"

namespace yolozu::test {
namespace {

using Integers = std::vector<std::int64_t>;

void expect_pool(const std::string& op_type, const std::vector<OnnxAttribute>& attributes) {
    SCOPED_TRACE(op_type);
    std::vector<Tensor> inputs;
    inputs.push_back(counting_tensor({1, 3, 4, 8}));
    expect_exact(OnnxBuilder()
                     .input("x", DataType::float32, {1, 3, 4, 8})
                     .node(op_type, {"x"}, {"y"}, attributes)
                     .output_without_shape("y", DataType::float32),
                 inputs);
}

TEST(Pools, WindowsOnPaddingAlone) {
    for (const int include : {0, 1})
        expect_pool("AveragePool", {{"kernel_shape", {1, 1}}, {"pads", {1, 2, 3, 4}}, {"count_include_pad", include}});
    expect_pool("MaxPool", {{"kernel_shape", {1, 1}}, {"pads", {1, 2, 3, 4}}});
}

// As many taps as these cannot be walked one by one, nor counted in 64 bits.
TEST(Pools, KernelsFarLargerThanThePicture) {
    for (const std::int64_t extent : {std::int64_t{1} << 32, std::int64_t{1} << 61}) {
        SCOPED_TRACE(extent);
        const OnnxAttribute kernel{"kernel_shape", Integers{extent, extent}};
        for (const char* const pads : {"SAME_UPPER", "SAME_LOWER"}) {
            for (const int include : {0, 1})
                expect_pool("AveragePool", {kernel, {"auto_pad", pads}, {"count_include_pad", include}});
            expect_pool("MaxPool", {kernel, {"auto_pad", pads}});
            expect_pool("MaxPool", {kernel, {"auto_pad", pads}, {"strides", {2, 3}}, {"dilations", {2, 3}}});
        }
        expect_pool("MaxPool", {{"kernel_shape", {2, 2}}, {"auto_pad", "SAME_UPPER"}, {"dilations", {extent, 1}}});
    }
}

}  // namespace
}  // namespace yolozu::test
