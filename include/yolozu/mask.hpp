// SPDX-License-Identifier: Apache-2.0
//
// Which pixels of a picture belong to an object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#pragma GCC visibility push(default)
namespace yolozu {

/// A binary mask of a picture's size. Only the runs of its foreground are kept, row by row, so a mask of a large object
/// on a large picture takes kilobytes.
class Mask {
public:
    /// Pixels from `first` up to but not including `end` of one row.
    struct Run {
        std::int32_t row = 0, first = 0, end = 0;  ///< pixels of the picture

        bool operator==(const Run&) const = default;
    };

    Mask() = default;
    /// An empty mask.
    Mask(int width, int height) : width_(width), height_(height) {}

    /// The foreground where `pixels`, a part of the picture whose first pixel is (x, y), is not 0; rows of `pixels` are
    /// `width` bytes. Programming error when the part is not within the picture.
    static Mask from_part(int picture_width, int picture_height, int x, int y, int width, int height,
                          std::span<const std::uint8_t> pixels);

    /// The foreground as runs, which are in the order that runs() has. Programming error when they are not, or beyond
    /// the picture.
    static Mask from_runs(int picture_width, int picture_height, std::vector<Run> runs);

    int width() const { return width_; }    ///< of the picture
    int height() const { return height_; }  ///< of the picture
    /// By row, then from left to right; runs of one row neither overlap nor touch.
    std::span<const Run> runs() const { return runs_; }
    std::int64_t area() const;  ///< pixels of the foreground

    /// Writes the whole mask, width * height bytes row by row: `foreground` where it is set, 0 elsewhere.
    void paint(std::span<std::uint8_t> pixels, std::uint8_t foreground = 255) const;

    /// The same foreground on a picture of another size, moved by (x, y); what falls outside is cut off. For tiles.
    Mask moved(int x, int y, int picture_width, int picture_height) const;
    /// Mirrored left to right.
    Mask mirrored() const;

    /// Pixels that both have. Both are of one size.
    static std::int64_t intersection_area(const Mask& a, const Mask& b);
    /// Pixels that one of them has, or both. Both are of one size.
    static Mask united(const Mask& a, const Mask& b);

    bool operator==(const Mask&) const = default;

private:
    int width_ = 0, height_ = 0;
    std::vector<Run> runs_;
};

}  // namespace yolozu
#pragma GCC visibility pop
