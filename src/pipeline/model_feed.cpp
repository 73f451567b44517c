// SPDX-License-Identifier: Apache-2.0
#include "pipeline/model_feed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/file.hpp"
#include "base/try.hpp"
#include "pipeline/set_number.hpp"

namespace yolozu {
namespace {

/// The two numbers that an input says of one picture.
std::array<double, 2> numbers_of(InputRole role, const Placement& placement) {
    switch (role) {
        case InputRole::original_size:
            return {static_cast<double>(placement.source_width), static_cast<double>(placement.source_height)};
        case InputRole::original_shape:
            return {static_cast<double>(placement.source_height), static_cast<double>(placement.source_width)};
        case InputRole::network_shape:
            return {static_cast<double>(placement.input_height), static_cast<double>(placement.input_width)};
        case InputRole::scale_factor:
            return {placement.scale_y, placement.scale_x};
        case InputRole::image:
            break;
    }
    return {};
}

bool is_number(DataType type) {
    constexpr std::array types{DataType::int64, DataType::int32, DataType::float32, DataType::float16,
                               DataType::float64};
    return std::ranges::find(types, type) != types.end();
}

/// Whether the input has a row for each picture, [B, 2], or says the two numbers once, [2].
Result<bool> has_batch_axis(const InputBinding& binding, const TensorSignature& input, std::int64_t batch) {
    const auto refuse = [&](std::string_view expected) {
        return Error(ErrorCode::unsupported, fmt::format("input '{}' ({}) is {}; expected {}", printable(input.name),
                                                         to_string(binding.role), input.to_string(), expected));
    };
    if (!is_number(binding.type)) return refuse("int32, int64 or floating-point numbers");
    const std::size_t rank = input.shape ? input.shape->size() : 2;
    if (rank < 1 || rank > 2 || (input.shape && input.shape->back().value.value_or(2) != 2))
        return refuse("[batch, 2]: two numbers for each picture");
    if (rank == 1 && batch != 1) return refuse("[batch, 2]: more than one picture runs at a time");
    return rank == 2;
}

Status check_bindings(const ModelInfo& info, std::span<const TensorSignature> inputs) {
    bool match = info.inputs.size() == inputs.size();
    for (std::size_t index = 0; match && index < inputs.size(); ++index)
        match = info.inputs[index].index == index && info.inputs[index].type == inputs[index].type;
    if (!match || std::ranges::count(info.inputs, InputRole::image, &InputBinding::role) != 1)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the decision names {} inputs, but that is not what the runtime finds in the model "
                                 "({} inputs); decide it again from the same file",
                                 info.inputs.size(), inputs.size()));
    return {};
}

}  // namespace

Result<ModelFeed> ModelFeed::create(const ModelInfo& info, std::span<const TensorSignature> inputs,
                                    std::int64_t batch) {
    YOLOZU_TRY(check_bindings(info, inputs));
    ModelFeed feed;
    feed.channels_last_ = info.channels_last;
    feed.batch_ = batch;
    feed.size_ = {info.input_width, info.input_height};
    for (const InputBinding& binding : info.inputs) {
        Input input{binding.role, {}, true};
        if (binding.role == InputRole::image) {
            feed.picture_ = binding.index;
        } else {
            YOLOZU_ASSIGN(input.has_batch_axis, has_batch_axis(binding, inputs[binding.index], batch));
        }
        YOLOZU_ASSIGN(input.tensor, Tensor::allocate(binding.type, feed.shape_of(input)));
        feed.inputs_.push_back(std::move(input));
    }
    feed.shape_run(batch, feed.size_);
    return feed;
}

Shape ModelFeed::shape_of(const Input& input) const {
    if (input.role != InputRole::image) return input.has_batch_axis ? Shape{batch_, 2} : Shape{2};
    return channels_last_ ? Shape{batch_, size_.height, size_.width, 3} : Shape{batch_, 3, size_.height, size_.width};
}

void ModelFeed::shape_run(std::int64_t batch, NetworkSize size) {
    batch_ = batch;
    size_ = size;
    views_.clear();
    for (Input& input : inputs_) views_.push_back(writable(input));
}

MutableTensorView ModelFeed::pictures() {
    return writable(inputs_[picture_]);
}

void ModelFeed::describe(std::int64_t slot, const Placement& placement) {
    for (Input& input : inputs_) {
        if (input.role == InputRole::image) continue;
        const std::array<double, 2> numbers = numbers_of(input.role, placement);
        const auto first = static_cast<std::size_t>(slot) * numbers.size();
        for (std::size_t place = 0; place < numbers.size(); ++place)
            set_number(writable(input), first + place, numbers[place]);
    }
}

std::span<std::byte> ModelFeed::slot_bytes(Input& input, std::int64_t slot) {
    const MutableTensorView all = writable(input);
    const std::size_t bytes = static_cast<std::size_t>(all.shape.element_count() / batch_) * element_size(all.type);
    return {static_cast<std::byte*>(all.data) + static_cast<std::size_t>(slot) * bytes, bytes};
}

void ModelFeed::copy_slot(std::int64_t from, std::int64_t to) {
    for (Input& input : inputs_) std::ranges::copy(slot_bytes(input, from), slot_bytes(input, to).begin());
}

}  // namespace yolozu
