// SPDX-License-Identifier: Apache-2.0
#include "show/mask_runs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "pipeline/segmentation.hpp"
#include "support/seed.hpp"

namespace yolozu::show {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

PredictedSegmentation run_lengths(int width, int height, std::string counts) {
    return {width, height, std::move(counts), {}};
}

std::vector<std::uint8_t> painted(const std::vector<RowRun>& runs, int width, int height) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height));
    for (const RowRun& run : runs)
        for (int x = run.first; x < run.end; ++x) pixels[static_cast<std::size_t>(run.row * width + x)] = 255;
    return pixels;
}

/// Rectangles of any size on a picture of any size.
Mask random_mask(std::mt19937& random) {
    const int width = 1 + static_cast<int>(random() % 40), height = 1 + static_cast<int>(random() % 40);
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height));
    for (auto count = random() % 5; count > 0; --count) {
        const int left = static_cast<int>(random() % static_cast<unsigned>(width)),
                  top = static_cast<int>(random() % static_cast<unsigned>(height));
        for (int y = top; y < height && random() % 9 != 0; ++y)
            for (int x = left; x < width && random() % 19 != 0; ++x)
                pixels[static_cast<std::size_t>(y * width + x)] = 1;
    }
    return Mask::from_part(width, height, 0, 0, width, height, pixels);
}

TEST(ColumnRuns, ReadTheTextOfPycocotools) {
    // 3 wide, 2 high, foreground (1, 0), (1, 1), (2, 0): runs of 2, 3, 1, which pycocotools' encode writes as "231".
    const auto runs = column_runs(run_lengths(3, 2, "231"));
    ASSERT_TRUE(runs) << runs.error().to_string();
    EXPECT_THAT(*runs, ElementsAre(ColumnRun{1, 0, 2}, ColumnRun{2, 0, 1}));
    const auto everything = column_runs(run_lengths(2, 2, "04"));
    ASSERT_TRUE(everything);
    EXPECT_THAT(*everything, ElementsAre(ColumnRun{0, 0, 2}, ColumnRun{1, 0, 2}));
    EXPECT_TRUE(column_runs(run_lengths(2, 2, "4"))->empty());
}

TEST(ColumnRuns, ReadWhatThePipelineWrites) {
    std::mt19937 random(test::random_seed());
    SCOPED_TRACE(test::random_seed());
    for (int round = 0; round < 500; ++round) {
        const Mask mask = random_mask(random);
        const auto columns = column_runs(run_lengths(mask.width(), mask.height(), coco_run_lengths(mask)));
        ASSERT_TRUE(columns) << columns.error().to_string();
        std::vector<std::uint8_t> expected(static_cast<std::size_t>(mask.width() * mask.height()));
        mask.paint(expected);
        ASSERT_EQ(painted(row_runs(*columns, mask.width(), mask.height()), mask.width(), mask.height()), expected);
    }
}

TEST(ColumnRuns, RefuseBrokenText) {
    for (const auto& [counts, reason] :
         std::vector<std::pair<std::string, std::string>>{{"5", "more pixels"},
                                                          {"3", "fewer pixels"},
                                                          {"22\x7f", "cannot be in them"},
                                                          {"2 ", "cannot be in them"},
                                                          {"o", "end within a number"},
                                                          {"oooooooooooooooooooo", "too large"},
                                                          {"oooooooooO", "more pixels"},
                                                          {"@", "more pixels"}}) {  // @ is -16
        const auto runs = column_runs(run_lengths(2, 2, counts));
        ASSERT_FALSE(runs) << counts;
        EXPECT_THAT(runs.error().message(), HasSubstr(reason)) << counts;
    }
}

TEST(ColumnRuns, SurviveAnyText) {
    std::mt19937 random(test::random_seed());
    for (int round = 0; round < 3'000; ++round) {
        std::string counts(random() % 12, '0');
        for (char& character : counts) character = static_cast<char>('0' + random() % 64);
        if (const auto runs = column_runs(run_lengths(7, 5, counts)))
            for (const ColumnRun& run : *runs) {
                ASSERT_TRUE(run.column >= 0 && run.column < 7 && run.first >= 0 && run.first < run.end && run.end <= 5);
            }
    }
}

TEST(RowRuns, OfPixelOutlinesAreThePixels) {
    std::mt19937 random(test::random_seed());
    SCOPED_TRACE(test::random_seed());
    for (int round = 0; round < 200; ++round) {
        // Outlines tell nothing of holes, so a mask without any: a rectangle.
        const int x = static_cast<int>(random() % 20), y = static_cast<int>(random() % 20);
        const int width = 1 + static_cast<int>(random() % 10), height = 1 + static_cast<int>(random() % 10);
        const std::vector<std::uint8_t> ones(static_cast<std::size_t>(width * height), 1);
        const Mask mask = Mask::from_part(30, 30, x, y, width, height, ones);
        std::vector<std::uint8_t> expected(900);
        mask.paint(expected);
        ASSERT_EQ(painted(row_runs(outer_contours(mask), 30, 30), 30, 30), expected);
    }
}

TEST(RowRuns, OfATriangleAreThePixelsWhoseCentreIsInIt) {
    const std::vector<std::vector<double>> triangle{{0, 0, 4, 0, 0, 4}};
    int pixels = 0;
    for (const RowRun& run : row_runs(triangle, 10, 10)) {
        for (int x = run.first; x < run.end; ++x) EXPECT_LE(x + 0.5 + run.row + 0.5, 4.0);
        pixels += run.end - run.first;
    }
    EXPECT_EQ(pixels, 4 + 3 + 2 + 1 - 4);  // those on the slanted side itself are not within
}

TEST(RowRuns, StayInThePicture) {
    const std::vector<std::vector<double>> far{{-1e12, -1e12, 1e12, -1e12, 1e12, 1e12, -1e12, 1e12}, {}, {1, 2}};
    const auto runs = row_runs(far, 3, 2);
    ASSERT_EQ(runs.size(), 2U);
    for (const RowRun& run : runs) {
        EXPECT_EQ(run.first, 0);
        EXPECT_EQ(run.end, 3);
    }
}

}  // namespace
}  // namespace yolozu::show
