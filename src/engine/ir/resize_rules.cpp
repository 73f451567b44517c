// SPDX-License-Identifier: Apache-2.0
#include "engine/ir/resize_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/try.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/rules.hpp"

namespace yolozu::engine {

namespace {

bool given(const TensorView& tensor) {
    return present(tensor) && tensor.shape.element_count() != 0;
}

/// The elements of a short list of floats.
Result<std::vector<double>> small_reals(const TensorView& tensor, std::size_t count, std::string_view what) {
    if (tensor.shape.rank() != 1 || tensor.shape[0] != static_cast<std::int64_t>(count))
        return Error(ErrorCode::malformed,
                     fmt::format("{} has the shape {}, {} is expected", what, tensor.shape.to_string(), count));
    std::vector<double> numbers;
    for (std::size_t index = 0; index < count; ++index) {
        const std::size_t size = element_size(tensor.type);
        const TensorView one{tensor.type, Shape{}, static_cast<const std::byte*>(tensor.data) + index * size};
        YOLOZU_ASSIGN(const double number, scalar_of(one, what));
        if (!std::isfinite(number)) return Error(ErrorCode::malformed, fmt::format("{} of {}", what, number));
        numbers.push_back(number);
    }
    return numbers;
}

Result<std::vector<std::size_t>> resized_axes(const Resize& op, std::size_t rank) {
    std::vector<std::size_t> axes;
    for (const std::int64_t number : op.axes) {
        YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(number, rank));
        if (std::ranges::find(axes, axis) != axes.end())
            return Error(ErrorCode::malformed, fmt::format("axis {} is named twice", axis));
        axes.push_back(axis);
    }
    if (op.axes.empty())
        for (std::size_t axis = 0; axis < rank; ++axis) axes.push_back(axis);
    return axes;
}

/// The extent nearest to `size`, which is not negative.
Result<std::int64_t> extent_of(double size) {
    if (!(size < 9e15)) return Error(ErrorCode::limit_exceeded, fmt::format("an extent of {}", size));
    return static_cast<std::int64_t>(size);
}

Status scale_axis(ResizedAxis& axis, double scale) {
    if (!(scale > 0)) return Error(ErrorCode::malformed, fmt::format("a scale of {}", scale));
    axis.numerator = scale;
    YOLOZU_ASSIGN(axis.output, extent_of(std::floor(static_cast<double>(axis.input) * scale)));
    return {};
}

Status size_axis(ResizedAxis& axis, std::int64_t size) {
    if (size < 0 || (axis.input == 0 && size != 0))
        return Error(ErrorCode::malformed, fmt::format("an extent of {} cannot become {}", axis.input, size));
    axis.output = size;
    if (axis.input == 0) return {};
    axis.numerator = static_cast<double>(size);
    axis.denominator = static_cast<double>(axis.input);
    return {};
}

/// Gives all named axes the smallest (or largest) scale among them.
Status keep_aspect(std::vector<ResizedAxis>& resized, std::span<const std::size_t> axes, ResizeAspect aspect) {
    const auto smaller = [&](std::size_t a, std::size_t b) { return resized[a].scale() < resized[b].scale(); };
    const auto chosen = aspect == ResizeAspect::not_larger ? std::ranges::min_element(axes, smaller)
                                                           : std::ranges::max_element(axes, smaller);
    const ResizedAxis model = resized[*chosen];
    for (const std::size_t axis : axes) {
        resized[axis].numerator = model.numerator;
        resized[axis].denominator = model.denominator;
        const double size = static_cast<double>(resized[axis].input) * model.numerator / model.denominator;
        YOLOZU_ASSIGN(resized[axis].output, extent_of(std::floor(size + 0.5)));
    }
    return {};
}

}  // namespace

Result<std::vector<ResizedAxis>> resolve_resize(const Resize& op, const Shape& x, const TensorView& region,
                                                const TensorView& scales, const TensorView& sizes) {
    YOLOZU_ASSIGN(const std::vector<std::size_t> axes, resized_axes(op, x.rank()));
    std::vector<ResizedAxis> resized;
    for (const std::int64_t extent : x.extents()) resized.push_back(ResizedAxis{extent, extent});
    if (given(scales) == given(sizes) && !axes.empty())
        return Error(ErrorCode::malformed, "either scales or sizes are expected");
    if (given(scales)) {
        YOLOZU_ASSIGN(const std::vector<double> numbers, small_reals(scales, axes.size(), "scales"));
        for (std::size_t index = 0; index < axes.size(); ++index)
            YOLOZU_TRY(scale_axis(resized[axes[index]], numbers[index]));
    } else if (given(sizes)) {
        YOLOZU_ASSIGN(const Integers numbers, small_integers(sizes, "sizes"));
        if (numbers.size() != axes.size())
            return Error(ErrorCode::malformed, fmt::format("{} sizes for {} axes", numbers.size(), axes.size()));
        for (std::size_t index = 0; index < axes.size(); ++index)
            YOLOZU_TRY(size_axis(resized[axes[index]], numbers[index]));
        if (op.aspect != ResizeAspect::stretch) {
            YOLOZU_TRY(keep_aspect(resized, axes, op.aspect));
        }
    }
    if (op.coordinates == ResizeCoordinates::tf_crop_and_resize && !axes.empty()) {
        YOLOZU_ASSIGN(const std::vector<double> bounds, small_reals(region, 2 * axes.size(), "the region of interest"));
        for (std::size_t index = 0; index < axes.size(); ++index) {
            resized[axes[index]].region_begin = bounds[index];
            resized[axes[index]].region_end = bounds[index + axes.size()];
        }
    }
    return resized;
}

}  // namespace yolozu::engine
