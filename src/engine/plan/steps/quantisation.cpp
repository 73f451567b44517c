// SPDX-License-Identifier: Apache-2.0
//
// Steps between floats and small integers.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/plan/steps/kernel_step.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

std::optional<QuantisedType> quantised_type(DataType type) {
    switch (type) {
        case DataType::uint8:
            return QuantisedType::uint8;
        case DataType::int8:
            return QuantisedType::int8;
        case DataType::int32:
            return QuantisedType::int32;
        default:
            return std::nullopt;
    }
}

/// Whether scale and zero point are constants, one for all or one for each slice along an axis.
bool constant_scales(const NodeFacts& node, std::int64_t axis, std::int64_t block_size, DataType quantised) {
    const Fact& scale = node.inputs[1];
    if (block_size != 0 || scale.data == nullptr || scale.type != DataType::float32) return false;
    if (node.has_input(2) && (node.inputs[2].data == nullptr || node.inputs[2].type != quantised ||
                              node.inputs[2].shape->element_count() != scale.shape->element_count()))
        return false;
    const Shape& x = *node.inputs[0].shape;
    if (scale.shape->element_count() == 1) return true;
    const Result<std::size_t> along = normalise_axis(axis, x.rank());
    return scale.shape->rank() == 1 && along && x[*along] == (*scale.shape)[0];
}

/// Scales and zero points of a step, and how its rows are numbered for them.
struct Scales {
    std::vector<float> scale;
    std::vector<std::int32_t> zero_point;
    std::size_t rows = 1, length = 0;  ///< of x, which is dense
    QuantisationScale by;

    QuantisationScale resolved() const {
        QuantisationScale result = by;
        result.scale = scale.data();
        result.zero_point = zero_point.data();
        return result;
    }
};

std::int32_t integer_at(const Fact& fact, std::size_t index) {
    switch (fact.type) {
        case DataType::uint8:
            return static_cast<const std::uint8_t*>(fact.data)[index];
        case DataType::int8:
            return static_cast<const std::int8_t*>(fact.data)[index];
        default:
            return static_cast<const std::int32_t*>(fact.data)[index];
    }
}

Scales scales_of(const StepContext& context, std::int64_t axis) {
    const Fact& scale = context.facts[1];
    const auto count = size(scale.shape->element_count());
    Scales scales;
    const auto* const values = static_cast<const float*>(scale.data);
    scales.scale.assign(values, values + count);
    scales.zero_point.assign(count, 0);
    if (context.has_input(2))
        for (std::size_t index = 0; index < count; ++index)
            scales.zero_point[index] = integer_at(context.facts[2], index);
    const Shape& x = context.inputs[0].shape;
    scales.length = context.inputs[0].count();
    if (count == 1) return scales;
    const std::size_t along = *normalise_axis(axis, x.rank());
    const auto inner = size(extent_product(x, along + 1, x.rank()));
    if (inner == 1) {  // the scales change along the rows
        scales.length = count;
        scales.by.element_stride = 1;
    } else {  // each row has its own
        scales.length = inner;
        scales.by.rows = count;
        scales.by.row_stride = 1;
    }
    scales.rows = context.inputs[0].count() / std::max<std::size_t>(scales.length, 1);
    return scales;
}

template <class X, class Y, class Task>
std::unique_ptr<Step> scaled_step(const StepContext& context, std::string_view name,
                                  void (*kernel)(const Task&, std::size_t, std::size_t, std::byte*), Task task,
                                  Scales scales) {
    task.rows = scales.rows;
    task.length = task.x_stride = task.y_stride = scales.length;
    return kernel_step(context, name, kernel, task, [own = std::move(scales)](Task& run, const OperandData& operands) {
        run.by = own.resolved();
        run.x = operands.input<X>(0);
        run.y = operands.output<Y>(0);
    });
}

// ---- One scale and zero point for all elements, constant or not ----------------------------------------------------

bool one_scale(const NodeFacts& node, std::int64_t block_size, DataType quantised) {
    const auto one = [](const Fact& fact) { return fact.shape->element_count() == 1; };
    const bool byte = quantised == DataType::uint8 || quantised == DataType::int8;
    if (block_size != 0 || !byte || node.inputs[1].type != DataType::float32 || !one(node.inputs[1])) return false;
    return !node.has_input(2) || (node.inputs[2].type == quantised && one(node.inputs[2]));
}

/// Every number that a byte can be, for tasks that want to point to one.
constexpr std::int32_t least_byte = -128, most_byte = 255;
constexpr auto all_bytes = [] {
    std::array<std::int32_t, most_byte - least_byte + 1> numbers{};
    for (std::size_t index = 0; index < numbers.size(); ++index)
        numbers[index] = least_byte + static_cast<std::int32_t>(index);
    return numbers;
}();

