// SPDX-License-Identifier: Apache-2.0
#include "model/picture_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <vector>

#include "model/output_tail.hpp"
#include "onnx/elements.hpp"

namespace yolozu {
namespace {

constexpr int max_steps = 64;
constexpr std::int64_t max_constant_elements = 16;  // three channels, or the axes of a Slice

template <class Element>
std::vector<double> read_as(const onnx::TensorData& tensor) {
    std::vector<Element> elements(static_cast<std::size_t>(tensor.shape.element_count()));
    if (!onnx::copy_elements(tensor, std::as_writable_bytes(std::span(elements)))) return {};
    return {elements.begin(), elements.end()};
}

/// A small constant's numbers; none when it is no constant, is too large or of another type.
std::vector<double> numbers(const GraphIndex& index, std::string_view name) {
    const onnx::TensorData* const tensor = index.constant(name);
    if (tensor == nullptr || tensor->shape.element_count() > max_constant_elements) return {};
    switch (tensor->element.type) {
        case DataType::float32:
            return read_as<float>(*tensor);
        case DataType::float64:
            return read_as<double>(*tensor);
        case DataType::int64:
            return read_as<std::int64_t>(*tensor);
        case DataType::int32:
            return read_as<std::int32_t>(*tensor);
        default:
            return {};
    }
}

/// Axes of a picture behind that of its channels: 2 when channels come first, 0 when they come last.
std::optional<std::size_t> axes_behind_channels(const GraphIndex& index, std::string_view input) {
    for (const onnx::ValueInfo& value : index.graph().inputs) {
        if (value.name != input || !value.shape || value.shape->size() != 4) continue;
        if ((*value.shape)[1].value == 3) return 2;
        if ((*value.shape)[3].value == 3) return 0;
    }
    return std::nullopt;
}

/// Whether a constant of three numbers has them along the channels when it is spread over the picture.
bool lies_along_channels(const Shape& shape, std::optional<std::size_t> axes_behind) {
    if (!axes_behind || shape.rank() <= *axes_behind) return false;
    return shape[shape.rank() - 1 - *axes_behind] == 3;
}

/// One number for each channel, from a constant of one number or of three along the channels.
std::optional<std::array<double, 3>> by_channel(const GraphIndex& index, std::string_view name,
                                                std::optional<std::size_t> axes_behind) {
    const std::vector<double> values = numbers(index, name);
    if (!std::ranges::all_of(values, [](double value) { return std::isfinite(value); })) return std::nullopt;
    if (values.size() == 1) return std::array{values[0], values[0], values[0]};
    if (values.size() != 3 || !lies_along_channels(index.constant(name)->shape, axes_behind)) return std::nullopt;
    return std::array{values[0], values[1], values[2]};
}

/// Nodes that use a value.
std::vector<const onnx::Node*> users(const GraphIndex& index, std::string_view value) {
    std::vector<const onnx::Node*> found;
    for (const onnx::Node& node : index.graph().nodes)
        if (std::ranges::find(value_inputs(node), value) != value_inputs(node).end()) found.push_back(&node);
    return found;
}

/// The way of the picture through the first operators.
class Walk {
public:
    Walk(const GraphIndex& index, std::string_view input)
        : index_(index), value_(input), axes_behind_channels_(axes_behind_channels(index, input)) {}

    PictureArithmetic run() {
        for (int step = 0; step < max_steps; ++step) {
            const std::vector<const onnx::Node*> next = users(index_, value_);
            if (next.size() != 1 || next[0]->outputs.empty() || !apply(*next[0])) break;
            value_ = next[0]->outputs.front();
        }
        const std::string_view rest[] = {value_};
        for (const std::string& op_type : find_operators_before_layers(index_, rest))
            if (is_arithmetic(op_type)) result_.known = false;
        return result_;
    }

private:
    static bool is_arithmetic(std::string_view op_type) {
        return op_type == "Add" || op_type == "Sub" || op_type == "Mul" || op_type == "Div" ||
               op_type == "BatchNormalization" || op_type == "InstanceNormalization";
    }

    bool apply(const onnx::Node& node) {
        if (only_arranges(node.op_type)) {
            arrange(node);
            return true;
        }
        if (node.op_type == "Gather" || node.op_type == "Slice") return apply_swap(node);
        return node.inputs.size() == 2 && is_arithmetic(node.op_type) && apply_arithmetic(node);
    }

