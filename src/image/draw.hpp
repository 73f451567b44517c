// SPDX-License-Identifier: Apache-2.0
//
// Boxes with labels, drawn into a picture.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "yolozu/image.hpp"

namespace yolozu {

struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;

    bool operator==(const Colour&) const = default;
};

/// A box in the picture's pixels, x1 < x2 and y1 < y2, and what stands on its label; an empty label has no plate.
struct Annotation {
    double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
    std::string label;             ///< UTF-8; characters beyond ASCII appear as '?'
    std::size_t colour_index = 0;  ///< the class
};

/// A colour for each class. Neighbours in number are far apart in hue (steps of the golden angle).
Colour class_colour(std::size_t index);

/// Black or white, whichever is easier to read on the colour.
Colour readable_on(Colour background);

/// Draws boxes and labels whose size follows the picture's, the first annotation on top. A label stands above its box,
/// or inside where there is no room. Nothing is drawn outside the picture, and nothing at all of an annotation that is
/// not finite, empty or wholly outside.
void draw_annotations(Image& image, std::span<const Annotation> annotations);

}  // namespace yolozu
