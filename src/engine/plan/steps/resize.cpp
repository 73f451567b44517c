// SPDX-License-Identifier: Apache-2.0
//
// Resize of channels-last images: rows and columns only.
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/resize_rules.hpp"
#include "engine/plan/steps/kinds.hpp"
#include "engine/reference/resize_axis.hpp"

namespace yolozu::engine {

namespace {

constexpr std::size_t rows_axis = 1, columns_axis = 2;

TensorView constant_at(std::span<const Fact> inputs, std::size_t index) {
    return index < inputs.size() && inputs[index].present() ? inputs[index].view() : TensorView{};
}

/// How each axis is resized; nothing when that is not a constant or more than rows and columns change.
std::optional<std::vector<ResizedAxis>> resized_axes(const Resize& op, std::span<const Fact> inputs) {
    if (inputs[0].shape->rank() != 4) return std::nullopt;
    for (std::size_t index = 1; index < inputs.size(); ++index)
        if (inputs[index].present() && inputs[index].data == nullptr) return std::nullopt;
    Result<std::vector<ResizedAxis>> axes =
        resolve_resize(op, *inputs[0].shape, constant_at(inputs, 1), constant_at(inputs, 2), constant_at(inputs, 3));
    if (!axes || !(*axes)[0].unchanged() || !(*axes)[3].unchanged()) return std::nullopt;
    return std::move(axes).value();
}

bool may_resize(const NodeFacts& node, ResizeMode mode) {
    const Resize* const op = node.op<Resize>();
    return op != nullptr && op->mode == mode && op->coordinates != ResizeCoordinates::tf_crop_and_resize &&
           node.outputs[0].shape->element_count() > 0 && resized_axes(*op, node.inputs).has_value();
}

PictureStrides picture_strides(const Operand& image, std::size_t element_bytes) {
    const Strides strides = strides_of(image);
    return {strides.along[0] * element_bytes, strides.along[1] * element_bytes, strides.along[2] * element_bytes};
}

std::size_t size(std::int64_t extent) {
    return static_cast<std::size_t>(extent);
}

// ---- Nearest ------------------------------------------------------------------------------------------------------

bool accepts_nearest(const NodeFacts& node) {
    return may_resize(node, ResizeMode::nearest) && element_size(node.inputs[0].type) != 0;
}

class ResizeNearestStep final : public Step {
public:
    static Result<std::unique_ptr<Step>> make(const StepContext& context) {
        const Resize& op = context.op<Resize>();
        const std::vector<ResizedAxis> axes = *resized_axes(op, context.facts);
        std::unique_ptr<ResizeNearestStep> step(new ResizeNearestStep(context));
        step->rows_ = places(op, axes[rows_axis]);
        step->columns_ = places(op, axes[columns_axis]);
        const Shape& y = context.outputs[0].shape;
        const std::size_t bytes = element_size(context.inputs[0].type);
        step->task_.images = size(y[0]);
        step->task_.y_height = size(y[1]);
        step->task_.y_width = size(y[2]);
        step->task_.pixel_bytes = size(y[3]) * bytes;
        step->task_.x_strides = picture_strides(context.inputs[0], bytes);
        step->task_.y_strides = picture_strides(context.outputs[0], bytes);
        return std::unique_ptr<Step>(std::move(step));
    }
    std::string_view kernel() const override { return "resize_nearest"; }
    Status run(Memory& memory) const override {
        ResizeNearestTask task = task_;
        task.rows = rows_.data();
        task.columns = columns_.data();
        task.x = read<std::byte>(memory, x_);
        task.y = write<std::byte>(memory, y_);
        run_kernel(memory, kernel_, task);
        return {};
    }

private:
    explicit ResizeNearestStep(const StepContext& context)
        : kernel_(context.kernels.resize_nearest), x_(context.inputs[0]), y_(context.outputs[0]) {}

    static std::vector<std::uint32_t> places(const Resize& op, const ResizedAxis& axis) {
        std::vector<std::uint32_t> all;
        for (const std::int64_t place : nearest_places(op, axis)) all.push_back(static_cast<std::uint32_t>(place));
        return all;
    }

    decltype(Kernels::resize_nearest) kernel_;
    ResizeNearestTask task_;
    std::vector<std::uint32_t> rows_, columns_;
    Operand x_, y_;
};

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

class ResizeLinearStep final : public Step {
public:
    static Result<std::unique_ptr<Step>> make(const StepContext& context) {
        const Resize& op = context.op<Resize>();
        const std::vector<ResizedAxis> axes = *resized_axes(op, context.facts);
        std::unique_ptr<ResizeLinearStep> step(new ResizeLinearStep(context));
        step->rows_ = *linear_taps(op, axes[rows_axis]);
        step->columns_ = *linear_taps(op, axes[columns_axis]);
        const Shape& y = context.outputs[0].shape;
        step->task_.images = size(y[0]);
        step->task_.y_height = size(y[1]);
        step->task_.y_width = size(y[2]);
        step->task_.channels = size(y[3]);
        step->task_.x_strides = picture_strides(context.inputs[0], 1);
        step->task_.y_strides = picture_strides(context.outputs[0], 1);
        return std::unique_ptr<Step>(std::move(step));
    }
    std::string_view kernel() const override { return "resize_linear"; }
    Status run(Memory& memory) const override {
        ResizeLinearTask task = task_;
        task.rows = rows_.data();
        task.columns = columns_.data();
        task.x = read(memory, x_);
        task.y = write(memory, y_);
        run_kernel(memory, kernel_, task);
        return {};
    }

private:
    explicit ResizeLinearStep(const StepContext& context)
        : kernel_(context.kernels.resize_linear), x_(context.inputs[0]), y_(context.outputs[0]) {}
    decltype(Kernels::resize_linear) kernel_;
    ResizeLinearTask task_;
    std::vector<LinearTap> rows_, columns_;
    Operand x_, y_;
};

}  // namespace

StepKind resize_nearest_kind() {
    return {"resize_nearest", accepts_nearest, ResizeNearestStep::make, true, true, false};
}

StepKind resize_linear_kind() {
    return {"resize_linear", accepts_linear, ResizeLinearStep::make, true, true, false};
}

}  // namespace yolozu::engine
