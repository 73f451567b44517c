// SPDX-License-Identifier: Apache-2.0
//
// Resize of channels-last images: rows and columns only.
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/resize_rules.hpp"
#include "engine/plan/steps/kernel_step.hpp"
#include "engine/plan/steps/kinds.hpp"
#include "engine/reference/resize_axis.hpp"

namespace yolozu::engine {

namespace {

constexpr std::size_t rows_axis = 1, columns_axis = 2;

/// How each axis is resized; nothing when that is not a constant or more than rows and columns change.
std::optional<std::vector<ResizedAxis>> resized_axes(const Resize& op, std::span<const Fact> inputs) {
    if (inputs[0].shape->rank() != 4) return std::nullopt;
    for (std::size_t index = 1; index < inputs.size(); ++index)
        if (inputs[index].present() && inputs[index].data == nullptr) return std::nullopt;
    const auto constant = [&](std::size_t index) { return parameter(fact_at(inputs, index)); };
    Result<std::vector<ResizedAxis>> axes = resolve_resize(op, *inputs[0].shape, constant(1), constant(2), constant(3));
    if (!axes || !(*axes)[0].unchanged() || !(*axes)[3].unchanged()) return std::nullopt;
    return std::move(axes).value();
}

bool may_resize(const NodeFacts& node, ResizeMode mode) {
    const Resize* const op = node.op<Resize>();
    return op != nullptr && op->mode == mode && op->coordinates != ResizeCoordinates::tf_crop_and_resize &&
           node.outputs[0].shape->element_count() > 0 && resized_axes(*op, node.inputs).has_value();
}

/// What both kinds of tasks have in common. `element_bytes` is 1 where the task counts in elements.
template <class Task>
void prepare(const StepContext& context, std::size_t element_bytes, Task& task) {
    const Shape& y = context.outputs[0].shape;
    task.images = size(y[0]);
    task.y_height = size(y[1]);
    task.y_width = size(y[2]);
    task.x_strides = picture_strides(context.inputs[0], element_bytes);
    task.y_strides = picture_strides(context.outputs[0], element_bytes);
}

// ---- Nearest ------------------------------------------------------------------------------------------------------

bool accepts_nearest(const NodeFacts& node) {
    return may_resize(node, ResizeMode::nearest) && element_size(node.inputs[0].type) != 0;
}

std::vector<std::uint32_t> places_along(const Resize& op, const ResizedAxis& axis) {
    std::vector<std::uint32_t> places;
    for (const std::int64_t place : nearest_places(op, axis)) places.push_back(static_cast<std::uint32_t>(place));
    return places;
}

Result<std::unique_ptr<Step>> make_nearest(const StepContext& context) {
    const Resize& op = context.op<Resize>();
    const std::vector<ResizedAxis> axes = *resized_axes(op, context.facts);
    const std::size_t bytes = element_size(context.inputs[0].type);
    ResizeNearestTask task;
    prepare(context, bytes, task);
    task.pixel_bytes = size(context.outputs[0].shape[3]) * bytes;
    return kernel_step(context, "resize_nearest", context.kernels.resize_nearest, task,
                       [rows = places_along(op, axes[rows_axis]), columns = places_along(op, axes[columns_axis])](
                           ResizeNearestTask& run, const OperandData& operands) {
                           run.rows = rows.data();
                           run.columns = columns.data();
                           run.x = operands.input<std::byte>(0);
                           run.y = operands.output<std::byte>(0);
                       });
}

// ---- Linear -------------------------------------------------------------------------------------------------------

/// Places of at most two neighbours each; nothing where an antialiased one has more.
std::optional<std::vector<LinearTap>> linear_taps(const Resize& op, const ResizedAxis& axis) {
    std::vector<LinearTap> taps;
    if (axis.unchanged()) {
        for (std::int64_t place = 0; place < axis.output; ++place)
            taps.push_back({static_cast<std::uint32_t>(place), static_cast<std::uint32_t>(place), 1.0F, 0.0F});
        return taps;
    }
    for (const WeightedPlaces& places : interpolated_places(op, axis)) {
        if (places.empty() || places.size() > 2) return std::nullopt;
        const WeightedPlace &first = places.front(), &second = places.back();
        taps.push_back({static_cast<std::uint32_t>(first.place), static_cast<std::uint32_t>(second.place),
                        static_cast<float>(first.weight),
                        places.size() == 1 ? 0.0F : static_cast<float>(second.weight)});
    }
    return taps;
}

bool accepts_linear(const NodeFacts& node) {
    if (!may_resize(node, ResizeMode::linear) || node.inputs[0].type != DataType::float32) return false;
    const std::vector<ResizedAxis> axes = *resized_axes(*node.op<Resize>(), node.inputs);
    return linear_taps(*node.op<Resize>(), axes[rows_axis]) && linear_taps(*node.op<Resize>(), axes[columns_axis]);
}

Result<std::unique_ptr<Step>> make_linear(const StepContext& context) {
    const Resize& op = context.op<Resize>();
    const std::vector<ResizedAxis> axes = *resized_axes(op, context.facts);
    ResizeLinearTask task;
    prepare(context, 1, task);
    task.channels = size(context.outputs[0].shape[3]);
    return kernel_step(context, "resize_linear", context.kernels.resize_linear, task,
                       [rows = *linear_taps(op, axes[rows_axis]), columns = *linear_taps(op, axes[columns_axis])](
                           ResizeLinearTask& run, const OperandData& operands) {
                           run.rows = rows.data();
                           run.columns = columns.data();
                           run.x = operands.input(0);
                           run.y = operands.output(0);
                       });
}

}  // namespace

StepKind resize_nearest_kind() {
    return {"resize_nearest", accepts_nearest, make_nearest, true, true, false};
}

StepKind resize_linear_kind() {
    return {"resize_linear", accepts_linear, make_linear, true, true, false};
}

}  // namespace yolozu::engine
