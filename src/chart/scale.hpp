// SPDX-License-Identifier: Apache-2.0
//
// From values to places on a chart, and the round values that stand beside an axis.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "chart/chart.hpp"

namespace yolozu::chart {

/// Whether a number is drawn at all.
bool is_drawn(double value);

/// Maps [first, last] to [start, end]; values beyond go to the nearer end.
class Scale {
public:
    /// The range of the axis; where it has none, that of the values and 0, widened to round numbers.
    Scale(const Axis& axis, std::span<const double> values, double start, double end);

    double first() const { return first_; }
    double last() const { return last_; }
    double place(double value) const;
    /// Multiples of 1, 2 or 5 times a power of ten within the range, at most about six.
    const std::vector<double>& ticks() const { return ticks_; }
    /// A tick with as many places as all of them need.
    std::string tick_label(double tick) const;

private:
    double first_ = 0, last_ = 1, step_ = 1, start_ = 0, end_ = 1;
    std::vector<double> ticks_;
};

/// A value in a few digits: "0.123", "12.3", "1234", "1.2e+06".
std::string short_number(double value);

}  // namespace yolozu::chart
