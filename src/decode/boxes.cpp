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

std::optional<std::int32_t> class_id_from(std::int64_t value, int class_count) {
    if (value >= 0 && value < (class_count > 0 ? class_count : end_of_ids)) return static_cast<std::int32_t>(value);
    return std::nullopt;
}

std::optional<std::int32_t> class_id_at(const Slot& slot, std::size_t place, int class_count) {
    switch (slot.type) {
        case DataType::int32:
            return class_id_from(std::int64_t{slot.as<std::int32_t>()[place]}, class_count);
        case DataType::int64:
            return class_id_from(slot.as<std::int64_t>()[place], class_count);
        case DataType::float16:
            return class_id_from(to_float(slot.as<std::uint16_t>()[place]), class_count);
        default:
            return class_id_from(slot.as<float>()[place], class_count);
    }
}

std::size_t count_at(const Slot& slot, std::size_t place, std::size_t limit) {
    const std::optional<std::int32_t> count = class_id_at(slot, place, 0);
    return count ? std::min(static_cast<std::size_t>(*count), limit) : 0;
}

Status require_class_count(const Settings& settings) {
    if (settings.class_count > 0) return {};
    return Error(ErrorCode::invalid_argument,
                 "the model's class count is unknown, but its head has a score for each class: give the class names");
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
