// SPDX-License-Identifier: Apache-2.0
#include "model/facts.hpp"

#include <algorithm>
#include <cmath>

#include "base/lower_case.hpp"

namespace yolozu {

OutputFacts::OutputFacts(const TensorSignature& declared, std::size_t index, const OutputTail& tail,
                         const ProbedOutput* probe)
    : declared_(declared), index_(index), tail_(tail), probe_(probe) {
    if (declared.shape)
        for (const Dimension& dimension : *declared.shape) extents_.push_back(dimension.value);
    if (probe == nullptr || (declared.shape && declared.shape->size() != probe->shape.rank())) return;
    extents_.resize(probe->shape.rank());
    for (std::size_t axis = 0; axis < extents_.size(); ++axis)
        if (!extents_[axis]) extents_[axis] = probe->shape[axis];
}

std::optional<std::int64_t> OutputFacts::extent(std::size_t axis) const {
    return axis < extents_.size() ? extents_[axis] : std::nullopt;
}

bool OutputFacts::is_integer() const {
    switch (declared_.type) {
        case DataType::uint8:
        case DataType::int8:
        case DataType::uint16:
        case DataType::int16:
        case DataType::int32:
        case DataType::int64:
        case DataType::uint32:
        case DataType::uint64:
            return true;
        default:
            return false;
    }
}

std::optional<ProbedOutput::Range> OutputFacts::values() const {
    if (probe_ == nullptr || !std::isfinite(probe_->all.least) || !std::isfinite(probe_->all.greatest))
        return std::nullopt;
    return probe_->all;
}

std::optional<ProbedOutput::Range> OutputFacts::column(std::size_t index) const {
    if (probe_ == nullptr || index >= probe_->by_column.size()) return std::nullopt;
    const ProbedOutput::Range range = probe_->by_column[index];
    return std::isfinite(range.least) && std::isfinite(range.greatest) ? std::optional(range) : std::nullopt;
}

std::optional<float> OutputFacts::magnitude(std::size_t first, std::size_t end) const {
    std::optional<float> greatest;
    for (std::size_t index = first; index < end; ++index) {
        const std::optional<ProbedOutput::Range> range = column(index);
        if (!range) return std::nullopt;
        greatest = std::max({greatest.value_or(0.0F), std::abs(range->least), std::abs(range->greatest)});
    }
    return greatest;
}

Activation OutputFacts::activation_left(Activation usual, Activation unseen) const {
    if (tail_.activates()) return Activation::none;
    if (tail_.reaches_layers()) return usual;
    const std::optional<ProbedOutput::Range> range = values();
    return range && (range->least < 0.0F || range->greatest > 1.0F) ? usual : unseen;
}

const OutputFacts* ModelFacts::find(std::string_view name) const {
    const auto found = std::ranges::find_if(outputs, [&](const OutputFacts& output) { return output.name() == name; });
    return found == outputs.end() ? nullptr : &*found;
}

bool ModelFacts::has_input(InputRole role) const {
    return std::ranges::any_of(input.inputs, [&](const InputBinding& binding) { return binding.role == role; });
}

bool ModelFacts::architecture_has(std::string_view word) const {
    return lower_case(asked.architecture).find(lower_case(word)) != std::string::npos;
}

std::optional<Task> ModelFacts::stated_task() const {
    if (asked.says.task) return asked.says.task;
    if (metadata.task)
        if (const std::optional<Task> task = task_from_string(*metadata.task)) return task;
    return keypoint_shape() ? std::optional(Task::pose) : std::nullopt;
}

std::optional<std::pair<int, int>> ModelFacts::keypoint_shape() const {
    return asked.says.keypoint_shape ? asked.says.keypoint_shape : metadata.keypoint_shape;
}

}  // namespace yolozu
