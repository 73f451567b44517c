// SPDX-License-Identifier: Apache-2.0
#include "chart/chart.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace yolozu::chart {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
    return found;
}

/// Every element that is opened is closed, in order, and nothing stands outside the document.
void expect_well_formed(std::string_view svg) {
    std::vector<std::string> open;
    for (std::size_t at = svg.find('<'); at != svg.npos; at = svg.find('<', at + 1)) {
        const std::size_t end = svg.find('>', at);
        ASSERT_NE(end, svg.npos);
        const std::string_view tag = svg.substr(at + 1, end - at - 1);
        if (tag.front() == '/') {
            ASSERT_FALSE(open.empty());
            ASSERT_EQ(open.back(), tag.substr(1));
            open.pop_back();
        } else if (tag.back() != '/') {
            open.emplace_back(tag.substr(0, tag.find(' ')));
        }
    }
    EXPECT_TRUE(open.empty());
    EXPECT_TRUE(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    EXPECT_TRUE(svg.ends_with("</svg>\n"));
    // The rest of the document: what the style sheet and the words cannot hold.
    EXPECT_THAT(std::string(svg), Not(HasSubstr("\"nan\"")));
    EXPECT_THAT(std::string(svg), Not(HasSubstr("inf\"")));
}

TEST(LineChart, JoinsTheValues) {
    const std::string svg = to_svg(LineChart{.title = "Curve",
                                             .x = {"recall", 0, 1},
                                             .y = {"precision", 0, 1},
                                             .series = {{.name = "cat", .x = {0, 0.5, 1}, .y = {1, 0.5, 0}}}});
    expect_well_formed(svg);
    // The plot is 560 x 380, its upper left corner at 72, 44.
    EXPECT_THAT(svg, HasSubstr("<polyline class=\"c0\" points=\"72.00,44.00 352.00,234.00 632.00,424.00 \"/>"));
    EXPECT_THAT(svg, HasSubstr(">recall</text>"));
    EXPECT_THAT(svg, HasSubstr(">precision</text>"));
    EXPECT_THAT(svg, HasSubstr(">cat</text>"));
    EXPECT_THAT(svg, HasSubstr("prefers-color-scheme: dark"));
}

TEST(LineChart, AValueThatIsNoneBreaksTheLine) {
    const std::string svg =
        to_svg(LineChart{.title = "",
                         .x = {},
                         .y = {},
                         .series = {{.name = "", .x = {0, 1, 2, 3, 4, 5}, .y = {1, 2, NAN, 3, INFINITY, -1e308}}}});
    expect_well_formed(svg);
    EXPECT_EQ(count(svg, "<polyline"), 1U);
    EXPECT_EQ(count(svg, "<circle"), 1U);  // a value alone
}

TEST(LineChart, FaintSeriesTakeNoColourAndNoWord) {
    using Weight = Series::Weight;
    const std::string svg =
        to_svg(LineChart{.title = "",
                         .x = {},
                         .y = {},
                         .series = {{.name = "one of many", .x = {0, 1}, .y = {0, 1}, .weight = Weight::faint},
                                    {.name = "all", .x = {0, 1}, .y = {0, 1}, .weight = Weight::strong}}});
    expect_well_formed(svg);
    EXPECT_THAT(svg, Not(HasSubstr("one of many")));
    EXPECT_LT(svg.find("<polyline class=\"faint\""), svg.find("<polyline class=\"c0 strong\""));
}

TEST(BarChart, BarsBeginAtZero) {
    const std::string svg = to_svg(BarChart{.title = "Latency",
                                            .value_label = "ms",
                                            .groups = {"a<b", "c"},
                                            .measures = {{"p50", {10, 20}}, {"p99", {20, NAN}}}});
    expect_well_formed(svg);
    EXPECT_THAT(svg, HasSubstr("<title>a&lt;b p50: 10</title>"));
    EXPECT_EQ(count(svg, "width=\"260.00\" height=\"14.00\" class=\"c0\""), 1U);  // half of 520
    EXPECT_EQ(count(svg, "width=\"520.00\" height=\"14.00\""), 2U);
    EXPECT_THAT(svg, HasSubstr(">p99</text>"));
}

TEST(HeatMap, IsDarkerTheLargerTheShare) {
    HeatMap chart{.title = "Confusion",
                  .row_label = "predicted",
                  .column_label = "true",
                  .rows = {"cat", "dog"},
                  .columns = {"cat", "dog"},
                  .values = {30, 0, 10, 20}};
    std::string svg = to_svg(chart);
    expect_well_formed(svg);
    EXPECT_EQ(count(svg, "class=\"cell\""), 3U);
    EXPECT_THAT(svg, HasSubstr("class=\"cell\"><title>predicted cat, true cat: 30</title>"));
    EXPECT_THAT(svg, HasSubstr("opacity=\"0.687\"><title>predicted dog, true dog: 20</title>"));  // 0.06 + 0.94 * 2/3
    chart.by_column = true;
    svg = to_svg(chart);
    EXPECT_THAT(svg, HasSubstr("opacity=\"0.765\"><title>predicted cat, true cat: 30</title>"));  // of 40
    EXPECT_THAT(svg, HasSubstr("class=\"cell\"><title>predicted dog, true dog: 20</title>"));
}

TEST(Charts, OfNothingAreDocuments) {
    expect_well_formed(to_svg(LineChart{}));
    expect_well_formed(to_svg(BarChart{}));
    expect_well_formed(to_svg(HeatMap{}));
    expect_well_formed(to_svg(HeatMap{.title = "",
                                      .row_label = "",
                                      .column_label = "",
                                      .rows = {"a", "b"},
                                      .columns = {"c"},
                                      .values = {-1}}));  // too few
    expect_well_formed(to_svg(BarChart{.title = "", .value_label = "", .groups = {"a"}, .measures = {{"b", {}}}}));
}

}  // namespace
}  // namespace yolozu::chart
