// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "parity/box.hpp"

namespace yolozu {
namespace {

using nlohmann::json;

constexpr PictureSize picture{200, 100};

void expect_the_box(const json& written, BoxFormat format = BoxFormat::automatic) {
    const auto box = read_box(written, format, picture);
    ASSERT_TRUE(box) << written;
    EXPECT_EQ(box->corners, (std::array<double, 4>{50, 25, 100, 75})) << written;
    EXPECT_EQ(box->normalized, (std::array<double, 4>{0.375, 0.5, 0.25, 0.5})) << written;
}

TEST(ParityBox, EveryFormIsTheSameBox) {
    expect_the_box({{"cx", 0.375}, {"cy", 0.5}, {"w", 0.25}, {"h", 0.5}});
    expect_the_box({{"x", 50}, {"y", 25}, {"w", 50}, {"h", 50}});
    expect_the_box({{"x1", 50}, {"y1", 25}, {"x2", 100}, {"y2", 75}});
    const json centre{{"cx", 75}, {"cy", 50}, {"w", 50}, {"h", 50}};
    expect_the_box(centre, BoxFormat::cxcywh_abs);
    json stated = centre;
    stated["format"] = " cxcywh_abs ";
    expect_the_box(stated);
}

TEST(ParityBox, AnAskedForFormatOverrulesWhatTheBoxSays) {
    const json box{{"cx", 75}, {"cy", 50}, {"w", 50}, {"h", 50}, {"format", "xyxy_abs"}};
    EXPECT_FALSE(read_box(box, BoxFormat::automatic, picture));
    expect_the_box(box, BoxFormat::cxcywh_abs);
}

TEST(ParityBox, WhatIsNoBoxIsNothing) {
    for (const char* const text :
         {R"({})", R"(null)", R"([0.5, 0.5, 0.1, 0.1])", R"({"cx": 0.5, "cy": 0.5, "w": 0.1})",
          R"({"cx": 0.5, "cy": 0.5, "w": 0.1, "h": "0.1"})", R"({"cx": 0.5, "cy": 0.5, "w": 0.1, "h": null})",
          R"({"format": "polar", "cx": 0.5, "cy": 0.5, "w": 0.1, "h": 0.1})",
          R"({"format": 7, "cx": 0.5, "cy": 0.5, "w": 0.1, "h": 0.1})",
          R"({"format": "xyxy_abs", "x1": 10, "y1": 20, "x2": 50})", R"({"cx": 1e308, "cy": 0.5, "w": 0.1, "h": 0.1})"})
        EXPECT_FALSE(read_box(json::parse(text), BoxFormat::automatic, picture)) << text;
}

TEST(ParityBox, IntersectionOverUnion) {
    EXPECT_EQ(intersection_over_union({0, 0, 10, 10}, {0, 0, 10, 10}), 1.0);
    EXPECT_DOUBLE_EQ(intersection_over_union({0, 0, 10, 10}, {5, 0, 15, 10}), 1.0 / 3);
    EXPECT_EQ(intersection_over_union({0, 0, 10, 10}, {10, 0, 20, 10}), 0.0);
    EXPECT_EQ(intersection_over_union({0, 0, 10, 10}, {20, 20, 30, 30}), 0.0);
    EXPECT_EQ(intersection_over_union({5, 5, 5, 5}, {5, 5, 5, 5}), 0.0) << "no area";
    EXPECT_EQ(intersection_over_union({10, 10, 0, 0}, {10, 10, 0, 0}), 0.0) << "inside out";
}

TEST(ParityBox, FormatsHaveNames) {
    for (const BoxFormat format : {BoxFormat::automatic, BoxFormat::cxcywh_norm, BoxFormat::cxcywh_abs,
                                   BoxFormat::xywh_abs, BoxFormat::xyxy_abs})
        EXPECT_EQ(box_format_from_string(to_string(format)), format);
    EXPECT_EQ(box_format_from_string("polar"), std::nullopt);
}

}  // namespace
}  // namespace yolozu
