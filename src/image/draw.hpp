// SPDX-License-Identifier: Apache-2.0
//
// Boxes with labels, masks and keypoints, drawn into a picture.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "yolozu/image.hpp"

namespace yolozu {

struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;

    bool operator==(const Colour&) const = default;
};

/// Pixels from `first` up to but not including `end` of one row of the picture; those outside it do not count.
struct RowRun {
    int row = 0, first = 0, end = 0;
};

/// A keypoint in the picture's pixels; one that is not visible is neither drawn nor connected.
struct AnnotatedPoint {
    double x = 0, y = 0;
    bool visible = true;
};

/// A box in the picture's pixels, x1 < x2 and y1 < y2, and what stands on its label; an empty label has no plate.
struct Annotation {
    double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
    std::string label;                        ///< UTF-8; characters beyond ASCII appear as '?'
    std::size_t colour_index = 0;             ///< the class
    std::vector<RowRun> mask{};               ///< tinted with the colour
    std::vector<AnnotatedPoint> keypoints{};  ///< dots; 17 of them are connected as COCO's person
    /// Of a box that is turned: x and y of its corners in order, drawn in place of the upright box around it.
    std::optional<std::array<std::array<double, 2>, 4>> corners{};
    bool dashed = false;  ///< the box's lines, to tell what is known from what was found
};

/// A colour for each class. Neighbours in number are far apart in hue (steps of the golden angle).
Colour class_colour(std::size_t index);

/// The limbs between keypoints, as pairs of their indices: those of COCO's person for 17 of them, else none.
std::span<const std::array<std::size_t, 2>> limbs_of(std::size_t keypoint_count);

/// Black or white, whichever is easier to read on the colour.
Colour readable_on(Colour background);

/// Draws boxes and labels whose size follows the picture's, the first annotation on top; masks lie under all boxes,
/// labels over everything. A label stands above its box, or inside where there is no room. Nothing is drawn outside the
/// picture, and nothing at all of an annotation whose box is not finite, empty or wholly outside.
void draw_annotations(Image& image, std::span<const Annotation> annotations);

}  // namespace yolozu
