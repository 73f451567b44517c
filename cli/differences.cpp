// SPDX-License-Identifier: Apache-2.0
#include "cli/differences.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <protozero/pbf_writer.hpp>
#include <set>

namespace yolozu::cli {

namespace {

double element(const TensorView& tensor, std::size_t index) {
    switch (tensor.type) {
        case DataType::float32:
            return tensor.as<float>()[index];
        case DataType::float64:
            return tensor.as<double>()[index];
        case DataType::float16:
            return float_from_half(tensor.as<std::uint16_t>()[index]);
        case DataType::int64:
            return static_cast<double>(tensor.as<std::int64_t>()[index]);
        case DataType::int32:
            return tensor.as<std::int32_t>()[index];
        case DataType::int8:
            return tensor.as<std::int8_t>()[index];
        case DataType::uint8:
        case DataType::boolean:
            return tensor.as<std::uint8_t>()[index];
        default:
            return std::numeric_limits<double>::quiet_NaN();
    }
}

/// The step of the found value along each axis of the expected one; empty when the shapes do not belong together.
std::vector<std::size_t> steps_of(const TensorView& found, std::span<const std::int64_t> permutation,
                                  const Shape& expected) {
    const std::size_t rank = found.shape.rank();
    std::vector<std::size_t> dense(rank, 1), steps;
    for (std::size_t axis = rank; axis-- > 1;)
        dense[axis - 1] = dense[axis] * static_cast<std::size_t>(found.shape[axis]);
    if (expected.rank() != rank) return {};
    for (std::size_t axis = 0; axis < rank; ++axis) {
        const std::size_t from = permutation.empty() ? axis : static_cast<std::size_t>(permutation[axis]);
        if (found.shape[from] != expected[axis]) return {};
        steps.push_back(dense[from]);
    }
    return steps;
}

}  // namespace

double Difference::relative() const {
    if (std::isnan(largest)) return std::numeric_limits<double>::infinity();
    return range > 0 ? largest / range : largest;
}

Difference difference(const TensorView& found, std::span<const std::int64_t> permutation, const TensorView& expected) {
    Difference result;
    const auto count = static_cast<std::size_t>(expected.shape.element_count());
    const std::vector<std::size_t> steps = steps_of(found, permutation, expected.shape);
    result.comparable =
        found.shape.element_count() == expected.shape.element_count() && (expected.shape.rank() == 0 || !steps.empty());
    if (!result.comparable) return result;
    double low = 0, high = 0;
    for (std::size_t index = 0; index < count; ++index) {
        std::size_t rest = index, at = 0;
        for (std::size_t axis = steps.size(); axis-- > 0; rest /= static_cast<std::size_t>(expected.shape[axis]))
            at += rest % static_cast<std::size_t>(expected.shape[axis]) * steps[axis];
        const double a = element(found, at), b = element(expected, index);
        if (std::isnan(a) && std::isnan(b)) continue;
        if (a == b) {
            low = std::isfinite(b) ? std::min(low, b) : low;
            high = std::isfinite(b) ? std::max(high, b) : high;
            continue;
        }
        const double distance = std::abs(a - b);
        if (std::isnan(distance) || distance > result.largest) result.largest = distance;
        low = std::min(low, b);
        high = std::max(high, b);
    }
    result.range = high - low;
    return result;
}

std::string every_value_as_output(const onnx::Model& model) {
    std::set<std::string_view> known;
    for (const onnx::ValueInfo& output : model.graph.outputs) known.insert(output.name);
    std::string graph;
    protozero::pbf_writer graph_writer(graph);
    for (const onnx::Node& node : model.graph.nodes)
        for (const std::string_view name : node.outputs) {
            if (name.empty() || !known.insert(name).second) continue;
            protozero::pbf_writer value(graph_writer, 12);
            value.add_string(1, name.data(), name.size());
        }
    std::string bytes;
    protozero::pbf_writer(bytes).add_message(7, graph);
    return bytes;
}

}  // namespace yolozu::cli
