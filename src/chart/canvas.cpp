// SPDX-License-Identifier: Apache-2.0
#include "chart/canvas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "chart/text.hpp"

namespace yolozu::chart {
namespace {

constexpr double title_size = 16;  // a little more than it is, for the bold letters

/// The colours differ in lightness as well, and are readable on white and on black.
constexpr std::string_view style = R"(<style>
text { font: 13px "Segoe UI", "DejaVu Sans", Helvetica, Arial, sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: 600; }
.small { font-size: 11px; }
.inverse { fill: #ffffff; }
.background { fill: #ffffff; }
.grid { stroke: #d8dee4; }
.axis { stroke: #656d76; }
.cell { fill: #0550ae; }
polyline, .key { fill: none; stroke-width: 2; stroke-linejoin: round; }
.faint { stroke: #8c959f; fill: none; stroke-width: 1; opacity: 0.45; }
.strong { stroke-width: 3.5; }
.c0 { stroke: #0969da; fill: #0969da; } .c1 { stroke: #d1570a; fill: #d1570a; }
.c2 { stroke: #1a8f5a; fill: #1a8f5a; } .c3 { stroke: #a83fb8; fill: #a83fb8; }
.c4 { stroke: #b58a00; fill: #b58a00; } .c5 { stroke: #d02f4d; fill: #d02f4d; }
.c6 { stroke: #0a96a8; fill: #0a96a8; } .c7 { stroke: #7a7f87; fill: #7a7f87; }
polyline { fill: none !important; }
rect { stroke: none !important; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .background { fill: #0d1117; } .grid { stroke: #30363d; } .axis { stroke: #8d96a0; }
.inverse { fill: #0d1117; } .cell { fill: #79c0ff; } .faint { stroke: #8d96a0; }
.c0 { stroke: #58a6ff; fill: #58a6ff; } .c1 { stroke: #f0883e; fill: #f0883e; }
.c2 { stroke: #3fb97a; fill: #3fb97a; } .c3 { stroke: #d383e0; fill: #d383e0; }
.c4 { stroke: #d9ad20; fill: #d9ad20; } .c5 { stroke: #ff7b8f; fill: #ff7b8f; }
.c6 { stroke: #39c5d6; fill: #39c5d6; } .c7 { stroke: #a5acb5; fill: #a5acb5; }
}
</style>
)";

std::string_view word_of(Anchor anchor) {
    if (anchor == Anchor::start) return "start";
    return anchor == Anchor::middle ? "middle" : "end";
}

}  // namespace

Canvas::Canvas(double width, double height, std::string_view title) {
    const double title_width = text_width(title) * title_size / 100;
    width = std::max(width, title_width + 32);
    svg_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} "
        "{1:.0f}\" "
        "role=\"img\">\n<title>{2}</title>\n{3}",
        width, height, xml_text(title), style);
    rectangle({0, 0}, width, height, "background");
    text({width / 2, 24}, Anchor::middle, title, "title");
}

void Canvas::line(Place from, Place to, std::string_view css_class) {
    svg_ += fmt::format("<line x1=\"{:.2f}\" y1=\"{:.2f}\" x2=\"{:.2f}\" y2=\"{:.2f}\" class=\"{}\"/>\n", from.x,
                        from.y, to.x, to.y, css_class);
}

void Canvas::polyline(std::span<const Place> places, std::string_view css_class) {
    svg_ += fmt::format("<polyline class=\"{}\" points=\"", css_class);
    for (const Place& place : places) svg_ += fmt::format("{:.2f},{:.2f} ", place.x, place.y);
    svg_ += "\"/>\n";
}

void Canvas::rectangle(Place corner, double width, double height, std::string_view css_class, double opacity,
                       std::string_view hint) {
    svg_ += fmt::format("<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" class=\"{}\"", corner.x,
                        corner.y, width, height, css_class);
    if (opacity < 1) svg_ += fmt::format(" opacity=\"{:.3f}\"", opacity);
    svg_ += hint.empty() ? "/>\n" : fmt::format("><title>{}</title></rect>\n", xml_text(hint));
}

void Canvas::point(Place centre, std::string_view css_class) {
    svg_ +=
        fmt::format("<circle cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"3.5\" class=\"{}\"/>\n", centre.x, centre.y, css_class);
}

void Canvas::text(Place place, Anchor anchor, std::string_view words, std::string_view css_class) {
    svg_ += fmt::format("<text x=\"{:.2f}\" y=\"{:.2f}\" text-anchor=\"{}\" class=\"{}\">{}</text>\n", place.x, place.y,
                        word_of(anchor), css_class, xml_text(words));
}

void Canvas::upward_text(Place place, Anchor anchor, std::string_view words, std::string_view css_class) {
    svg_ += fmt::format(
        "<text text-anchor=\"{}\" transform=\"translate({:.2f} {:.2f}) rotate(-90)\" class=\"{}\">{}</text>\n",
        word_of(anchor), place.x, place.y, css_class, xml_text(words));
}

std::string Canvas::finish() {
    svg_ += "</svg>\n";
    return std::exchange(svg_, {});
}

std::string colour_class(std::size_t index) {
    return fmt::format("c{}", index % colour_count);
}

}  // namespace yolozu::chart
