// SPDX-License-Identifier: Apache-2.0
#include "decode/bound_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/try.hpp"

namespace yolozu::decode {

SlotElements::SlotElements(const TensorView& output, std::int64_t slot)
    : shape_(output.shape), size_(static_cast<std::size_t>(output.shape.element_count() / output.shape[0])) {
    const std::size_t start = static_cast<std::size_t>(slot) * size_;
    if (output.type == DataType::float32)
        floats_ = static_cast<const float*>(output.data) + start;
    else
        halves_ = static_cast<const std::uint16_t*>(output.data) + start;
}

float SlotElements::operator[](std::size_t index) const {
    return floats_ != nullptr ? floats_[index] : float_from_half(halves_[index]);
}

void SlotElements::copy(const MapKernels& kernels, std::size_t first, std::size_t count, float* to) const {
    if (floats_ != nullptr)
        std::memcpy(to, floats_ + first, count * sizeof(float));
    else
        kernels.widen(halves_ + first, count, to);
}

std::size_t class_columns(const ModelInfo& model) {
    return model.class_ids.empty() ? static_cast<std::size_t>(std::max(model.class_count, 0)) : model.class_ids.size();
}

std::optional<BoundOutput> BoundOutput::find(const ModelInfo& model, OutputRole role) {
    const auto found = std::ranges::find(model.outputs, role, &OutputBinding::role);
    if (found == model.outputs.end()) return std::nullopt;
    return BoundOutput(found->index, found->name);
}

Result<BoundOutput> BoundOutput::require(const ModelInfo& model, OutputRole role) {
    std::optional<BoundOutput> found = find(model, role);
    if (!found)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the decision binds no output with the role {}, which the task {} reads",
                                 to_string(role), to_string(model.task)));
    return *std::move(found);
}

Result<BoundOutput> BoundOutput::only(const ModelInfo& model) {
    if (model.outputs.empty())
        return Error(ErrorCode::invalid_argument, "the decision binds no output: there is nothing to decode");
    return BoundOutput(model.outputs.front().index, model.outputs.front().name);
}

Result<TensorView> BoundOutput::view(std::span<const TensorView> outputs, std::int64_t slot) const {
    if (index_ >= outputs.size())
        return Error(ErrorCode::not_found,
                     fmt::format("output '{}' is at index {} of the model's outputs, but this run gave {}", name_,
                                 index_, outputs.size()));
    const TensorView& output = outputs[index_];
    if (output.shape.rank() == 0 || output.shape[0] == 0)
        return error(ErrorCode::malformed, output.shape, output.type, "the batch is empty");
    if (slot < 0 || slot >= output.shape[0])
        return error(ErrorCode::invalid_argument, output.shape, output.type,
                     fmt::format("there is no batch slot {}, expected 0 to {}", slot, output.shape[0] - 1));
    return output;
}

Result<SlotElements> BoundOutput::elements(std::span<const TensorView> outputs, std::int64_t slot) const {
    YOLOZU_ASSIGN(const TensorView output, view(outputs, slot));
    if (output.type != DataType::float32 && output.type != DataType::float16)
        return error(ErrorCode::unsupported, output.shape, output.type, "expected float32 or float16");
    return SlotElements(output, slot);
}

Error BoundOutput::error(ErrorCode code, const Shape& shape, DataType type, std::string_view problem) const {
    return Error(code, fmt::format("output '{}' ({} {}): {}", name_, to_string(type), shape.to_string(), problem));
}

Error BoundOutput::wrong_shape(const Shape& shape, std::string_view expected) const {
    return Error(ErrorCode::malformed,
                 fmt::format("output '{}' has the shape {}, expected {}", name_, shape.to_string(), expected));
}

}  // namespace yolozu::decode
