// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/slicing.hpp"

#include <algorithm>

#include "engine/ir/rules.hpp"

namespace yolozu::engine {

namespace {

std::optional<Slicing> slicing_of_split(const Split& op, const Shape& input, std::span<const Fact> outputs) {
    const Result<std::size_t> axis = normalise_axis(op.axis, input.rank());
    if (!axis) return std::nullopt;
    Slicing slicing{*axis, {}};
    std::int64_t begin = 0;
    for (const Fact& output : outputs) {
        slicing.begins.push_back(begin);
        // An output that nobody asks for has no fact; its extent is what the others leave, known only if it is the
        // last.
        if (!output.shape) return std::nullopt;
        begin += (*output.shape)[*axis];
    }
    return slicing;
}

/// The one axis in which two shapes of the same rank differ; none when several do or none does.
std::optional<std::size_t> differing_axis(const Shape& a, const Shape& b) {
    std::optional<std::size_t> found;
    for (std::size_t axis = 0; axis < a.rank(); ++axis) {
        if (a[axis] == b[axis]) continue;
        if (found) return std::nullopt;
        found = axis;
    }
    return found;
}

/// Position of `axis` in the axes of a Slice; the axes are 0, 1, ... when not given.
std::optional<std::size_t> position_of(std::size_t axis, std::span<const Fact> inputs, std::size_t rank) {
    if (inputs.size() <= 3 || !inputs[3].present()) return axis;
    if (inputs[3].data == nullptr) return std::nullopt;
    const Result<Integers> axes = small_integers(inputs[3].view(), "axes");
    if (!axes) return std::nullopt;
    for (std::size_t position = 0; position < axes->size(); ++position) {
        const Result<std::size_t> normalised = normalise_axis((*axes)[position], rank);
        if (normalised && *normalised == axis) return position;
    }
    return std::nullopt;
}

std::optional<std::int64_t> element_at(std::span<const Fact> inputs, std::size_t input, std::size_t position) {
    if (inputs.size() <= input || inputs[input].data == nullptr) return std::nullopt;
    const Result<Integers> numbers = small_integers(inputs[input].view(), "bounds");
    if (!numbers || position >= numbers->size()) return std::nullopt;
    return (*numbers)[position];
}

/// Whether every step goes forwards; a backwards one changes the order even where it leaves the extent.
bool goes_forwards(std::span<const Fact> inputs) {
    if (inputs.size() <= 4 || !inputs[4].present()) return true;
    if (inputs[4].data == nullptr) return false;
    const Result<Integers> steps = small_integers(inputs[4].view(), "steps");
    return steps && std::ranges::all_of(*steps, [](std::int64_t step) { return step >= 1; });
}

std::optional<Slicing> slicing_of_slice(std::span<const Fact> inputs, const Fact& output) {
    const Shape& shape = *inputs[0].shape;
    if (!output.shape || output.shape->rank() != shape.rank() || !goes_forwards(inputs)) return std::nullopt;
    const std::optional<std::size_t> axis = differing_axis(shape, *output.shape);
    if (!axis) return std::nullopt;
    const std::optional<std::size_t> position = position_of(*axis, inputs, shape.rank());
    if (!position) return std::nullopt;
    const bool has_steps = inputs.size() > 4 && inputs[4].present();
    const std::optional<std::int64_t> step = has_steps ? element_at(inputs, 4, *position) : 1;
    const std::optional<std::int64_t> start = element_at(inputs, 1, *position);
    if (step != 1 || !start) return std::nullopt;
    const std::int64_t extent = shape[*axis];
    const std::int64_t begin = std::clamp<std::int64_t>(*start < 0 ? *start + extent : *start, 0, extent);
    return Slicing{*axis, {begin}};
}

}  // namespace

std::optional<Slicing> slicing_of(const Node& node, std::span<const Fact> inputs, std::span<const Fact> outputs) {
    if (inputs.empty() || !inputs[0].shape || inputs[0].shape->rank() == 0) return std::nullopt;
    if (const auto* const split = std::get_if<Split>(&node.op))
        return slicing_of_split(*split, *inputs[0].shape, outputs);
    if (std::holds_alternative<Slice>(node.op)) return slicing_of_slice(inputs, outputs[0]);
    return std::nullopt;
}

bool only_reshapes(const Op& op) {
    return std::holds_alternative<Reshape>(op) || std::holds_alternative<Flatten>(op) ||
           std::holds_alternative<Squeeze>(op) || std::holds_alternative<Unsqueeze>(op);
}

std::size_t last_extent(const Shape& shape) {
    return shape.rank() == 0 ? 1 : static_cast<std::size_t>(shape[shape.rank() - 1]);
}

}  // namespace yolozu::engine
