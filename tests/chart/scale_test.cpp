// SPDX-License-Identifier: Apache-2.0
#include "chart/scale.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

#include "support/seed.hpp"

namespace yolozu::chart {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

std::vector<std::string> labels(const Scale& scale) {
    std::vector<std::string> found;
    for (const double tick : scale.ticks()) found.push_back(scale.tick_label(tick));
    return found;
}

TEST(Scale, HasRoundTicks) {
    EXPECT_THAT(labels(Scale({"", 0, 1}, {}, 0, 1)), ElementsAre("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"));
    EXPECT_THAT(labels(Scale({}, std::vector{3.0, 17.0}, 0, 1)), ElementsAre("0", "5", "10", "15", "20"));
    EXPECT_THAT(labels(Scale({}, std::vector{-0.03, 0.11}, 0, 1)),
                ElementsAre("-0.05", "0.00", "0.05", "0.10", "0.15"));
    EXPECT_THAT(labels(Scale({}, std::vector{3e6}, 0, 1)),
                ElementsAre("0", "5e+05", "1e+06", "1.5e+06", "2e+06", "2.5e+06", "3e+06"));
}

TEST(Scale, PlacesValuesBetweenItsEnds) {
    const Scale scale({"", 10, 20}, {}, 100, 50);
    EXPECT_THAT(scale.place(10), DoubleNear(100, 1e-9));
    EXPECT_THAT(scale.place(12.5), DoubleNear(87.5, 1e-9));
    EXPECT_THAT(scale.place(99), DoubleNear(50, 1e-9));  // beyond
}

TEST(Scale, WithoutValuesGoesFromZeroToOne) {
    for (const std::vector<double>& values : {std::vector<double>{}, {0.0}, {NAN, INFINITY}, {1e301}, {1e-300}}) {
        const Scale scale({}, values, 0, 1);
        EXPECT_EQ(scale.first(), 0);
        EXPECT_EQ(scale.last(), 1);
    }
}

TEST(Scale, AnyRangeHasAFewTicksWithinIt) {
    std::mt19937 random(test::random_seed());
    std::uniform_real_distribution<double> exponent(-250, 290), sign(-1, 1);
    for (int round = 0; round < 2'000; ++round) {
        const std::vector<double> values{sign(random) * std::pow(10, exponent(random)),
                                         sign(random) * std::pow(10, exponent(random))};
        const Scale scale({}, values, 0, 1);
        EXPECT_GE(scale.ticks().size(), 2U);
        EXPECT_LE(scale.ticks().size(), 9U);
        for (const double value : values) {
            EXPECT_GE(scale.place(value), 0);
            EXPECT_LE(scale.place(value), 1);
        }
    }
}

TEST(ShortNumber, KeepsThreeDigitsOrSo) {
    EXPECT_EQ(short_number(0), "0");
    EXPECT_EQ(short_number(12), "12");
    EXPECT_EQ(short_number(0.12345), "0.123");
    EXPECT_EQ(short_number(1.2345), "1.23");
    EXPECT_EQ(short_number(12.345), "12.3");
    EXPECT_EQ(short_number(1234.5), "1234");
    EXPECT_EQ(short_number(12345678), "1.2e+07");
    EXPECT_EQ(short_number(0.00012), "0.00012");
}

}  // namespace
}  // namespace yolozu::chart
