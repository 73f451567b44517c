// SPDX-License-Identifier: Apache-2.0
#include "engine/ir/movement_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/try.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

namespace {

/// The axes that a parameter names, each once; all of them, in order, where it is left out.
Result<std::vector<std::size_t>> named_axes(const TensorView& axes, std::size_t otherwise, std::size_t rank) {
    std::vector<std::size_t> named;
    if (!present(axes)) {
        if (otherwise > rank)
            return Error(ErrorCode::malformed,
                         fmt::format("parameters for {} axes, the tensor has {} dimensions", otherwise, rank));
        named.resize(otherwise);
        std::iota(named.begin(), named.end(), std::size_t{0});
        return named;
    }
    YOLOZU_ASSIGN(const Integers numbers, small_integers(axes, "axes"));
    for (const std::int64_t number : numbers) {
        YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(number, rank));
        if (std::ranges::find(named, axis) != named.end())
            return Error(ErrorCode::malformed, fmt::format("axis {} is named twice", axis));
        named.push_back(axis);
    }
    return named;
}

SlicedAxis forwards(std::int64_t extent, std::int64_t start, std::int64_t end, std::int64_t step) {
    start = std::clamp<std::int64_t>(start, 0, extent);
    end = std::clamp<std::int64_t>(end, 0, extent);
    return {start, step, end > start ? (end - start - 1) / step + 1 : 0};
}

SlicedAxis backwards(std::int64_t extent, std::int64_t start, std::int64_t end, std::int64_t step) {
    if (extent == 0) return {0, step, 0};
    step = std::max(step, -INT64_MAX);
    start = std::clamp<std::int64_t>(start, 0, extent - 1);
    end = std::clamp<std::int64_t>(end, -1, extent - 1);
    return {start, step, start > end ? (start - end - 1) / -step + 1 : 0};
}

Error wrong_length(std::string_view what, std::size_t found, std::size_t expected) {
    return Error(ErrorCode::malformed, fmt::format("{} {}, {} are expected", found, what, expected));
}

}  // namespace

Status expect_movable(std::span<const Fact> inputs, std::size_t least, std::size_t most, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, least, most));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("moving elements", inputs[0].type, element_size(inputs[0].type) != 0));
    give(outputs, 0, inputs[0].type, std::nullopt);
    return {};
}

Result<std::vector<SlicedAxis>> resolve_slice(const Shape& x, const TensorView& starts, const TensorView& ends,
                                              const TensorView& axes, const TensorView& steps) {
    YOLOZU_ASSIGN(const Integers first, small_integers(starts, "starts"));
    YOLOZU_ASSIGN(const Integers last, small_integers(ends, "ends"));
    YOLOZU_ASSIGN(const std::vector<std::size_t> named, named_axes(axes, first.size(), x.rank()));
    Integers strides;
    if (present(steps)) {
        YOLOZU_ASSIGN(strides, small_integers(steps, "steps"));
    } else {
        for (std::size_t index = 0; index < first.size(); ++index) strides.push_back(1);
    }
    if (last.size() != first.size()) return wrong_length("ends", last.size(), first.size());
    if (named.size() != first.size()) return wrong_length("axes", named.size(), first.size());
    if (strides.size() != first.size()) return wrong_length("steps", strides.size(), first.size());
    std::vector<SlicedAxis> sliced;
    for (const std::int64_t extent : x.extents()) sliced.push_back({0, 1, extent});
    for (std::size_t index = 0; index < named.size(); ++index) {
        const std::int64_t extent = x[named[index]];
        const std::int64_t step = strides[index];
        if (step == 0) return Error(ErrorCode::malformed, "a step of 0");
        const std::int64_t start = first[index] < 0 ? first[index] + extent : first[index];
        const std::int64_t end = last[index] < 0 ? last[index] + extent : last[index];
        sliced[named[index]] = step > 0 ? forwards(extent, start, end, step) : backwards(extent, start, end, step);
    }
    return sliced;
}