QuantisationScale one_scale_of(const OperandData& operands, DataType quantised) {
    const void* const data = operands.input<void>(2);
    const std::int32_t zero_point = data == nullptr ? 0 : integer_at({quantised, Shape{}, data}, 0);
    QuantisationScale by;
    by.scale = operands.input(1);
    by.zero_point = &all_bytes[static_cast<std::size_t>(zero_point - least_byte)];
    return by;
}

template <class X, class Y, class Task>
std::unique_ptr<Step> one_scale_step(const StepContext& context, std::string_view name,
                                     void (*kernel)(const Task&, std::size_t, std::size_t, std::byte*), Task task,
                                     DataType quantised) {
    const RowPair rows = row_pair(context.inputs[0], context.outputs[0]);
    task.type = *quantised_type(quantised);
    task.rows = rows.rows;
    task.length = rows.length;
    task.x_stride = rows.x_stride;
    task.y_stride = rows.y_stride;
    return kernel_step(context, name, kernel, task, [quantised](Task& run, const OperandData& operands) {
        run.by = one_scale_of(operands, quantised);
        run.x = operands.input<X>(0);
        run.y = operands.output<Y>(0);
    });
}

bool accepts_quantize_all(const NodeFacts& node) {
    const QuantizeLinear* const op = node.op<QuantizeLinear>();
    return op != nullptr && node.inputs[0].type == DataType::float32 &&
           one_scale(node, op->block_size, node.outputs[0].type);
}

Result<std::unique_ptr<Step>> make_quantize_all(const StepContext& context) {
    return one_scale_step<float, void>(context, "quantise", context.kernels.quantise, QuantiseTask{},
                                       context.outputs[0].type);
}

bool accepts_dequantize_all(const NodeFacts& node) {
    const DequantizeLinear* const op = node.op<DequantizeLinear>();
    return op != nullptr && node.outputs[0].type == DataType::float32 &&
           one_scale(node, op->block_size, node.inputs[0].type);
}

Result<std::unique_ptr<Step>> make_dequantize_all(const StepContext& context) {
    return one_scale_step<void, float>(context, "dequantise", context.kernels.dequantise, DequantiseTask{},
                                       context.inputs[0].type);
}

// ---- QuantizeLinear -----------------------------------------------------------------------------------------------

bool accepts_quantize(const NodeFacts& node) {
    const QuantizeLinear* const op = node.op<QuantizeLinear>();
    if (op == nullptr || node.inputs[0].type != DataType::float32) return false;
    const DataType to = node.outputs[0].type;
    return (to == DataType::uint8 || to == DataType::int8) && constant_scales(node, op->axis, op->block_size, to);
}

Result<std::unique_ptr<Step>> make_quantize(const StepContext& context) {
    QuantiseTask task;
    task.type = *quantised_type(context.outputs[0].type);
    return scaled_step<float, void>(context, "quantise", context.kernels.quantise, task,
                                    scales_of(context, context.op<QuantizeLinear>().axis));
}

// ---- DequantizeLinear ---------------------------------------------------------------------------------------------

bool accepts_dequantize(const NodeFacts& node) {
    const DequantizeLinear* const op = node.op<DequantizeLinear>();
    return op != nullptr && quantised_type(node.inputs[0].type) && node.outputs[0].type == DataType::float32 &&
           constant_scales(node, op->axis, op->block_size, node.inputs[0].type);
}

Result<std::unique_ptr<Step>> dequantize_step(const StepContext& context, Scales scales) {
    DequantiseTask task;
    task.type = *quantised_type(context.inputs[0].type);
    return scaled_step<void, float>(context, "dequantise", context.kernels.dequantise, task, std::move(scales));
}

Result<std::unique_ptr<Step>> make_dequantize(const StepContext& context) {
    return dequantize_step(context, scales_of(context, context.op<DequantizeLinear>().axis));
}

// ---- Cast ---------------------------------------------------------------------------------------------------------

bool accepts_cast(const NodeFacts& node) {
    return node.op<Cast>() != nullptr && quantised_type(node.inputs[0].type) &&
           node.outputs[0].type == DataType::float32;
}

/// A conversion from int32 is dequantisation with a scale of one.
Result<std::unique_ptr<Step>> make_cast(const StepContext& context) {
    Scales ones;
    ones.scale = {1.0F};
    ones.zero_point = {0};
    ones.length = context.inputs[0].count();
    return dequantize_step(context, std::move(ones));
}

bool accepts_half_cast(const NodeFacts& node) {
    if (node.op<Cast>() == nullptr) return false;
    const DataType from = node.inputs[0].type, to = node.outputs[0].type;
    return (from == DataType::float16 && to == DataType::float32) ||
           (from == DataType::float32 && to == DataType::float16);
}

