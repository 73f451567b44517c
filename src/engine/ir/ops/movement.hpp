// SPDX-License-Identifier: Apache-2.0
//
// Operators that move, choose or make elements without computing with them. Their inputs are those of the newest ONNX
// form (what used to be attributes are inputs); older forms are brought into it on import. Axes may be negative.
#pragma once

#include <cstdint>
#include <vector>

#include "yolozu/tensor.hpp"

namespace yolozu::engine {

struct Concat {
    std::int64_t axis = 0;
};
/// Inputs: x, sizes (int64) or none: equal parts, the last one smaller where they do not divide.
struct Split {
    std::int64_t axis = 0;
};
/// Inputs: x, starts, ends, axes or none, steps or none.
struct Slice {};
/// Inputs: x, indices; negative indices count from the end; others out of range are errors.
struct Gather {
    std::int64_t axis = 0;
};
struct GatherElements {
    std::int64_t axis = 0;
};
struct GatherND {
    std::int64_t batch_dims = 0;
};

enum class ScatterReduction : std::uint8_t { none, add, multiply, maximum, minimum };

/// Inputs: x, indices, updates.
struct ScatterElements {
    std::int64_t axis = 0;
    ScatterReduction reduction = ScatterReduction::none;
};
struct ScatterND {
    ScatterReduction reduction = ScatterReduction::none;
};

enum class PadMode : std::uint8_t { constant, reflect, edge, wrap };

/// Inputs: x, pads (begins, then ends), value or none, axes or none. Negative pads crop.
struct Pad {
    PadMode mode = PadMode::constant;
};
/// Inputs: x, repeats.
struct Tile {};
/// Inputs: x, shape.
struct Expand {};
/// Inputs: x, shape: -1 is what remains, 0 copies unless `allow_zero`.
struct Reshape {
    bool allow_zero = false;
};
struct Flatten {
    std::int64_t axis = 1;
};
/// Inputs: x, axes or none.
struct Squeeze {};
/// Inputs: x, axes.
struct Unsqueeze {};
/// An empty permutation reverses the axes.
struct Transpose {
    std::vector<std::int64_t> permutation;
};
/// N x C x H x W; depth-column-row or column-row-depth order of the channels.
struct DepthToSpace {
    std::int64_t block = 1;
    bool column_row_depth = false;
};
struct SpaceToDepth {
    std::int64_t block = 1;
};

enum class ResizeMode : std::uint8_t { nearest, linear, cubic };
enum class ResizeCoordinates : std::uint8_t {
    half_pixel,
    half_pixel_symmetric,
    pytorch_half_pixel,
    align_corners,
    asymmetric,
    tf_half_pixel_for_nn,
    tf_crop_and_resize,
};
enum class ResizeRounding : std::uint8_t { round_prefer_floor, round_prefer_ceil, floor, ceil };
enum class ResizeAspect : std::uint8_t { stretch, not_larger, not_smaller };

/// Inputs: x, region of interest or none, scales or none, sizes or none. With `axes` those inputs name only these axes.
/// Upsample is the asymmetric nearest or linear of these.
struct Resize {
    ResizeMode mode = ResizeMode::nearest;
    ResizeCoordinates coordinates = ResizeCoordinates::half_pixel;
    ResizeRounding rounding = ResizeRounding::round_prefer_floor;
    ResizeAspect aspect = ResizeAspect::stretch;
    float cubic_coefficient = -0.75F;
    bool exclude_outside = false;
    float extrapolation_value = 0.0F;
    bool antialias = false;
    std::vector<std::int64_t> axes;
};

enum class GridPadding : std::uint8_t { zeros, border, reflection };

/// Inputs: x (N x C x H x W), grid (N x H' x W' x 2, x first).
struct GridSample {
    ResizeMode mode = ResizeMode::linear;
    GridPadding padding = GridPadding::zeros;
    bool align_corners = false;
};

/// int64 extents of x from `start` to `end`.
struct ShapeOf {
    std::int64_t start = 0;
    std::int64_t end = INT64_MAX;
};
/// int64 scalar: how many elements x has.
struct SizeOf {};
/// Inputs: shape. All elements are `value`: the bytes of one element of `type`.
struct ConstantOfShape {
    DataType type = DataType::float32;
    std::array<std::byte, 8> value{};
};
/// Inputs: start, limit, step (scalars).
struct Range {};
/// int64, rank x count.
struct NonZero {};
/// Inputs: boxes (N x boxes x 4), scores (N x classes x boxes), most per class or none, IoU threshold or none, score
/// threshold or none. Output: int64 count x 3 of (batch, class, box), as ONNX orders them.
struct NonMaxSuppression {
    bool center_point_box = false;
};
/// Inputs: x, k or none.
struct Trilu {
    bool upper = true;
};
struct EyeLike {
    DataType type = DataType::undefined;  ///< undefined: x's
    std::int64_t diagonal = 0;
};
/// Inputs: indices, depth, values (off, on).
struct OneHot {
    std::int64_t axis = -1;
};
/// Inputs: x, condition (bool). Without an axis x is flattened first.
struct Compress {
    bool flatten = true;
    std::int64_t axis = 0;
};

}  // namespace yolozu::engine
