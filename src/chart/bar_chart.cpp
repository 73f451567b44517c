// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "chart/canvas.hpp"
#include "chart/chart.hpp"
#include "chart/scale.hpp"
#include "chart/text.hpp"

namespace yolozu::chart {
namespace {

constexpr double top = 44, plot_width = 520, bar_height = 16, gap = 12, below = 58, legend_line = 20;
constexpr std::size_t longest_name = 48;

double widest_of(std::span<const std::string> names) {
    int widest = 0;
    for (const std::string& name : names) widest = std::max(widest, text_width(shortened(name, longest_name)));
    return widest * font_size / 100;
}

double legend_height(const BarChart& chart) {
    return chart.measures.size() < 2 ? 0 : static_cast<double>(chart.measures.size()) * legend_line + gap;
}

class BarDrawing {
public:
    explicit BarDrawing(const BarChart& chart);
    std::string draw();

private:
    void draw_legend();
    void draw_axis();
    void draw_bar(double value, double y, std::size_t measure, const std::string& group);

    const BarChart& chart_;
    double left_, first_bar_, bottom_;
    Scale values_;
    Canvas canvas_;
};

std::vector<double> all_values(const BarChart& chart) {
    std::vector<double> values;
    for (const BarChart::Measure& measure : chart.measures)
        values.insert(values.end(), measure.values.begin(), measure.values.end());
    return values;
}

BarDrawing::BarDrawing(const BarChart& chart)
    : chart_(chart),
      left_(widest_of(chart.groups) + 28),
      first_bar_(top + legend_height(chart)),
      bottom_(first_bar_ + static_cast<double>(chart.groups.size()) *
                               (static_cast<double>(chart.measures.size()) * bar_height + gap)),
      values_({}, all_values(chart), left_, left_ + plot_width),
      canvas_(left_ + plot_width + 72, bottom_ + below, chart.title) {}

void BarDrawing::draw_legend() {
    if (chart_.measures.size() < 2) return;
    for (std::size_t index = 0; index < chart_.measures.size(); ++index) {
        const double y = top + static_cast<double>(index) * legend_line;
        canvas_.rectangle({left_, y}, 24, 10, colour_class(index));
        canvas_.text({left_ + 32, y + 10}, Anchor::start, shortened(chart_.measures[index].name, longest_name));
    }
}

void BarDrawing::draw_axis() {
    for (const double tick : values_.ticks()) {
        canvas_.line({values_.place(tick), first_bar_}, {values_.place(tick), bottom_}, "grid");
        canvas_.text({values_.place(tick), bottom_ + 20}, Anchor::middle, values_.tick_label(tick));
    }
    canvas_.line({values_.place(0), first_bar_}, {values_.place(0), bottom_}, "axis");
    canvas_.text({left_ + plot_width / 2, bottom_ + 44}, Anchor::middle, chart_.value_label);
}

void BarDrawing::draw_bar(double value, double y, std::size_t measure, const std::string& group) {
    if (!is_drawn(value)) return;
    const double zero = values_.place(0), end = values_.place(value);
    const std::string number = short_number(value);
    canvas_.rectangle({std::min(zero, end), y}, std::abs(end - zero), bar_height - 2, colour_class(measure), 1,
                      group + " " + chart_.measures[measure].name + ": " + number);
    canvas_.text({std::max(zero, end) + 5, y + 11}, Anchor::start, number, "small");
}

std::string BarDrawing::draw() {
    draw_axis();
    double y = first_bar_ + gap / 2;
    for (std::size_t group = 0; group < chart_.groups.size(); ++group) {
        const double middle = y + static_cast<double>(chart_.measures.size()) * bar_height / 2;
        canvas_.text({left_ - 8, middle + 4}, Anchor::end, shortened(chart_.groups[group], longest_name));
        for (std::size_t measure = 0; measure < chart_.measures.size(); ++measure, y += bar_height)
            if (group < chart_.measures[measure].values.size())
                draw_bar(chart_.measures[measure].values[group], y, measure, chart_.groups[group]);
        y += gap;
    }
    draw_legend();
    return canvas_.finish();
}

}  // namespace

std::string to_svg(const BarChart& chart) {
    return BarDrawing(chart).draw();
}

}  // namespace yolozu::chart
