// SPDX-License-Identifier: Apache-2.0
//
// Charts as SVG documents: numbers and words in, text out. The documents need nothing from outside, have a background
// of their own and follow the reader's preference for light or dark. Words may hold any bytes: what XML cannot hold
// becomes U+FFFD. Numbers that are not finite, or beyond 1e300, are not drawn.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace yolozu::chart {

/// What an axis is about and what of it is shown.
struct Axis {
    std::string label;
    double first = 0, last = 0;  ///< the ends; where they are equal, those of the data and zero
};

struct Series {
    /// A line of the legend; one of many, thin and without a word; the one that matters, thick and on top.
    enum class Weight { normal, faint, strong };

    std::string name;
    std::vector<double> x, y;  ///< of equal length, joined in this order; one that is not drawn breaks the line
    Weight weight = Weight::normal;
    bool with_points = false;  ///< marks each place as well, for few measured values
};

struct LineChart {
    std::string title;
    Axis x, y;
    std::vector<Series> series;
};
std::string to_svg(const LineChart& chart);

/// Groups of lying bars, one under another, for names of any length. All bars begin at 0.
struct BarChart {
    struct Measure {
        std::string name;            ///< a line of the legend, which a single measure does not need
        std::vector<double> values;  ///< one a group
    };

    std::string title;
    std::string value_label;  ///< with the unit
    std::vector<std::string> groups;
    std::vector<Measure> measures;
};
std::string to_svg(const BarChart& chart);

/// A table of values from 0, the darker the larger: each by its share of the largest, or of its column's sum.
struct HeatMap {
    std::string title;
    std::string row_label, column_label;
    std::vector<std::string> rows, columns;
    std::vector<double> values;  ///< row by row
    bool by_column = false;
};
std::string to_svg(const HeatMap& chart);

}  // namespace yolozu::chart
