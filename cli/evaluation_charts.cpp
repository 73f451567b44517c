// SPDX-License-Identifier: Apache-2.0
#include "cli/evaluation_charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "chart/chart.hpp"

namespace yolozu::cli {
namespace {

using eval::Curves;

/// More classes are thin lines without a name.
constexpr std::size_t most_named_lines = 12;

/// A curve of `Curves`: its file, words and values.
struct CurveChart {
    const char *file, *title, *x, *y;
    Curves::Values Curves::*values;
};

constexpr CurveChart curve_charts[] = {
    {"precision_recall.svg", "Precision by recall", "recall", "precision", &Curves::precision_at_recall},
    {"f1_confidence.svg", "F1 by confidence", "confidence", "F1", &Curves::f1},
    {"precision_confidence.svg", "Precision by confidence", "confidence", "precision", &Curves::precision},
    {"recall_confidence.svg", "Recall by confidence", "confidence", "recall", &Curves::recall},
};

chart::Series series_of(std::string name, const Curves::Values& values, chart::Series::Weight weight) {
    chart::Series series{.name = std::move(name), .x = {}, .y = {values.begin(), values.end()}, .weight = weight};
    for (std::size_t point = 0; point < values.size(); ++point)
        series.x.push_back(static_cast<double>(point) / static_cast<double>(values.size() - 1));
    return series;
}

std::string draw_curves(const EvaluationReport& report, const CurveChart& wanted) {
    using Weight = chart::Series::Weight;
    chart::LineChart drawn{
        .title = fmt::format("{} (at {} 0.50)", wanted.title, report.task == eval::Task::pose ? "OKS" : "IoU"),
        .x = {wanted.x, 0, 1},
        .y = {wanted.y, 0, 1},
        .series = {}};
    const auto& classes = report.found.class_curves;
    const bool are_named = classes.size() <= most_named_lines;
    for (const eval::ClassCurves& each : classes)
        drawn.series.push_back(series_of(class_label(report, each.class_id), each.curves.*wanted.values,
                                         are_named ? Weight::normal : Weight::faint));
    drawn.series.push_back(series_of("mean of classes", report.found.curves.*wanted.values, Weight::strong));
    return to_svg(drawn);
}

/// The classes that occur, and background.
std::vector<std::size_t> confused_classes(const EvaluationReport& report) {
    std::vector<std::size_t> classes{eval::background};
    for (const eval::Confused& cell : report.confusion()) classes.insert(classes.end(), {cell.predicted, cell.truth});
    std::ranges::sort(classes);
    const auto repeated = std::ranges::unique(classes);
    classes.erase(repeated.begin(), repeated.end());
    return classes;
}

std::string draw_confusion(const EvaluationReport& report) {
    const std::vector<std::size_t> classes = confused_classes(report);
    chart::HeatMap drawn{.title = "Confusion matrix",
                         .row_label = "predicted",
                         .column_label = "true",
                         .rows = {},
                         .columns = {},
                         .values = std::vector<double>(classes.size() * classes.size()),
                         .by_column = true};
    if (!report.is_of_classes())
        drawn.title += fmt::format(" (confidence {}, {} {})", report.confusion_confidence,
                                   report.task == eval::Task::pose ? "OKS" : "IoU", report.confusion_iou);
    for (const std::size_t class_id : classes) drawn.rows.push_back(class_label(report, class_id));
    drawn.columns = drawn.rows;
    const auto place = [&](std::size_t class_id) {
        return static_cast<std::size_t>(std::ranges::lower_bound(classes, class_id) - classes.begin());
    };
    for (const eval::Confused& cell : report.confusion())
        drawn.values[place(cell.predicted) * classes.size() + place(cell.truth)] = static_cast<double>(cell.count);
    return to_svg(drawn);
}

Status write_chart(const std::filesystem::path& path, const std::string& svg) {
    return in_file("chart", path, write_file(path, svg));
}

}  // namespace

std::size_t confused_class_count(const EvaluationReport& report) {
    return confused_classes(report).size() - 1;
}

Status write_charts(const EvaluationReport& report, const std::filesystem::path& folder) {
    std::error_code cause;
    std::filesystem::create_directories(folder, cause);
    if (cause)
        return Error(ErrorCode::io,
                     fmt::format("cannot make the folder '{}' of charts: {}", printable(folder), cause.message()));
    if (!report.is_of_classes())
        for (const CurveChart& wanted : curve_charts)
            YOLOZU_TRY(write_chart(folder / wanted.file, draw_curves(report, wanted)));
    if (confused_class_count(report) > most_drawn_classes) return {};
    return write_chart(folder / "confusion_matrix.svg", draw_confusion(report));
}

}  // namespace yolozu::cli
