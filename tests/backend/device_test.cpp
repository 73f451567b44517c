// SPDX-License-Identifier: Apache-2.0
#include "backend/device.hpp"

#include <gmock/gmock.h>

#include <string>

namespace yolozu {
namespace {

TEST(Device, IsTheProcessorOrAGraphicsCardWithAnIndex) {
    EXPECT_EQ(*parse_device("cpu"), (Device{Device::Kind::cpu, 0}));
    EXPECT_EQ(*parse_device("cuda"), (Device{Device::Kind::cuda, 0}));
    EXPECT_EQ(*parse_device("cuda:0"), (Device{Device::Kind::cuda, 0}));
    EXPECT_EQ(*parse_device("cuda:12"), (Device{Device::Kind::cuda, 12}));
}

TEST(Device, IsRefusedWithTheAcceptedOnes) {
    for (const std::string text :
         {"", "gpu", "CPU", "cpu:0", "cuda:", "cuda:x", "cuda:-1", "cuda:+1", "cuda: 1", "cuda:1x", "cuda:1000", "0"}) {
        const Result<Device> device = parse_device(text);
        ASSERT_FALSE(device) << text;
        EXPECT_EQ(device.error().code(), ErrorCode::invalid_argument);
        EXPECT_EQ(device.error().to_string(),
                  "unknown device '" + text + "': expected cpu, cuda or cuda:N (the N-th, from 0)");
    }
}

}  // namespace
}  // namespace yolozu
