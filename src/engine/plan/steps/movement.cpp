// SPDX-License-Identifier: Apache-2.0
//
// Steps that copy: what the storage could not do by pointing.
#include <algorithm>
#include <array>
#include <optional>

#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/plan/slicing.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

bool sized_elements(const NodeFacts& node) {
    return element_size(node.inputs[0].type) != 0 && node.outputs[0].shape->rank() >= 1;
}

/// One copy between two operands: from `x_offset` elements on, to `y_offset` elements on, seen with these extents.
struct Copy {
    std::size_t input = 0, output = 0;
    std::size_t x_offset = 0, y_offset = 0;  ///< bytes
    PermuteTask task;
};

class CopyStep final : public Step {
public:
    CopyStep(const StepContext& context, std::vector<Copy> copies)
        : kernel_(context.kernels.permute),
          inputs_(context.inputs),
          outputs_(context.outputs),
          copies_(std::move(copies)) {}
    std::string_view kernel() const override { return "permute"; }
    Status run(Memory& memory) const override {
        for (const Copy& copy : copies_) {
            PermuteTask task = copy.task;
            task.x = read<std::byte>(memory, inputs_[copy.input]) + copy.x_offset;
            task.y = write<std::byte>(memory, outputs_[copy.output]) + copy.y_offset;
            run_kernel(memory, kernel_, task);
        }
        return {};
    }

private:
    decltype(Kernels::permute) kernel_;
    std::vector<Operand> inputs_, outputs_;
    std::vector<Copy> copies_;
};

/// Adds the copy of `shape` elements between two strided layouts; none where there are no elements.
Status add_copy(std::vector<Copy>& copies, Copy copy, const Shape& shape, const Strides& x, const Strides& y,
                std::size_t element_bytes) {
    if (shape.element_count() == 0) return {};
    std::vector<std::size_t> extents;
    for (const std::int64_t extent : shape.extents()) extents.push_back(size(extent));
    YOLOZU_ASSIGN(copy.task, permute_task(element_bytes, extents, nullptr, {x.along, extents.size()}, nullptr,
                                          {y.along, extents.size()}));
    copies.push_back(copy);
    return {};
}

Result<std::unique_ptr<Step>> step_of(const StepContext& context, std::vector<Copy> copies) {
    return std::unique_ptr<Step>(new CopyStep(context, std::move(copies)));
}

// ---- Concat -------------------------------------------------------------------------------------------------------

bool accepts_concat(const NodeFacts& node) {
    return node.op<Concat>() != nullptr && sized_elements(node);
}

/// Whether an operand already lies where it belongs.
bool lies_at(const Operand& part, const Operand& whole, std::size_t offset_bytes) {
    return part.place.kind == Place::Kind::arena && whole.place.kind == Place::Kind::arena &&
           part.place.offset == whole.place.offset + offset_bytes &&
           (part.rows() <= 1 || part.row_stride == whole.row_stride);
}

Result<std::unique_ptr<Step>> make_concat(const StepContext& context) {
    const Operand& whole = context.outputs[0];
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(context.op<Concat>().axis, whole.shape.rank()));
    const std::size_t bytes = element_size(whole.type);
    const Strides to = strides_of(whole);
    std::vector<Copy> copies;
    std::size_t position = 0;
    for (std::size_t input = 0; input < context.inputs.size(); ++input) {
        const Operand& part = context.inputs[input];
        Copy copy;
        copy.input = input;
        copy.y_offset = position * to.along[axis] * bytes;
        if (!lies_at(part, whole, copy.y_offset))
            YOLOZU_TRY(add_copy(copies, copy, part.shape, strides_of(part), to, bytes));
        position += size(part.shape[axis]);
    }
    return step_of(context, std::move(copies));
}

// ---- Split and Slice ----------------------------------------------------------------------------------------------

bool accepts_slice(const NodeFacts& node) {
    for (const Fact& output : node.outputs)
        if (!output.present()) return false;
    return slicing_of(node.node, node.inputs, node.outputs).has_value() && sized_elements(node);
}

Result<std::unique_ptr<Step>> make_slice(const StepContext& context) {
    std::vector<Fact> outputs;
    for (const Operand& output : context.outputs) outputs.push_back({output.type, output.shape, nullptr});
    const std::optional<Slicing> slicing = slicing_of(context.node, context.facts, outputs);
    const std::size_t bytes = element_size(context.inputs[0].type);
    const Strides from = strides_of(context.inputs[0]);
    std::vector<Copy> copies;
    for (std::size_t output = 0; output < context.outputs.size(); ++output) {
        Copy copy;
        copy.output = output;
        copy.x_offset = size(slicing->begins[output]) * from.along[slicing->axis] * bytes;
        YOLOZU_TRY(
            add_copy(copies, copy, context.outputs[output].shape, from, strides_of(context.outputs[output]), bytes));
    }
    return step_of(context, std::move(copies));
}

// ---- Slice along several axes or with steps
// --------------------------------------------------------------------------