Result<std::vector<PaddedAxis>> resolve_pad(const Shape& x, PadMode mode, const TensorView& pads,
                                            const TensorView& axes) {
    YOLOZU_ASSIGN(const Integers amounts, small_integers(pads, "pads"));
    YOLOZU_ASSIGN(const std::vector<std::size_t> named, named_axes(axes, x.rank(), x.rank()));
    if (amounts.size() != 2 * named.size()) return wrong_length("pads", amounts.size(), 2 * named.size());
    std::vector<PaddedAxis> padded;
    for (const std::int64_t extent : x.extents()) padded.push_back({0, 0, extent, 0});
    for (std::size_t index = 0; index < named.size(); ++index) {
        const std::int64_t extent = x[named[index]];
        const std::int64_t begin = amounts[index], end = amounts[index + named.size()];
        // What is cropped is bounded first, so that no sum below overflows.
        if (begin < -extent || end < -extent ||
            std::min<std::int64_t>(begin, 0) + std::min<std::int64_t>(end, 0) < -extent)
            return Error(ErrorCode::malformed,
                         fmt::format("pads {} and {} crop more than an extent of {}", begin, end, extent));
        PaddedAxis& axis = padded[named[index]];
        axis.before = std::max<std::int64_t>(begin, 0);
        axis.after = std::max<std::int64_t>(end, 0);
        axis.first = std::max<std::int64_t>(-begin, 0);
        axis.kept = extent - axis.first - std::max<std::int64_t>(-end, 0);
        if (axis.kept == 0 && mode != PadMode::constant && (axis.before > 0 || axis.after > 0))
            return Error(ErrorCode::malformed, "an axis without elements has none to pad with");
    }
    return padded;
}

Result<std::vector<std::int64_t>> resolve_split(std::int64_t extent, std::size_t parts, const TensorView& sizes) {
    const auto count = static_cast<std::int64_t>(parts);
    if (!present(sizes)) {
        if (count == 0) return Error(ErrorCode::malformed, "a split into no parts");
        const std::int64_t part = extent / count + (extent % count != 0 ? 1 : 0);
        std::vector<std::int64_t> extents(parts, part);
        if (part != 0 && (count - 1) > extent / part)
            return Error(ErrorCode::malformed, fmt::format("an extent of {} in {} parts", extent, count));
        extents.back() = extent - part * (count - 1);
        return extents;
    }
    if (sizes.type != DataType::int64 || sizes.shape.rank() != 1 || sizes.shape[0] != count)
        return Error(ErrorCode::malformed, fmt::format("sizes of the parts are {} {}, {} int64 are expected",
                                                       to_string(sizes.type), sizes.shape.to_string(), count));
    const std::span<const std::int64_t> given = sizes.as<std::int64_t>();
    std::int64_t sum = 0;
    for (const std::int64_t part : given) {
        if (part < 0 || part > extent - sum)
            return Error(ErrorCode::malformed, fmt::format("the parts do not add up to the extent {}", extent));
        sum += part;
    }
    if (sum != extent)
        return Error(ErrorCode::malformed, fmt::format("the parts add up to {}, the extent is {}", sum, extent));
    return std::vector<std::int64_t>(given.begin(), given.end());
}

Result<std::vector<std::size_t>> resolve_permutation(const Transpose& op, std::size_t rank) {
    std::vector<std::size_t> order;
    if (op.permutation.empty()) {
        for (std::size_t axis = rank; axis-- > 0;) order.push_back(axis);
        return order;
    }
    if (op.permutation.size() != rank) return wrong_length("axes to permute", op.permutation.size(), rank);
    for (const std::int64_t number : op.permutation) {
        // Here alone axes are not counted from the end; whoever reads a permutation may rely on it.
        if (number < 0) return Error(ErrorCode::malformed, fmt::format("axis {} in a permutation of axes", number));
        YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(number, rank));
        if (std::ranges::find(order, axis) != order.end())
            return Error(ErrorCode::malformed, fmt::format("axis {} is named twice", axis));
        order.push_back(axis);
    }
    return order;
}

}  // namespace yolozu::engine
