// SPDX-License-Identifier: Apache-2.0
//
// The SVG document under construction: shapes by the classes of its one style sheet.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace yolozu::chart {

inline constexpr double font_size = 13;

struct Place {
    double x = 0, y = 0;
};

/// Where a text stands as seen from its place.
enum class Anchor { start, middle, end };

class Canvas {
public:
    /// Wider where the title needs it.
    Canvas(double width, double height, std::string_view title);

    void line(Place from, Place to, std::string_view css_class);
    void polyline(std::span<const Place> places, std::string_view css_class);
    /// `opacity` from 0 to 1; `hint` shows while the pointer rests on it.
    void rectangle(Place corner, double width, double height, std::string_view css_class, double opacity = 1,
                   std::string_view hint = {});
    void point(Place centre, std::string_view css_class);
    void text(Place place, Anchor anchor, std::string_view words, std::string_view css_class = {});
    /// The same, read from below to above; with Anchor::end, it ends at its place.
    void upward_text(Place place, Anchor anchor, std::string_view words, std::string_view css_class = {});

    /// The whole document; the canvas is empty after it.
    std::string finish();

private:
    std::string svg_;
};

/// The class of the n-th colour; there are `colour_count`, then they come again.
inline constexpr std::size_t colour_count = 8;
std::string colour_class(std::size_t index);

}  // namespace yolozu::chart
