// SPDX-License-Identifier: Apache-2.0
#include "image/draw.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "image/shapes.hpp"
#include "image/text.hpp"

namespace yolozu {
namespace {

/// What depends on the size of the picture.
struct Style {
    int line_width;  // of the boxes
    int text_scale;
    int padding;  // around the text on its plate

    explicit Style(const Image& image) {
        const double side = std::min(image.width(), image.height());
        line_width = std::max(2, static_cast<int>(std::lround(side / 200)));
        text_scale = std::max(1, static_cast<int>(std::lround(side / 250)));
        padding = 2 * text_scale;
    }
};

/// The pixels of the picture that the box covers, at least one in each direction; nothing for a box that has none.
std::optional<PixelRect> visible_part(const Image& image, const Annotation& annotation) {
    const double width = image.width(), height = image.height();
    const bool visible = annotation.x1 < annotation.x2 && annotation.y1 < annotation.y2 && annotation.x1 < width &&
                         annotation.y1 < height && annotation.x2 > 0 && annotation.y2 > 0;
    const bool finite = std::isfinite(annotation.x1) && std::isfinite(annotation.x2) && std::isfinite(annotation.y1) &&
                        std::isfinite(annotation.y2);
    if (!visible || !finite) return std::nullopt;
    const auto round_clamped = [](double value, double limit) {
        return static_cast<int>(std::lround(std::clamp(value, 0.0, limit)));
    };
    PixelRect rect{round_clamped(annotation.x1, width - 1), round_clamped(annotation.y1, height - 1),
                   round_clamped(annotation.x2, width), round_clamped(annotation.y2, height)};
    rect.right = std::max(rect.right, rect.left + 1);
    rect.bottom = std::max(rect.bottom, rect.top + 1);
    return rect;
}

/// The lines lie inside the box, so that they never cover what is beside it.
void draw_outline(Image& image, const PixelRect& box, int line_width, Colour colour) {
    const int width = std::min(line_width, box.right - box.left), height = std::min(line_width, box.bottom - box.top);
    fill_rectangle(image, {box.left, box.top, box.right, box.top + height}, colour);
    fill_rectangle(image, {box.left, box.bottom - height, box.right, box.bottom}, colour);
    fill_rectangle(image, {box.left, box.top, box.left + width, box.bottom}, colour);
    fill_rectangle(image, {box.right - width, box.top, box.right, box.bottom}, colour);
}

using Corners = std::array<std::array<double, 2>, 4>;

/// Dashes of four line widths, as far from each other as they are long, the first and last half as long; lines that are
/// long beyond any picture are left out.
void draw_dashes(Image& image, const Corners& corners, int line_width, Colour colour) {
    constexpr double most_dashes = 20'000;
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const auto& [x, y] = corners[i];
        const auto& [next_x, next_y] = corners[(i + 1) % corners.size()];
        const double length = std::hypot(next_x - x, next_y - y);
        const double dashes = std::max(1.0, std::round(length / (8.0 * line_width)));
        if (!(dashes <= most_dashes)) continue;
        draw_dot(image, {x, y}, line_width, colour);
        const auto at = [&, from_x = x, from_y = y, to_x = next_x, to_y = next_y](double quarter) {
            const double way = std::clamp(quarter / (4 * dashes), 0.0, 1.0);
            return PicturePoint{from_x + way * (to_x - from_x), from_y + way * (to_y - from_y)};
        };
        for (int dash = 0; dash <= static_cast<int>(dashes); ++dash)
            draw_line(image, at(4 * dash - 1), at(4 * dash + 1), line_width, colour);
    }
}

/// The lines lie inside the box, as draw_outline's.
void draw_dashed_outline(Image& image, const PixelRect& box, int line_width, Colour colour) {
    const double inset = line_width / 2.0;
    const double left = box.left + inset, top = box.top + inset, right = box.right - inset, bottom = box.bottom - inset;
    draw_dashes(image, {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}}, line_width, colour);
}

/// Four lines, whose ends dots make round so that corners have no gaps.
void draw_turned_box(Image& image, const Corners& corners, int line_width, Colour colour) {
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const auto& [x, y] = corners[i];
        const auto& [next_x, next_y] = corners[(i + 1) % corners.size()];
        draw_line(image, {x, y}, {next_x, next_y}, line_width, colour);
        draw_dot(image, {x, y}, line_width, colour);
    }
}

/// The limbs of COCO's person, as indices into its 17 keypoints (nose, eyes, ears, shoulders, elbows, wrists, hips,
/// knees, ankles; left before right).
constexpr std::size_t person_keypoints = 17;
constexpr std::array<std::array<std::size_t, 2>, 19> person_limbs{{{15, 13},
                                                                   {13, 11},
                                                                   {16, 14},
                                                                   {14, 12},
                                                                   {11, 12},
                                                                   {5, 11},
                                                                   {6, 12},
                                                                   {5, 6},
                                                                   {5, 7},
                                                                   {6, 8},
                                                                   {7, 9},
                                                                   {8, 10},
                                                                   {1, 2},
                                                                   {0, 1},
                                                                   {0, 2},
                                                                   {1, 3},
                                                                   {2, 4},
                                                                   {3, 5},
                                                                   {4, 6}}};

