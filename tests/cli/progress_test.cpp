// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.hpp"

#include <gtest/gtest.h>

namespace yolozu::cli {
namespace {

TEST(Progress, SaysHowFarAndHowLong) {
    EXPECT_EQ(progress_text({1200, 300, 0, 0, 10}), "300 of 1200 images, 30.0 a second, 30 s left");
    EXPECT_EQ(progress_text({20'000, 1200, 200, 2, 20}),
              "1200 of 20000 images, 50.0 a second, 6 min 16 s left, 2 failed");
    EXPECT_EQ(progress_text({1'000'000, 100, 0, 0, 10}), "100 of 1000000 images, 10.0 a second, 27 h 46 min left");
    EXPECT_EQ(progress_text({std::nullopt, 7, 0, 1, 2}), "7 images, 3.5 a second, 1 failed");
    EXPECT_EQ(progress_text({10, 0, 0, 0, 0}), "0 of 10 images, 0.0 a second");
}

TEST(Progress, SaysItAsJson) {
    EXPECT_EQ(progress_json({8, 4, 2, 1, 4}),
              "{\"event\": \"progress\", \"done\": 4, \"images\": 8, \"failed\": 1, \"seconds\": 4.0, "
              "\"images_per_second\": 0.5, \"seconds_left\": 8.0}\n");
    EXPECT_EQ(progress_json({std::nullopt, 0, 0, 0, 0}),
              "{\"event\": \"progress\", \"done\": 0, \"failed\": 0, \"seconds\": 0.0, \"images_per_second\": 0.0}\n");
}

}  // namespace
}  // namespace yolozu::cli
