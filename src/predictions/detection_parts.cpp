// SPDX-License-Identifier: Apache-2.0
#include "predictions/detection_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/try.hpp"
#include "predictions/describe.hpp"

namespace yolozu {
namespace {

using nlohmann::json;

constexpr double largest_number = 1e9;
constexpr std::uint64_t longest_side = 65'500;  // as of pictures that are read

Error expected(std::string_view what, const json& found) {
    return {ErrorCode::malformed, fmt::format("is {}, expected {}", describe_value(found), what)};
}

bool is_coordinate(const json& value) {
    return value.is_number() && value.get<double>() >= -largest_number && value.get<double>() <= largest_number;
}

bool are_coordinates(const json& list) {
    return list.is_array() && std::ranges::all_of(list, is_coordinate);
}

Result<int> side_in(const json& size, std::size_t index) {
    const json& side = size[index];
    if (!side.is_number_unsigned() || side.get<std::uint64_t>() < 1 || side.get<std::uint64_t>() > longest_side)
        return expected(fmt::format("whole pixels from 1 to {}", longest_side), side)
            .with_context(join_path("size", index));
    return side.get<int>();
}

Result<ReadSegmentation> read_run_lengths(const json& value) {
    const json* const size = find_member(value, "size");
    const json* const counts = find_member(value, "counts");
    if (size == nullptr || !size->is_array() || size->size() != 2 || counts == nullptr)
        return Error(ErrorCode::malformed, "is an object without \"size\" of two numbers and \"counts\"");
    ReadSegmentation found;
    YOLOZU_ASSIGN(found.height, side_in(*size, 0));
    YOLOZU_ASSIGN(found.width, side_in(*size, 1));
    if (counts->is_string() && !counts->get_ref<const std::string&>().empty()) {
        found.compressed = counts->get<std::string>();
        return found;
    }
    if (!counts->is_array() || counts->empty())
        return expected("a text or a list of run lengths", *counts).with_context("counts");
    for (const json& count : *counts) {
        if (!count.is_number_unsigned() || count.get<std::uint64_t>() > UINT32_MAX)
            return expected("run lengths", count).with_context("counts");
        found.counts.push_back(count.get<std::uint32_t>());
    }
    return found;
}

std::vector<double> corners_of_box(double x, double y, double width, double height) {
    return {x, y, x, y + height, x + width, y + height, x + width, y};
}

Result<std::vector<double>> read_polygon(const json& value) {
    if (!are_coordinates(value) || value.size() % 2 != 0 || value.size() < 4)
        return expected("a list of x and y of at least three corners", value);
    auto numbers = value.get<std::vector<double>>();
    return numbers.size() == 4 ? corners_of_box(numbers[0], numbers[1], numbers[2], numbers[3]) : std::move(numbers);
}

Result<ReadPoint> read_point_object(const json& value) {
    const json* const x = find_member(value, "x");
    const json* const y = find_member(value, "y");
    if (x == nullptr || y == nullptr || !is_coordinate(*x) || !is_coordinate(*y))
        return expected("an object with the numbers x and y", value);
    return ReadPoint{x->get<double>(), y->get<double>()};
}

/// The numbers of each group of `stride` are x, y and what else there is.
std::vector<ReadPoint> points_of(const json& numbers, std::size_t stride) {
    std::vector<ReadPoint> points;
    for (std::size_t at = 0; at < numbers.size(); at += stride)
        points.push_back({numbers[at].get<double>(), numbers[at + 1].get<double>()});
    return points;
}

}  // namespace

Result<ReadSegmentation> read_segmentation(const json& value) {
    if (value.is_object()) return read_run_lengths(value);
    if (!value.is_array()) return expected("COCO's run lengths or polygons", value);
    ReadSegmentation found;
    for (std::size_t index = 0; index < value.size(); ++index) {
        Result<std::vector<double>> polygon = read_polygon(value[index]);
        if (!polygon) return std::move(polygon).error().with_context(join_path("polygons", index));
        found.polygons.push_back(std::move(*polygon));
    }
    return found;
}

Result<std::vector<ReadPoint>> read_keypoints(const json& value) {
    if (!value.is_array()) return expected("a list of keypoints", value);
    if (!value.empty() && are_coordinates(value)) {
        if (value.size() % 3 == 0) return points_of(value, 3);
        if (value.size() % 2 == 0) return points_of(value, 2);
        return expected("two or three numbers a keypoint", value);
    }
    std::vector<ReadPoint> points;
    for (const json& item : value) {
        YOLOZU_ASSIGN(points.emplace_back(), read_point_object(item));
    }
    return points;
}

Result<std::array<ReadPoint, 4>> read_corners(const json& value) {
    std::array<ReadPoint, 4> corners;
    const auto is_corner = [](const json& corner) { return are_coordinates(corner) && corner.size() == 2; };
    if (!value.is_array() || value.size() != 4 || !std::ranges::all_of(value, is_corner))
        return expected("four corners [x, y]", value);
    for (std::size_t index = 0; index < corners.size(); ++index)
        corners[index] = {value[index][0].get<double>(), value[index][1].get<double>()};
    return corners;
}

}  // namespace yolozu