void draw_limbs(Image& image, std::span<const AnnotatedPoint> points, int line_width, Colour colour) {
    for (const auto& [first, second] : limbs_of(points.size())) {
        const AnnotatedPoint &from = points[first], &to = points[second];
        if (from.visible && to.visible) draw_line(image, {from.x, from.y}, {to.x, to.y}, line_width, colour);
    }
}

/// Limbs in the class's colour, dots in one that stands out from it.
void draw_keypoints(Image& image, std::span<const AnnotatedPoint> points, int line_width, Colour colour) {
    draw_limbs(image, points, line_width, colour);
    const Colour rim = readable_on(colour);
    for (const AnnotatedPoint& point : points) {
        if (!point.visible) continue;
        draw_dot(image, {point.x, point.y}, 3 * line_width, rim);
        draw_dot(image, {point.x, point.y}, 2 * line_width, colour);
    }
}

/// Above the box where there is room, else below its upper edge; moved left where it would leave the picture.
PixelRect place_plate(const Image& image, const PixelRect& box, int width, int height) {
    const int left = std::max(0, std::min(box.left, image.width() - width));
    const int top = box.top >= height ? box.top - height : box.top;
    return {left, top, left + width, top + height};
}

void draw_label(Image& image, const PixelRect& box, const std::string& label, const Style& style, Colour colour) {
    if (label.empty()) return;
    const std::string text = drawable_text(label);
    const int width = style.text_scale * text_width(text) + 2 * style.padding;
    const int height = style.text_scale * text_height + 2 * style.padding;
    const PixelRect plate = place_plate(image, box, width, height);
    fill_rectangle(image, plate, colour);
    const Colour ink = readable_on(colour);
    for (const PixelRect& stroke :
         text_strokes(text, plate.left + style.padding, plate.top + style.padding, style.text_scale))
        fill_rectangle(image, stroke, ink);
}

Colour from_hue(double hue, double saturation, double value) {
    const auto channel = [&](double offset) {
        const double sector = std::fmod(offset + hue * 6, 6.0);
        const double level = value * (1 - saturation * std::clamp(std::min(sector, 4 - sector), 0.0, 1.0));
        return static_cast<std::uint8_t>(std::lround(255 * level));
    };
    return {channel(5), channel(3), channel(1)};
}

}  // namespace

std::span<const std::array<std::size_t, 2>> limbs_of(std::size_t keypoint_count) {
    if (keypoint_count != person_keypoints) return {};
    return person_limbs;
}

Colour class_colour(std::size_t index) {
    constexpr double golden_ratio = 0.618033988749895;
    const double hue = std::fmod(static_cast<double>(index) * golden_ratio, 1.0);
    return from_hue(hue, index % 2 == 0 ? 0.85 : 0.65, index % 3 == 2 ? 0.75 : 1.0);
}

Colour readable_on(Colour background) {
    const auto linear = [](std::uint8_t level) { return std::pow(level / 255.0, 2.2); };
    const double luminance =
        0.2126 * linear(background.red) + 0.7152 * linear(background.green) + 0.0722 * linear(background.blue);
    // Where black and white have the same contrast ratio (WCAG 2): (L + 0.05) / 0.05 = 1.05 / (L + 0.05).
    constexpr double even_luminance = 0.179;
    return luminance > even_luminance ? Colour{0, 0, 0} : Colour{255, 255, 255};
}

void draw_annotations(Image& image, std::span<const Annotation> annotations) {
    if (image.width() == 0 || image.height() == 0) return;
    const Style style(image);
    const auto for_each_from_the_last = [&](const auto& draw) {
        for (auto annotation = annotations.rbegin(); annotation != annotations.rend(); ++annotation)
            if (const std::optional<PixelRect> box = visible_part(image, *annotation))
                draw(*annotation, *box, class_colour(annotation->colour_index));
    };
    for_each_from_the_last([&](const Annotation& annotation, const PixelRect&, Colour colour) {
        for (const RowRun& run : annotation.mask) tint_run(image, run, colour);
    });
    for_each_from_the_last([&](const Annotation& annotation, const PixelRect& box, Colour colour) {
        if (annotation.corners)
            annotation.dashed ? draw_dashes(image, *annotation.corners, style.line_width, colour)
                              : draw_turned_box(image, *annotation.corners, style.line_width, colour);
        else if (annotation.dashed)
            draw_dashed_outline(image, box, style.line_width, colour);
        else
            draw_outline(image, box, style.line_width, colour);
        draw_keypoints(image, annotation.keypoints, style.line_width, colour);
    });
    // Labels come after all boxes: no line crosses a text.
    for_each_from_the_last([&](const Annotation& annotation, const PixelRect& box, Colour colour) {
        draw_label(image, box, annotation.label, style, colour);
    });
}

}  // namespace yolozu
