// SPDX-License-Identifier: Apache-2.0
#include "chart/scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace yolozu::chart {
namespace {

constexpr double largest = 1e300;
constexpr double most_ticks = 6;

/// The smallest of 1, 2 and 5 times a power of ten that cuts a range in no more than six.
double round_step(double range) {
    const double rough = range / most_ticks;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= rough * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

}  // namespace

bool is_drawn(double value) {
    return std::abs(value) <= largest;
}

Scale::Scale(const Axis& axis, std::span<const double> values, double start, double end) : start_(start), end_(end) {
    const bool is_given = is_drawn(axis.first) && is_drawn(axis.last) && axis.first < axis.last;
    double first = is_given ? axis.first : 0, last = is_given ? axis.last : 0;
    if (!is_given)
        for (const double value : values)
            if (is_drawn(value)) first = std::min(first, value), last = std::max(last, value);
    // What cannot be divided is no range.
    if (!(last - first > 1e-290) || !(last - first > 1e-9 * std::max(std::abs(first), std::abs(last)))) {
        first = 0;
        last = 1;
    }
    step_ = round_step(last - first);
    first_ = is_given ? first : std::floor(first / step_ + 1e-9) * step_;
    last_ = is_given ? last : std::ceil(last / step_ - 1e-9) * step_;
    for (double count = std::ceil(first_ / step_ - 1e-9); count * step_ <= last_ + step_ * 1e-9; ++count)
        ticks_.push_back(count * step_);
}

double Scale::place(double value) const {
    const double part = (std::clamp(value, first_, last_) - first_) / (last_ - first_);
    return start_ + part * (end_ - start_);
}

std::string Scale::tick_label(double tick) const {
    if (std::abs(tick) < step_ / 2) tick = 0;  // a rounded zero has no sign
    const double greatest = std::max(std::abs(first_), std::abs(last_));
    if (greatest >= 1e6 || greatest < 1e-3) return fmt::format("{:.3g}", tick);
    const int places = std::max(0, -static_cast<int>(std::floor(std::log10(step_) + 1e-9)));
    return fmt::format("{:.{}f}", tick, places);
}

std::string short_number(double value) {
    const double size = std::abs(value);
    if (size != 0 && (size >= 1e6 || size < 1e-3)) return fmt::format("{:.2g}", value);
    if (value == std::floor(value)) return fmt::format("{:.0f}", value);
    return fmt::format("{:.{}f}", value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

}  // namespace yolozu::chart
