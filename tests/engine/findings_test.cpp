// SPDX-License-Identifier: Apache-2.0
//
// Models that the fuzzer found and that once did harm.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {
namespace {

using testing::HasSubstr;

// Counted from the end this is a permutation, and passes took its -1 for a place in a list.
TEST(Findings, NegativeAxesInAPermutation) {
    for (const std::vector<std::int64_t>& axes : {std::vector<std::int64_t>{-1, 0}, {1, -2}}) {
        const OnnxBuilder builder = OnnxBuilder()
                                        .input("x", DataType::float32, {2, 3})
                                        .node("Transpose", {"x"}, {"y"}, {{"perm", axes}})
                                        .output_without_shape("y", DataType::float32);
        EXPECT_THAT(import_error(builder.build(), {Shape{2, 3}}), HasSubstr("in a permutation of axes"));
    }
}

}  // namespace
}  // namespace yolozu::test
