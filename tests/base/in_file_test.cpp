// SPDX-License-Identifier: Apache-2.0
#include "base/in_file.hpp"

#include <gtest/gtest.h>

namespace yolozu {
namespace {

TEST(InFile, LeavesAValue) {
    EXPECT_EQ(in_file("model", "a.onnx", Result<int>(3)).value(), 3);
    EXPECT_TRUE(in_file("model", "a.onnx", Status()).ok());
}

TEST(InFile, SaysInAnErrorWhichFile) {
    const Result<int> result = in_file("model", "a\n.onnx", Result<int>(Error(ErrorCode::io, "gone")));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code(), ErrorCode::io);
    EXPECT_EQ(result.error().to_string(), R"(model 'a\x0a.onnx': gone)");
}

}  // namespace
}  // namespace yolozu
