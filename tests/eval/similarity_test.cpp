// SPDX-License-Identifier: Apache-2.0
#include "eval/similarity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "support/seed.hpp"

namespace yolozu::eval {
namespace {

TEST(BoxIou, HandWorkedCases) {
    EXPECT_DOUBLE_EQ(box_iou({0, 0, 10, 10}, {5, 5, 10, 10}, false), 25.0 / 175);
    EXPECT_DOUBLE_EQ(box_iou({0, 0, 10, 10}, {5, 5, 10, 10}, true), 0.25);
    EXPECT_EQ(box_iou({0, 0, 10, 10}, {10, 0, 10, 10}, false), 0);  // touching is not meeting
    EXPECT_EQ(box_iou({0, 0, 0, 0}, {0, 0, 10, 10}, false), 0);
    EXPECT_EQ(box_iou({0, 0, NAN, 10}, {0, 0, 10, 10}, false), 0);
}

// One sigma of 0.1 at an area of 100: the variance is 0.04 * 100, so two pixels off give exp(-4 / 8).
TEST(KeypointSimilarity, HandWorkedCases) {
    const std::array<double, 2> sigmas{0.1, 0.1};
    const std::array<TruthKeypoint, 2> truth{TruthKeypoint{10, 10, 2}, TruthKeypoint{50, 50, 0}};
    const std::array<PixelPoint, 2> exact{PixelPoint{10, 10}, PixelPoint{0, 0}};
    const std::array<PixelPoint, 2> off{PixelPoint{12, 10}, PixelPoint{0, 0}};
    EXPECT_DOUBLE_EQ(keypoint_similarity(exact, truth, {0, 0, 20, 20}, 100, sigmas), 1.0);
    EXPECT_NEAR(keypoint_similarity(off, truth, {0, 0, 20, 20}, 100, sigmas), std::exp(-0.5), 1e-12);
}

TEST(KeypointSimilarity, WithoutLabelsMeasuresTheWayToTheDoubledBox) {
    const std::array<double, 1> sigmas{0.1};
    const std::array<TruthKeypoint, 1> truth{TruthKeypoint{0, 0, 0}};
    const auto at = [&](double x) {
        return keypoint_similarity(std::array{PixelPoint{x, 15}}, truth, {10, 10, 10, 10}, 100, sigmas);
    };
    EXPECT_DOUBLE_EQ(at(0), 1.0);
    EXPECT_DOUBLE_EQ(at(30), 1.0);
    EXPECT_NEAR(at(-2), std::exp(-0.5), 1e-12);
    EXPECT_NEAR(at(32), std::exp(-0.5), 1e-12);
}

Quadrangle turned(double cx, double cy, double w, double h, double angle) {
    Quadrangle corners;
    const double signs[4][2] = {{1, 1}, {1, -1}, {-1, -1}, {-1, 1}};
    for (std::size_t index = 0; index < 4; ++index) {
        const double x = signs[index][0] * w / 2, y = signs[index][1] * h / 2;
        corners[index] = {cx + x * std::cos(angle) - y * std::sin(angle),
                          cy + x * std::sin(angle) + y * std::cos(angle)};
    }
    return corners;
}

double quadrangle_iou(const Quadrangle& a, const Quadrangle& b) {
    return convex_iou(convex_hull(a), convex_hull(b));
}

// A square and the same turned by 45 degrees share a regular octagon of 2 (sqrt 2 - 1) of its area.
TEST(QuadrangleIou, HandWorkedCases) {
    const double octagon = 2 * (std::sqrt(2.0) - 1);
    EXPECT_NEAR(quadrangle_iou(turned(0, 0, 1, 1, 0), turned(0, 0, 1, 1, std::acos(-1.0) / 4)), octagon / (2 - octagon),
                1e-12);
    EXPECT_NEAR(quadrangle_iou(turned(0, 0, 2, 4, 0.3), turned(0, 0, 2, 4, 0.3)), 1.0, 1e-12);
    EXPECT_EQ(quadrangle_iou(turned(0, 0, 1, 1, 0), turned(5, 0, 1, 1, 0)), 0);
    EXPECT_EQ(quadrangle_iou(turned(0, 0, 0, 1, 0), turned(0, 0, 1, 1, 0)), 0);
}

TEST(ConvexHull, IsTheSameForCornersInAnyOrder) {
    const std::vector<PixelPoint> hull = convex_hull({PixelPoint{0, 0}, {4, 0}, {4, 2}, {0, 2}});
    ASSERT_EQ(hull.size(), 4U);
    EXPECT_DOUBLE_EQ(polygon_area(hull), 8);
    EXPECT_DOUBLE_EQ(polygon_area(convex_hull({PixelPoint{0, 0}, {4, 2}, {4, 0}, {0, 2}})), 8);  // crossed
    EXPECT_DOUBLE_EQ(polygon_area(convex_hull({PixelPoint{0, 2}, {4, 2}, {4, 0}, {0, 0}})), 8);
    EXPECT_EQ(convex_hull({PixelPoint{0, 0}, {4, 0}, {1, 1}, {0, 4}}).size(), 3U);  // one lies within
    EXPECT_EQ(polygon_area(convex_hull({PixelPoint{0, 0}, {1, 1}, {2, 2}, {3, 3}})), 0);
    EXPECT_EQ(polygon_area(convex_hull({PixelPoint{1, 1}, {1, 1}, {1, 1}, {1, 1}})), 0);
}

/// The share of a fine grid's points that two turned boxes have in common.
TEST(QuadrangleIou, IsTheShareOfCommonPoints) {
    std::mt19937 random(test::random_seed());
    std::uniform_real_distribution<double> place(-3, 3), size(4, 9), angle(-4, 4);
    for (int round = 0; round < 20; ++round) {
        const std::array<double, 5> a{place(random), place(random), size(random), size(random), angle(random)};
        const std::array<double, 5> b{place(random), place(random), size(random), size(random), angle(random)};
        const auto holds = [](const std::array<double, 5>& box, double x, double y) {
            const double dx = x - box[0], dy = y - box[1], turn = box[4];
            return std::abs(dx * std::cos(turn) + dy * std::sin(turn)) <= box[2] / 2 &&
                   std::abs(dy * std::cos(turn) - dx * std::sin(turn)) <= box[3] / 2;
        };
        double both = 0, any = 0;
        for (double x = -10; x < 10; x += 0.05)
            for (double y = -10; y < 10; y += 0.05) {
                both += holds(a, x, y) && holds(b, x, y);
                any += holds(a, x, y) || holds(b, x, y);
            }
        EXPECT_NEAR(quadrangle_iou(turned(a[0], a[1], a[2], a[3], a[4]), turned(b[0], b[1], b[2], b[3], b[4])),
                    both / any, 0.01);
    }
}

TEST(QuadrangleIou, OfUprightBoxesIsThatOfBoxes) {
    std::mt19937 random(test::random_seed());
    std::uniform_real_distribution<double> place(0, 50), size(1, 40);
    for (int round = 0; round < 1'000; ++round) {
        const PixelBox a{place(random), place(random), size(random), size(random)};
        const PixelBox b{place(random), place(random), size(random), size(random)};
        const auto corners = [](const PixelBox& box) {
            return Quadrangle{PixelPoint{box.x, box.y}, PixelPoint{box.x, box.y + box.h},
                              PixelPoint{box.x + box.w, box.y + box.h}, PixelPoint{box.x + box.w, box.y}};
        };
        EXPECT_NEAR(quadrangle_iou(corners(a), corners(b)), box_iou(a, b, false), 1e-9);
    }
}

}  // namespace
}  // namespace yolozu::eval