/// Rows of contiguous elements from one type to another without further parameters.
template <class X, class Y, class Task>
std::unique_ptr<Step> conversion_step(const StepContext& context,
                                      void (*kernel)(const Task&, std::size_t, std::size_t, std::byte*)) {
    Task task;
    task.rows = 1;
    task.length = task.x_stride = task.y_stride = context.inputs[0].count();
    return kernel_step(context, "halves", kernel, task, [](Task& run, const OperandData& operands) {
        run.x = operands.input<X>(0);
        run.y = operands.output<Y>(0);
    });
}

Result<std::unique_ptr<Step>> make_half_cast(const StepContext& context) {
    if (context.inputs[0].type == DataType::float16)
        return conversion_step<std::uint16_t, float>(context, context.kernels.halves_to_floats);
    return conversion_step<float, std::uint16_t>(context, context.kernels.floats_to_halves);
}

// ---- DynamicQuantizeLinear ----------------------------------------------------------------------------------------

bool accepts_dynamic(const NodeFacts& node) {
    if (node.op<DynamicQuantizeLinear>() == nullptr || node.outputs.size() != 3) return false;
    const auto present = [](const Fact& output) { return output.present(); };
    return std::ranges::all_of(node.outputs, present) && node.inputs[0].shape->element_count() > 0;
}

/// Finds the range, chooses scale and zero point by ONNX's formula, quantises.
class DynamicQuantizeStep final : public Step {
public:
    static Result<std::unique_ptr<Step>> make(const StepContext& context) {
        return std::unique_ptr<Step>(new DynamicQuantizeStep(context));
    }
    std::string_view kernel() const override { return "quantise"; }
    std::size_t shared_scratch() const override { return 2 * items() * sizeof(float); }
    Status run(Memory& memory) const override {
        auto* const smallest = reinterpret_cast<float*>(memory.shared_scratch());
        float* const largest = smallest + items();
        run_kernel(memory, range_kernel_, range_task(read(memory, x_), smallest, largest));
        float low = 0.0F, high = 0.0F;  // the range always contains 0
        for (std::size_t item = 0; item < items(); ++item) {
            low = std::min(low, smallest[item]);
            high = std::max(high, largest[item]);
        }
        const float scale = (high - low) / 255.0F;
        const float zero = scale > 0.0F ? std::nearbyint(std::clamp(-low / scale, 0.0F, 255.0F)) : 0.0F;
        const auto zero_point = static_cast<std::int32_t>(zero);
        *write(memory, scale_) = scale;
        *write<std::uint8_t>(memory, zero_) = static_cast<std::uint8_t>(zero_point);
        QuantiseTask task;
        task.by.scale = &scale;
        task.by.zero_point = &zero_point;
        task.rows = rows_.rows;
        task.length = rows_.length;
        task.x_stride = rows_.x_stride;
        task.y_stride = rows_.y_stride;
        task.x = read(memory, x_);
        task.y = write<void>(memory, y_);
        run_kernel(memory, kernel_, task);
        return {};
    }

private:
    explicit DynamicQuantizeStep(const StepContext& context)
        : range_kernel_(context.kernels.minimum_maximum),
          kernel_(context.kernels.quantise),
          x_(context.inputs[0]),
          y_(context.outputs[0]),
          rows_(row_pair(x_, y_)),
          scale_(context.outputs[1]),
          zero_(context.outputs[2]) {}
    MinimumMaximumTask range_task(const float* x, float* smallest, float* largest) const {
        return {rows_.rows, rows_.length, x, rows_.x_stride, smallest, largest};
    }
    std::size_t items() const { return item_count(range_task(nullptr, nullptr, nullptr)); }

    decltype(Kernels::minimum_maximum) range_kernel_;
    decltype(Kernels::quantise) kernel_;
    Operand x_, y_;
    RowPair rows_;
    Operand scale_, zero_;
};

}  // namespace

StepKind quantize_all_kind() {
    return {"quantize_all", accepts_quantize_all, make_quantize_all, true, true, false};
}

StepKind dequantize_all_kind() {
    return {"dequantize_all", accepts_dequantize_all, make_dequantize_all, true, true, false};
}

StepKind quantize_kind() {
    return {"quantize", accepts_quantize, make_quantize, false, false, false};
}

StepKind dequantize_kind() {
    return {"dequantize", accepts_dequantize, make_dequantize, false, false, false};
}

StepKind cast_kind() {
    return {"cast", accepts_cast, make_cast, false, false, false};
}

StepKind half_kind() {
    return {"half", accepts_half_cast, make_half_cast, false, false, false};
}

StepKind dynamic_quantize_kind() {
    return {"dynamic_quantize", accepts_dynamic, DynamicQuantizeStep::make, true, true, false};
}

}  // namespace yolozu::engine
