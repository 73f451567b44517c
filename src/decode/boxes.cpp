// SPDX-License-Identifier: Apache-2.0
#include "decode/boxes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace yolozu::decode {
namespace {

constexpr std::int64_t end_of_ids = std::int64_t{1} << 31;

}  // namespace

std::optional<std::int32_t> class_id_from(float value, int class_count) {
    // NaN fails both comparisons.
    const float end = static_cast<float>(class_count > 0 ? class_count : end_of_ids);
    if (value > -1.0F && value < end) return static_cast<std::int32_t>(value);
    return std::nullopt;
}

std::int64_t whole_number_at(const Slot& slot, std::size_t place) {
    const auto from_whole = [](std::int64_t value) { return value >= 0 && value < end_of_ids ? value : -1; };
    switch (slot.type) {
        case DataType::int32:
            return from_whole(slot.as<std::int32_t>()[place]);
        case DataType::int64:
            return from_whole(slot.as<std::int64_t>()[place]);
        case DataType::float16:
            return class_id_from(to_float(slot.as<std::uint16_t>()[place]), 0).value_or(-1);
        default:
            return class_id_from(slot.as<float>()[place], 0).value_or(-1);
    }
}

std::optional<std::int32_t> class_id_at(const Slot& slot, std::size_t place, int class_count) {
    const std::int64_t value = whole_number_at(slot, place);
    if (value < 0 || (class_count > 0 && value >= class_count)) return std::nullopt;
    return static_cast<std::int32_t>(value);
}

std::size_t count_at(const Slot& slot, std::size_t place, std::size_t limit) {
    return std::min(static_cast<std::size_t>(std::max(whole_number_at(slot, place), std::int64_t{0})), limit);
}

Status require_class_count(const Settings& settings) {
    if (settings.class_count > 0) return {};
    return Error(ErrorCode::invalid_argument,
                 "the model's class count is unknown, but its head has a score for each class: give the class names");
}

Status require_final_scores(const Settings& settings, Head head) {
    if (settings.activation == Activation::none) return {};
    return Error(ErrorCode::invalid_argument,
                 fmt::format("the {} head reads final scores, but the model's are to go through a {}", to_string(head),
                             to_string(settings.activation)));
}

Status require_input_size(const Settings& settings, Head head) {
    if (settings.input_width > 0 && settings.input_height > 0) return {};
    return Error(ErrorCode::invalid_argument,
                 fmt::format("the {} head needs the input size for its boxes, but it is {}x{}", to_string(head),
                             settings.input_width, settings.input_height));
}

Extent feature_extent(const Settings& settings, int numbers_before) {
    std::string text = fmt::format("{} classes", settings.class_count);
    if (numbers_before > 0) text = fmt::format("{} + {}", numbers_before, text);
    if (settings.extra_features > 0) text += fmt::format(" + {}", settings.extra_features);
    return {std::move(text), std::int64_t{numbers_before} + settings.class_count + settings.extra_features};
}

std::size_t first_extent(const Settings&, const Slots& slots) {
    return slots[0].extents[0];
}

}  // namespace yolozu::decode
