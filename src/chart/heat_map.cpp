// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "chart/canvas.hpp"
#include "chart/chart.hpp"
#include "chart/scale.hpp"
#include "chart/text.hpp"

namespace yolozu::chart {
namespace {

constexpr double title_height = 44, label_gap = 8, axis_label = 26;
constexpr std::size_t longest_name = 20;
/// Cells that are smaller have no room for numbers and names.
constexpr double cell_with_numbers = 34, cell_with_names = 14;
/// A number of several digits needs a cell of its width.
constexpr std::size_t most_with_numbers = 24;

double widest_of(std::span<const std::string> names) {
    int widest = 0;
    for (const std::string& name : names) widest = std::max(widest, text_width(shortened(name, longest_name)));
    return widest * font_size / 100;
}

double cell_size(const HeatMap& chart) {
    const std::size_t count = std::max({chart.rows.size(), chart.columns.size(), std::size_t{1}});
    if (count <= most_with_numbers) return std::clamp(640.0 / static_cast<double>(count), cell_with_numbers, 72.0);
    return std::max(1200.0 / static_cast<double>(count), count <= 100 ? cell_with_names : 4.0);
}

class HeatDrawing {
public:
    explicit HeatDrawing(const HeatMap& chart);
    std::string draw();

private:
    double width() const { return cell_ * static_cast<double>(chart_.columns.size()); }
    double height() const { return cell_ * static_cast<double>(chart_.rows.size()); }
    double value(std::size_t row, std::size_t column) const;
    double sum_of(std::size_t column) const;
    double largest() const;
    void draw_names();
    void draw_cell(std::size_t row, std::size_t column, double whole);

    const HeatMap& chart_;
    double cell_, left_, bottom_;
    Canvas canvas_;
};

HeatDrawing::HeatDrawing(const HeatMap& chart)
    : chart_(chart),
      cell_(cell_size(chart)),
      left_(axis_label + label_gap + widest_of(chart.rows) + label_gap),
      bottom_(title_height + height()),
      canvas_(left_ + width() + 24, bottom_ + label_gap + widest_of(chart.columns) + axis_label + 12, chart.title) {}

double HeatDrawing::value(std::size_t row, std::size_t column) const {
    const std::size_t index = row * chart_.columns.size() + column;
    return index < chart_.values.size() && is_drawn(chart_.values[index]) ? std::max(0.0, chart_.values[index]) : 0;
}

double HeatDrawing::sum_of(std::size_t column) const {
    double sum = 0;
    for (std::size_t row = 0; row < chart_.rows.size(); ++row) sum += value(row, column);
    return sum;
}

double HeatDrawing::largest() const {
    double found = 0;
    for (std::size_t row = 0; row < chart_.rows.size(); ++row)
        for (std::size_t column = 0; column < chart_.columns.size(); ++column)
            found = std::max(found, value(row, column));
    return found;
}

void HeatDrawing::draw_names() {
    canvas_.text({left_ + width() / 2, bottom_ + label_gap + widest_of(chart_.columns) + axis_label}, Anchor::middle,
                 chart_.column_label);
    canvas_.upward_text({18, title_height + height() / 2}, Anchor::middle, chart_.row_label);
    if (cell_ < cell_with_names) return;
    for (std::size_t row = 0; row < chart_.rows.size(); ++row)
        canvas_.text({left_ - label_gap, title_height + (static_cast<double>(row) + 0.5) * cell_ + 4}, Anchor::end,
                     shortened(chart_.rows[row], longest_name), cell_ < cell_with_numbers ? "small" : "");
    for (std::size_t column = 0; column < chart_.columns.size(); ++column)
        canvas_.upward_text({left_ + (static_cast<double>(column) + 0.5) * cell_ + 4, bottom_ + label_gap}, Anchor::end,
                            shortened(chart_.columns[column], longest_name), cell_ < cell_with_numbers ? "small" : "");
}

void HeatDrawing::draw_cell(std::size_t row, std::size_t column, double whole) {
    const double number = value(row, column);
    if (!(number > 0) || !(whole > 0)) return;
    const double share = std::min(1.0, number / whole);
    const double x = left_ + static_cast<double>(column) * cell_, y = title_height + static_cast<double>(row) * cell_;
    const std::string words = short_number(number);
    canvas_.rectangle({x, y}, cell_, cell_, "cell", 0.06 + 0.94 * share,
                      chart_.row_label + " " + chart_.rows[row] + ", " + chart_.column_label + " " +
                          chart_.columns[column] + ": " + words);
    if (cell_ >= cell_with_numbers)
        canvas_.text({x + cell_ / 2, y + cell_ / 2 + 4}, Anchor::middle, words,
                     share > 0.5 ? "small inverse" : "small");
}

std::string HeatDrawing::draw() {
    const double largest_value = largest();
    for (std::size_t column = 0; column < chart_.columns.size(); ++column) {
        const double whole = chart_.by_column ? sum_of(column) : largest_value;
        for (std::size_t row = 0; row < chart_.rows.size(); ++row) draw_cell(row, column, whole);
    }
    for (const double x : {left_, left_ + width()}) canvas_.line({x, title_height}, {x, bottom_}, "axis");
    for (const double y : {title_height, bottom_}) canvas_.line({left_, y}, {left_ + width(), y}, "axis");
    draw_names();
    return canvas_.finish();
}

}  // namespace

std::string to_svg(const HeatMap& chart) {
    return HeatDrawing(chart).draw();
}

}  // namespace yolozu::chart
