// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "chart/canvas.hpp"
#include "chart/chart.hpp"
#include "chart/scale.hpp"
#include "chart/text.hpp"

namespace yolozu::chart {
namespace {

constexpr double left = 72, top = 44, plot_width = 560, plot_height = 380, below = 58, legend_line = 20;
constexpr double right = left + plot_width, bottom = top + plot_height;
constexpr std::size_t longest_name = 36;

class LineDrawing {
public:
    explicit LineDrawing(const LineChart& chart);
    std::string draw();

private:
    void draw_axes();
    void draw_series(const Series& series, const std::string& css_class);
    void draw_stretch(std::span<const Place> places, const std::string& css_class);
    void draw_legend();
    bool is_in_legend(const Series& series) const {
        return series.weight != Series::Weight::faint && !series.name.empty();
    }
    std::string class_of(std::size_t index) const;

    const LineChart& chart_;
    Scale x_, y_;
    Canvas canvas_;
};

std::vector<double> all_values(const LineChart& chart, std::vector<double> Series::*coordinate) {
    std::vector<double> values;
    for (const Series& series : chart.series)
        values.insert(values.end(), (series.*coordinate).begin(), (series.*coordinate).end());
    return values;
}

/// Room at the right for the legend's longest line.
double legend_width(const LineChart& chart) {
    int widest = 0;
    for (const Series& series : chart.series)
        if (series.weight != Series::Weight::faint)
            widest = std::max(widest, text_width(shortened(series.name, longest_name)));
    return widest == 0 ? 24 : widest * font_size / 100 + 64;
}

double chart_height(const LineChart& chart) {
    const auto lines = static_cast<double>(std::ranges::count_if(
        chart.series, [](const Series& series) { return series.weight != Series::Weight::faint; }));
    return std::max(bottom + below, top + lines * legend_line + 24);
}

LineDrawing::LineDrawing(const LineChart& chart)
    : chart_(chart),
      x_(chart.x, all_values(chart, &Series::x), left, right),
      y_(chart.y, all_values(chart, &Series::y), bottom, top),
      canvas_(right + legend_width(chart), chart_height(chart), chart.title) {}

/// Faint series have no colour of their own, so that those of the others do not depend on how many there are.
std::string LineDrawing::class_of(std::size_t index) const {
    if (chart_.series[index].weight == Series::Weight::faint) return "faint";
    std::size_t before = 0;
    for (std::size_t other = 0; other < index; ++other) before += chart_.series[other].weight != Series::Weight::faint;
    const std::string colour = colour_class(before);
    return chart_.series[index].weight == Series::Weight::strong ? colour + " strong" : colour;
}

void LineDrawing::draw_axes() {
    for (const double tick : y_.ticks()) {
        canvas_.line({left, y_.place(tick)}, {right, y_.place(tick)}, "grid");
        canvas_.text({left - 8, y_.place(tick) + 4}, Anchor::end, y_.tick_label(tick));
    }
    for (const double tick : x_.ticks()) {
        canvas_.line({x_.place(tick), top}, {x_.place(tick), bottom}, "grid");
        canvas_.text({x_.place(tick), bottom + 20}, Anchor::middle, x_.tick_label(tick));
    }
    canvas_.line({left, bottom}, {right, bottom}, "axis");
    canvas_.line({left, top}, {left, bottom}, "axis");
    canvas_.text({(left + right) / 2, bottom + 44}, Anchor::middle, chart_.x.label);
    canvas_.upward_text({20, (top + bottom) / 2}, Anchor::middle, chart_.y.label);
}

void LineDrawing::draw_stretch(std::span<const Place> places, const std::string& css_class) {
    if (places.size() == 1) canvas_.point(places.front(), css_class);
    if (places.size() > 1) canvas_.polyline(places, css_class);
}

void LineDrawing::draw_series(const Series& series, const std::string& css_class) {
    std::vector<Place> stretch;
    for (std::size_t index = 0; index < std::min(series.x.size(), series.y.size()); ++index) {
        if (is_drawn(series.x[index]) && is_drawn(series.y[index])) {
            stretch.push_back({x_.place(series.x[index]), y_.place(series.y[index])});
            if (series.with_points) canvas_.point(stretch.back(), css_class);
            continue;
        }
        draw_stretch(stretch, css_class);
        stretch.clear();
    }
    draw_stretch(stretch, css_class);
}

void LineDrawing::draw_legend() {
    double y = top + 10;
    for (std::size_t index = 0; index < chart_.series.size(); ++index) {
        if (!is_in_legend(chart_.series[index])) continue;
        canvas_.line({right + 14, y}, {right + 38, y}, "key " + class_of(index));
        canvas_.text({right + 46, y + 4}, Anchor::start, shortened(chart_.series[index].name, longest_name));
        y += legend_line;
    }
}

std::string LineDrawing::draw() {
    draw_axes();
    for (const auto weight : {Series::Weight::faint, Series::Weight::normal, Series::Weight::strong})
        for (std::size_t index = 0; index < chart_.series.size(); ++index)
            if (chart_.series[index].weight == weight) draw_series(chart_.series[index], class_of(index));
    draw_legend();
    return canvas_.finish();
}

}  // namespace

std::string to_svg(const LineChart& chart) {
    return LineDrawing(chart).draw();
}

}  // namespace yolozu::chart
