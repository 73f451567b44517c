// SPDX-License-Identifier: Apache-2.0
#include "eval/coco_metric.hpp"

#include <gtest/gtest.h>

#include <random>

#include "eval/brute_force.hpp"
#include "support/seed.hpp"

namespace yolozu::eval {
namespace {

using test::ScoredImage;

/// Scores and fits from a few values, so that ties are common.
ScoredImage random_image(std::mt19937& random) {
    const auto up_to = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
    const auto area = [&] {
        return std::array{0.0, 900.0, 1024.0, 5000.0, 9216.0, 20000.0}[static_cast<std::size_t>(up_to(5))];
    };
    ScoredImage image;
    for (int count = up_to(5); count > 0; --count) {
        const bool crowd = up_to(5) == 0;
        image.truths.push_back({area(), crowd, crowd || up_to(9) == 0});
    }
    for (int count = up_to(14); count > 0; --count) {
        image.detections.push_back({up_to(8) / 8.0, area()});
        image.similarity.emplace_back();
        for (std::size_t truth = 0; truth < image.truths.size(); ++truth)
            image.similarity.back().push_back(
                std::array{0.0, 0.3, 0.5, 0.55, 0.7, 0.75, 0.949, 0.95, 1.0}[static_cast<std::size_t>(up_to(8))]);
    }
    return image;
}

CocoMetric metric_of(const std::vector<ScoredImage>& images, CocoParameters parameters) {
    CocoMetric metric(1, std::move(parameters));
    for (const ScoredImage& image : images)
        metric.add(0, image.truths, image.detections,
                   [&](std::size_t detection, std::size_t truth) { return image.similarity[detection][truth]; });
    metric.rank();
    return metric;
}

TEST(CocoMetric, AgreesWithTheDefinitionOnRandomImages) {
    std::mt19937 random(test::random_seed());
    for (int round = 0; round < 3'000; ++round) {
        std::vector<ScoredImage> images(1 + random() % 4);
        for (ScoredImage& image : images) image = random_image(random);
        const CocoParameters parameters{.max_detections = {1, 3, 10}};
        const CocoMetric metric = metric_of(images, parameters);
        const std::size_t threshold = random() % CocoParameters::threshold_count, area = random() % 4,
                          most = random() % 3;
        const CocoCurve found = metric.curve(0, threshold, area, most);
        const test::BruteForceCurve expected = test::brute_force(
            images, CocoParameters::thresholds()[threshold], parameters.area_ranges[area].least,
            parameters.area_ranges[area].greatest, parameters.max_detections.back(), parameters.max_detections[most]);
        ASSERT_EQ(found.defined, expected.defined) << "round " << round;
        if (!found.defined) continue;
        ASSERT_NEAR(found.recall, expected.recall, 1e-12) << "round " << round;
        for (std::size_t point = 0; point < CocoParameters::recall_count; ++point)
            ASSERT_NEAR(found.precision[point], expected.precision[point], 1e-9)
                << "round " << round << ", recall " << point;
    }
}

// Two objects, found by the first and the third detection: precision 1 up to recall 0.5, then 2/3.
// 51 of 101 points at 1 and 50 at 2/3.
TEST(CocoMetric, HandWorkedCase) {
    const std::vector<CocoTruth> truths{{100, false, false}, {100, false, false}};
    const std::vector<CocoDetection> detections{{0.9, 100}, {0.8, 100}, {0.7, 100}};
    CocoMetric metric(2, {});
    metric.add(0, truths, detections, [](std::size_t detection, std::size_t truth) {
        return (detection == 0 && truth == 0) || (detection == 2 && truth == 1) ? 1.0 : 0.0;
    });
    metric.rank();
    EXPECT_NEAR(metric.curve(0, 0, 0, 2).mean_precision(), (51 + 50 * 2.0 / 3) / 101, 1e-12);
    EXPECT_NEAR(metric.curve(0, 9, 0, 2).recall, 1.0, 1e-12);
    EXPECT_NEAR(metric.curve(0, 9, 0, 0).recall, 0.5, 1e-12);
    EXPECT_FALSE(metric.curve(0, 0, 3, 2).defined);  // no large object
    EXPECT_FALSE(metric.curve(1, 0, 0, 2).defined);
}

TEST(CocoMetric, AnImageWithoutObjectsCountsItsDetectionsAgainstTheCategory) {
    const std::vector<CocoTruth> truths{{100, false, false}};
    const std::vector<CocoDetection> hit{{0.5, 100}}, false_alarm{{0.9, 100}};
    CocoMetric metric(1, {});
    metric.add(0, truths, hit, [](std::size_t, std::size_t) { return 1.0; });
    metric.add(0, {}, false_alarm, {});
    metric.rank();
    EXPECT_NEAR(metric.curve(0, 0, 0, 2).mean_precision(), 0.5, 1e-12);
}

// Hits at 0.9 and 0.5, a miss at 0.7, of three objects.
TEST(CocoMetric, PrecisionAndRecallByConfidence) {
    const std::vector<CocoTruth> truths{{100, false, false}, {100, false, false}, {100, false, false}};
    const std::vector<CocoDetection> detections{{0.5, 100}, {0.7, 100}, {0.9, 100}};
    CocoMetric metric(2, {});
    metric.add(0, truths, detections, [](std::size_t detection, std::size_t truth) {
        return (detection == 0 && truth == 0) || (detection == 2 && truth == 2) ? 1.0 : 0.0;
    });
    metric.rank();
    const ConfidenceCurve curve = metric.confidence_curve(0, 0, 0, 2);
    const auto expect_at = [&](std::size_t point, double precision, double recall) {
        EXPECT_NEAR(curve.precision[point], precision, 1e-12) << point;
        EXPECT_NEAR(curve.recall[point], recall, 1e-12) << point;
    };
    expect_at(0, 2.0 / 3, 2.0 / 3);
    expect_at(50, 2.0 / 3, 2.0 / 3);  // a score of 0.5 is at least 0.5
    expect_at(51, 0.5, 1.0 / 3);
    expect_at(70, 0.5, 1.0 / 3);
    expect_at(71, 1, 1.0 / 3);
    expect_at(90, 1, 1.0 / 3);
    expect_at(91, 1, 0);
    EXPECT_EQ(metric.confidence_curve(1, 0, 0, 2).recall[0], 0);  // no objects
}

TEST(CocoMetric, ThresholdsAreNumpysDoubles) {
    // numpy.linspace(.5, .95, 10) and numpy.linspace(0, 1, 101), printed by numpy.
    EXPECT_EQ(CocoParameters::thresholds()[1], 0.55);
    EXPECT_EQ(CocoParameters::thresholds()[2], 0.6);
    EXPECT_EQ(CocoParameters::thresholds()[9], 0.95);
    EXPECT_EQ(CocoParameters::recalls()[7], 0.07);
    EXPECT_EQ(CocoParameters::recalls()[100], 1.0);
}

}  // namespace
}  // namespace yolozu::eval
