// SPDX-License-Identifier: Apache-2.0
#include "parity/box.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "predictions/describe.hpp"
#include "predictions/image_key.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using Four = std::array<double, 4>;
using Keys = std::array<std::string_view, 4>;

constexpr std::array<std::string_view, 5> format_names{"auto", "cxcywh_norm", "cxcywh_abs", "xywh_abs", "xyxy_abs"};
constexpr Keys centre_keys{"cx", "cy", "w", "h"}, upper_left_keys{"x", "y", "w", "h"},
    corner_keys{"x1", "y1", "x2", "y2"};

bool has_all(const json& box, const Keys& keys) {
    return std::ranges::all_of(keys, [&](std::string_view key) { return find_member(box, key) != nullptr; });
}

std::optional<Four> numbers(const json& box, const Keys& keys) {
    Four values{};
    for (std::size_t index = 0; index < keys.size(); ++index) {
        const json* const value = find_member(box, keys[index]);
        if (value == nullptr || !value->is_number()) return std::nullopt;
        values[index] = value->get<double>();
    }
    return values;
}

/// What the box itself says of its form, as YOLOZU reads it: an empty or null `format` says nothing.
std::optional<BoxFormat> stated_format(const json& box) {
    if (const json* const stated = find_member(box, "format"); stated != nullptr && !stated->is_null()) {
        if (!stated->is_string()) return std::nullopt;
        const std::string_view name = trim_image_key(stated->get_ref<const std::string&>());
        const std::optional<BoxFormat> format = box_format_from_string(name);
        if (!name.empty()) return format == BoxFormat::automatic ? std::nullopt : format;
    }
    if (has_all(box, corner_keys)) return BoxFormat::xyxy_abs;
    if (has_all(box, upper_left_keys)) return BoxFormat::xywh_abs;
    return BoxFormat::cxcywh_norm;
}

Four corners_about(double cx, double cy, double w, double h) {
    return {cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2};
}

/// Corners in pixels of a box in one of the forms that are pixels themselves.
std::optional<Four> absolute_corners(const json& box, BoxFormat format) {
    const Keys& keys = format == BoxFormat::cxcywh_abs ? centre_keys
                       : format == BoxFormat::xywh_abs ? upper_left_keys
                                                       : corner_keys;
    std::optional<Four> values = numbers(box, keys);
    if (!values || format == BoxFormat::xyxy_abs) return values;
    const auto [x, y, w, h] = *values;
    return format == BoxFormat::cxcywh_abs ? corners_about(x, y, w, h) : Four{x, y, x + w, y + h};
}

std::optional<ParityBox> read_as(const json& box, BoxFormat format, double width, double height) {
    if (format == BoxFormat::cxcywh_norm) {
        const std::optional<Four> values = numbers(box, centre_keys);
        if (!values) return std::nullopt;
        const auto [cx, cy, w, h] = *values;
        return ParityBox{corners_about(cx * width, cy * height, w * width, h * height), *values};
    }
    const std::optional<Four> corners = absolute_corners(box, format);
    if (!corners) return std::nullopt;
    const auto [x1, y1, x2, y2] = *corners;
    const double w = x2 - x1, h = y2 - y1;
    return ParityBox{*corners, {(x1 + w / 2) / width, (y1 + h / 2) / height, w / width, h / height}};
}

bool is_finite(const Four& values) {
    return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

double area(const Four& corners) {
    return std::max(0.0, corners[2] - corners[0]) * std::max(0.0, corners[3] - corners[1]);
}

}  // namespace

std::string_view to_string(BoxFormat format) {
    return format_names[static_cast<std::size_t>(format)];
}

std::optional<BoxFormat> box_format_from_string(std::string_view name) {
    const auto* const found = std::ranges::find(format_names, name);
    if (found == format_names.end()) return std::nullopt;
    return static_cast<BoxFormat>(found - format_names.begin());
}

std::optional<ParityBox> read_box(const json& box, BoxFormat format, PictureSize picture) {
    const std::optional<BoxFormat> used = format == BoxFormat::automatic ? stated_format(box) : format;
    if (!used) return std::nullopt;
    std::optional<ParityBox> read = read_as(box, *used, picture.width, picture.height);
    return read && is_finite(read->corners) && is_finite(read->normalized) ? read : std::nullopt;
}

double intersection_over_union(const Four& first, const Four& second) {
    const double intersection = area({std::max(first[0], second[0]), std::max(first[1], second[1]),
                                      std::min(first[2], second[2]), std::min(first[3], second[3])});
    const double all = area(first) + area(second) - intersection;
    return all > 0 ? intersection / all : 0.0;
}

}  // namespace yolozu