    /// Follows the channels' axis through a Transpose; other rearrangements may put it anywhere.
    void arrange(const onnx::Node& node) {
        if (node.op_type == "Cast" || node.op_type == "Identity" || !axes_behind_channels_) return;
        const onnx::Attribute* const order = node.find_attribute("perm");
        const std::int64_t channels = 3 - static_cast<std::int64_t>(*axes_behind_channels_);
        axes_behind_channels_.reset();
        if (node.op_type != "Transpose" || order == nullptr || order->integers.size() != 4) return;
        const auto moved = std::ranges::find(order->integers, channels);
        if (moved != order->integers.end())
            axes_behind_channels_ = static_cast<std::size_t>(order->integers.end() - moved) - 1;
    }

    bool apply_swap(const onnx::Node& node) {
        const bool swaps = node.op_type == "Gather" ? gathers_backwards(node) : slices_backwards(node);
        if (!swaps) return false;
        result_.swaps_channels = !result_.swaps_channels;
        std::swap(result_.factor[0], result_.factor[2]);
        std::swap(result_.offset[0], result_.offset[2]);
        return true;
    }

    static bool is_channel_axis(double axis) { return axis == 1 || axis == 3 || axis == -1 || axis == -3; }

    bool gathers_backwards(const onnx::Node& node) const {
        const onnx::Attribute* const axis = node.find_attribute("axis");
        return node.inputs.size() == 2 && axis != nullptr && is_channel_axis(static_cast<double>(axis->integer)) &&
               numbers(index_, node.inputs[1]) == std::vector<double>{2, 1, 0};
    }

    bool slices_backwards(const onnx::Node& node) const {
        if (node.inputs.size() != 5) return false;
        const std::vector<double> axes = numbers(index_, node.inputs[3]);
        return axes.size() == 1 && is_channel_axis(axes[0]) && numbers(index_, node.inputs[4]) == std::vector{-1.0};
    }

    bool apply_arithmetic(const onnx::Node& node) {
        const bool picture_first = node.inputs[0] == value_;
        const auto constant = by_channel(index_, node.inputs[picture_first ? 1 : 0], axes_behind_channels_);
        if (!constant) return false;
        // A constant less or divided by the picture is no preprocessing that anyone has.
        if (!picture_first && (node.op_type == "Sub" || node.op_type == "Div")) return false;
        for (std::size_t channel = 0; channel < 3; ++channel) {
            double& factor = result_.factor[channel];
            double& offset = result_.offset[channel];
            const double number = (*constant)[channel];
            if (node.op_type == "Add") offset += number;
            if (node.op_type == "Sub") offset -= number;
            if (node.op_type == "Mul" || node.op_type == "Div") {
                factor = node.op_type == "Mul" ? factor * number : factor / number;
                offset = node.op_type == "Mul" ? offset * number : offset / number;
            }
            if (!std::isfinite(factor) || !std::isfinite(offset) || factor == 0) result_.known = false;
        }
        return true;
    }

    const GraphIndex& index_;
    std::string_view value_;
    std::optional<std::size_t> axes_behind_channels_;
    PictureArithmetic result_;
};

std::int64_t stride_of(const onnx::Node& convolution) {
    const onnx::Attribute* const strides = convolution.find_attribute("strides");
    if (strides == nullptr || strides->integers.empty()) return 1;
    return *std::ranges::min_element(strides->integers);
}

}  // namespace

PictureArithmetic follow_picture(const GraphIndex& index, std::string_view input) {
    return Walk(index, input).run();
}

int find_patch_size(const GraphIndex& index, std::string_view input) {
    std::vector<std::string_view> reached{input};
    std::int64_t largest = 0;
    for (const onnx::Node& node : index.graph().nodes) {
        const std::span<const std::string_view> inputs = value_inputs(node);
        if (inputs.empty() || node.outputs.empty() || std::ranges::find(reached, inputs.front()) == reached.end())
            continue;
        if (is_convolution(node.op_type))
            largest = std::max(largest, stride_of(node));
        else if (!is_layer(node.op_type) && reached.size() < max_steps)
            reached.push_back(node.outputs.front());
    }
    return static_cast<int>(std::clamp<std::int64_t>(largest, 0, 65'536));
}

}  // namespace yolozu
