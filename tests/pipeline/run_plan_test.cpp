// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run_plan.hpp"

#include <gtest/gtest.h>

namespace yolozu {
namespace {

ModelInfo open_batch() {
    ModelInfo info;
    info.dynamic_batch = true;
    return info;
}

RunPlan plan(const RunWishes& wishes, int processors, std::optional<std::size_t> pictures,
             const ModelInfo& info = open_batch()) {
    return plan_run(wishes, info, processors, pictures, false, false);
}

TEST(RunPlan, GivesEveryPictureAProcessor) {
    EXPECT_EQ(plan({}, 8, 1000), (RunPlan{8, 1, 1}));
    EXPECT_EQ(plan({}, 1, 1000), (RunPlan{1, 1, 1}));
    EXPECT_EQ(plan({}, 8, std::nullopt), (RunPlan{8, 1, 1}));
}

TEST(RunPlan, GivesFewPicturesAllProcessors) {
    EXPECT_EQ(plan({}, 8, 1), (RunPlan{1, 8, 1}));
    EXPECT_EQ(plan({}, 8, 3), (RunPlan{3, 2, 1}));
    EXPECT_EQ(plan({}, 8, 0), (RunPlan{1, 8, 1}));
}

TEST(RunPlan, DoesWhatWasAskedFor) {
    EXPECT_EQ(plan({.jobs = 2}, 8, 1000), (RunPlan{2, 4, 1}));
    EXPECT_EQ(plan({.threads = 4}, 8, 1000), (RunPlan{2, 4, 1}));
    EXPECT_EQ(plan({.threads = 16}, 8, 1000), (RunPlan{1, 16, 1}));
    EXPECT_EQ(plan({.jobs = 20, .threads = 3}, 8, 1000), (RunPlan{20, 3, 1}));
    EXPECT_EQ(plan({.jobs = 20}, 8, 1000), (RunPlan{20, 1, 1}));
    EXPECT_EQ(plan({.batch = 16}, 8, 40), (RunPlan{3, 2, 16}));
}

TEST(RunPlan, FillsTheBatchThatAModelFixes) {
    ModelInfo fixed;
    fixed.batch = 4;
    EXPECT_EQ(plan({}, 8, 5, fixed), (RunPlan{2, 4, 4}));
    EXPECT_EQ(plan_run({}, fixed, 8, 5, false, true), (RunPlan{5, 1, 1}));  // the tiles of a picture fill it
}

TEST(RunPlan, RunsFewJobsOnAGpu) {
    EXPECT_EQ(plan_run({}, open_batch(), 64, 1000, true, false).jobs, 4);
    EXPECT_EQ(plan_run({.jobs = 9}, open_batch(), 64, 1000, true, false).jobs, 9);
}

}  // namespace
}  // namespace yolozu