/// Where a Slice begins along each axis of its operand and how far apart what it takes lies; constant bounds only.
struct SliceWalk {
    std::array<std::int64_t, Shape::max_rank> begins{}, steps{};
};

std::optional<std::vector<std::int64_t>> integers_of(std::span<const Fact> inputs, std::size_t index) {
    if (index >= inputs.size() || inputs[index].data == nullptr) return std::nullopt;
    const Result<Integers> numbers = small_integers(inputs[index].view(), "bounds");
    if (!numbers) return std::nullopt;
    return std::vector<std::int64_t>(numbers->begin(), numbers->end());
}

std::optional<SliceWalk> slice_walk(std::span<const Fact> inputs) {
    const Shape& shape = *inputs[0].shape;
    const auto given = [&](std::size_t index) { return index < inputs.size() && inputs[index].present(); };
    const auto starts = integers_of(inputs, 1), axes = integers_of(inputs, 3), steps = integers_of(inputs, 4);
    if (!starts || (given(3) && !axes) || (given(4) && !steps)) return std::nullopt;
    SliceWalk walk;
    walk.steps.fill(1);
    for (std::size_t index = 0; index < starts->size(); ++index) {
        const std::int64_t named = axes ? axes->at(index) : static_cast<std::int64_t>(index);
        const Result<std::size_t> axis = normalise_axis(named, shape.rank());
        if (!axis) return std::nullopt;
        const std::int64_t step = steps ? steps->at(index) : 1, extent = shape[*axis], start = (*starts)[index];
        if (step < 1) return std::nullopt;  // backwards: left to the reference operator
        walk.steps[*axis] = step;
        walk.begins[*axis] = std::clamp<std::int64_t>(start < 0 ? start + extent : start, 0, extent);
    }
    return walk;
}

bool accepts_strided_slice(const NodeFacts& node) {
    return node.op<Slice>() != nullptr && sized_elements(node) && slice_walk(node.inputs).has_value();
}

Result<std::unique_ptr<Step>> make_strided_slice(const StepContext& context) {
    const SliceWalk walk = *slice_walk(context.facts);
    const Operand &x = context.inputs[0], &y = context.outputs[0];
    Strides from = strides_of(x);
    Copy copy;
    for (std::size_t axis = 0; axis < x.shape.rank(); ++axis) {
        copy.x_offset += size(walk.begins[axis]) * from.along[axis] * element_size(x.type);
        from.along[axis] *= size(walk.steps[axis]);
    }
    std::vector<Copy> copies;
    YOLOZU_TRY(add_copy(copies, copy, y.shape, from, strides_of(y), element_size(x.type)));
    return step_of(context, std::move(copies));
}

// ---- Reshape ------------------------------------------------------------------------------------------------------

bool accepts_reshape(const NodeFacts& node) {
    return only_reshapes(node.node.op) && element_size(node.inputs[0].type) != 0;
}

/// Elements keep their order, so the result is filled as if it had the operand's shape.
Result<std::unique_ptr<Step>> make_reshape(const StepContext& context) {
    const Operand& x = context.inputs[0];
    Operand as_x = context.outputs[0];
    if (!as_x.dense() && as_x.row_length() != x.row_length())
        return Error(ErrorCode::internal, "a reshaped value has rows of another length");
    if (as_x.dense()) as_x.row_stride = x.row_length();
    as_x.shape = x.shape;
    std::vector<Copy> copies;
    YOLOZU_TRY(add_copy(copies, {}, x.shape.rank() == 0 ? Shape{1} : x.shape, strides_of(x), strides_of(as_x),
                        element_size(x.type)));
    return step_of(context, std::move(copies));
}

// ---- Transpose ----------------------------------------------------------------------------------------------------

bool accepts_transpose(const NodeFacts& node) {
    return node.op<Transpose>() != nullptr && sized_elements(node);
}

Result<std::unique_ptr<Step>> make_transpose(const StepContext& context) {
    const Operand &x = context.inputs[0], &y = context.outputs[0];
    const std::vector<std::int64_t>& permutation = context.op<Transpose>().permutation;
    const Strides of_x = strides_of(x);
    Strides from;
    for (std::size_t axis = 0; axis < y.shape.rank(); ++axis)
        from.along[axis] = of_x.along[permutation.empty() ? y.shape.rank() - 1 - axis : size(permutation[axis])];
    std::vector<Copy> copies;
    YOLOZU_TRY(add_copy(copies, {}, y.shape, from, strides_of(y), element_size(x.type)));
    return step_of(context, std::move(copies));
}

}  // namespace

StepKind concat_kind() {
    return {"concat", accepts_concat, make_concat, true, true, false};
}

StepKind slice_kind() {
    return {"slice", accepts_slice, make_slice, true, true, false};
}

StepKind strided_slice_kind() {
    return {"strided_slice", accepts_strided_slice, make_strided_slice, true, true, false};
}

StepKind reshape_kind() {
    return {"reshape", accepts_reshape, make_reshape, true, false, false};
}

StepKind transpose_kind() {
    return {"transpose", accepts_transpose, make_transpose, true, true, false};
}

}  // namespace yolozu::engine
