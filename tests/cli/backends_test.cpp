// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_program.hpp"

namespace yolozu {
namespace {

using test::run_program;
using testing::HasSubstr;

TEST(Backends, ListsOnnxRuntimeWithItsVersionAndDevices) {
    const auto result = run_program({"backends"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.out, HasSubstr("onnxruntime    available 1."));
    EXPECT_THAT(result.out, HasSubstr("devices: cpu"));
}

TEST(Backends, SaysWhyOneIsNotAvailable) {
    const auto result = run_program({"backends", "--onnxruntime", "/nowhere"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.out, HasSubstr("onnxruntime    not available"));
    EXPECT_THAT(result.out, HasSubstr("/nowhere"));
}

}  // namespace
}  // namespace yolozu
