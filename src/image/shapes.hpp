// SPDX-License-Identifier: Apache-2.0
//
// Shapes of one colour in a picture. Whatever the coordinates, nothing is drawn outside it.
#pragma once

#include "image/draw.hpp"
#include "image/text.hpp"

namespace yolozu {

struct PicturePoint {
    double x = 0, y = 0;
};

void fill_rectangle(Image& image, const PixelRect& rect, Colour colour);

/// Mixes the pixels of a run with the colour, so that the picture stays visible.
void tint_run(Image& image, const RowRun& run, Colour colour);

/// A line of `width` pixels; nothing where an end is not finite or further than 10^9 pixels away.
void draw_line(Image& image, const PicturePoint& from, const PicturePoint& to, int width, Colour colour);

/// A disc of `diameter` pixels; nothing where its centre is not finite or not in the picture.
void draw_dot(Image& image, const PicturePoint& centre, int diameter, Colour colour);

}  // namespace yolozu
