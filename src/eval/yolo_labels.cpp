// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/in_file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "eval/ground_truth.hpp"
#include "image/read_size.hpp"

namespace yolozu::eval {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t largest_label_file = std::int64_t{1} << 26;
constexpr std::size_t box_columns = 5, corner_columns = 9, least_outline_columns = 7;
/// Labels are rounded: those of an object at the rim end a little beyond it.
constexpr double least_fraction = -0.01, largest_fraction = 1.01;
/// What Ultralytics takes an object's part of its box for.
constexpr double usual_share_of_box = 0.53;

/// Takes the first word off a line; empty at its end.
std::string_view take_word(std::string_view& line) {
    constexpr std::string_view space = " \t\r";
    line.remove_prefix(std::min(line.find_first_not_of(space), line.size()));
    const std::string_view word = line.substr(0, line.find_first_of(space));
    line.remove_prefix(word.size());
    return word;
}

using Numbers = std::span<const double>;

Result<std::vector<double>> parse_numbers(std::string_view line) {
    std::vector<double> numbers;
    for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
        const std::optional<double> number = parse_number<double>(word);
        if (!number || !std::isfinite(*number))
            return Error(ErrorCode::malformed, fmt::format("'{}' is not a number", printable(word.substr(0, 40))));
        numbers.push_back(*number);
    }
    return numbers;
}

Status check_range(Numbers numbers, double least, double greatest, std::string_view range) {
    for (const double number : numbers)
        if (!(number >= least && number <= greatest))
            return Error(ErrorCode::malformed, fmt::format("{} is not {}", number, range));
    return {};
}

Status check_fractions(Numbers numbers, double least) {
    return check_range(numbers, least, largest_fraction, "from 0 to 1");
}

Result<std::size_t> class_of(double number) {
    YOLOZU_TRY(check_range({&number, 1}, 0, static_cast<double>(max_classes - 1),
                           fmt::format("a class from 0 to {}", max_classes - 1)));
    if (number != std::floor(number)) return Error(ErrorCode::malformed, fmt::format("class {} is not whole", number));
    return static_cast<std::size_t>(number);
}

std::string_view form_of(Task task) {
    if (task == Task::segment) return "class x1 y1 x2 y2 x3 y3 ...";
    if (task == Task::pose) return "class cx cy w h and two or three numbers for each of the predictions' keypoints";
    if (task == Task::obb) return "class x1 y1 x2 y2 x3 y3 x4 y4";
    return "class cx cy w h";
}

bool has_form(std::size_t columns, const LabelForm& form) {
    if (form.task == Task::segment) return columns >= least_outline_columns && columns % 2 == 1;
    if (form.task == Task::obb) return columns == corner_columns;
    if (form.task == Task::detect) return columns == box_columns;
    if (form.keypoint_count == 0) return columns > box_columns;
    return columns == box_columns + 2 * form.keypoint_count || columns == box_columns + 3 * form.keypoint_count;
}

/// Of other forms of labels the user may not have thought.
std::string_view advice(const LabelForm& form, std::size_t columns) {
    if (form.task == Task::detect && columns > box_columns)
        return "; outlines, keypoints and turned boxes are read with --task or --label-format";
    return "";
}

std::vector<PixelPoint> points_in(Numbers fractions, const TrueImage& image) {
    std::vector<PixelPoint> points;
    for (std::size_t at = 0; at < fractions.size(); at += 2)
        points.push_back({fractions[at] * image.width, fractions[at + 1] * image.height});
    return points;
}

PixelBox box_around(std::span<const PixelPoint> points) {
    const auto [left, right] = std::ranges::minmax(points, {}, &PixelPoint::x);
    const auto [top, bottom] = std::ranges::minmax(points, {}, &PixelPoint::y);
    return {left.x, top.y, right.x - left.x, bottom.y - top.y};
}

Status read_box(Numbers fractions, const TrueImage& image, TrueObject& object) {
    YOLOZU_TRY(check_fractions(fractions, 0));
    const double width = image.width, height = image.height;
    object.box = {(fractions[0] - fractions[2] / 2) * width, (fractions[1] - fractions[3] / 2) * height,
                  fractions[2] * width, fractions[3] * height};
    object.area = object.box.area();
    return {};
}

Status read_outline(Numbers fractions, const TrueImage& image, TrueObject& object) {
    YOLOZU_TRY(check_fractions(fractions, least_fraction));
    const std::vector<PixelPoint> points = points_in(fractions, image);
    std::vector<double> polygon;
    for (const PixelPoint& point : points) polygon.insert(polygon.end(), {point.x, point.y});
    YOLOZU_ASSIGN(object.mask, run_lengths_from_polygon(image.width, image.height, polygon));
    object.box = box_around(points);
    object.area = static_cast<double>(area(object.mask));
    return {};
}

/// Whether each keypoint has a visibility shows in how many numbers there are.
Status read_keypoints(Numbers numbers, std::size_t count, const TrueImage& image, TrueObject& object) {
    const std::size_t stride = numbers.size() / count;
    for (std::size_t at = 0; at < numbers.size(); at += stride) {
        const double x = numbers[at], y = numbers[at + 1];
        const bool is_labelled = stride == 3 ? numbers[at + 2] > 0 : x >= 0 && y >= 0 && (x > 0 || y > 0);
        if (is_labelled) YOLOZU_TRY(check_fractions(numbers.subspan(at, 2), least_fraction));
        object.keypoints.push_back({x * image.width, y * image.height, is_labelled ? 2 : 0});
    }
    object.ignored =
        std::ranges::none_of(object.keypoints, [](const TruthKeypoint& point) { return point.visibility > 0; });
    object.area *= usual_share_of_box;
    return {};
}

Status read_corners(Numbers fractions, const TrueImage& image, TrueObject& object) {
    YOLOZU_TRY(check_fractions(fractions, least_fraction));
    const std::vector<PixelPoint> points = points_in(fractions, image);
    Quadrangle corners;
    std::ranges::copy(points, corners.begin());
    object.turned_corners = convex_hull(corners);
    object.box = box_around(points);
    object.area = polygon_area(object.turned_corners);
    return {};
}

Result<TrueObject> parse_label(std::string_view line, const LabelForm& form, const TrueImage& image) {
    YOLOZU_ASSIGN(const std::vector<double> numbers, parse_numbers(line));
    if (!has_form(numbers.size(), form))
        return Error(ErrorCode::malformed, fmt::format("has {} numbers, expected {}{}", numbers.size(),
                                                       form_of(form.task), advice(form, numbers.size())));
    TrueObject object;
    YOLOZU_ASSIGN(object.class_id, class_of(numbers[0]));
    const Numbers rest = Numbers(numbers).subspan(1);
    if (form.task == Task::segment) {
        YOLOZU_TRY(read_outline(rest, image, object));
    } else if (form.task == Task::obb) {
        YOLOZU_TRY(read_corners(rest, image, object));
    } else {
        YOLOZU_TRY(read_box(rest.first(4), image, object));
        if (form.task == Task::pose && form.keypoint_count > 0)
            YOLOZU_TRY(read_keypoints(rest.subspan(4), form.keypoint_count, image, object));
    }
    return object;
}

Status parse_labels(std::string_view text, const LabelForm& form, TrueImage& image) {
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (std::string_view rest = line; take_word(rest).empty()) continue;
        Result<TrueObject> object = parse_label(line, form, image);
        if (!object) return std::move(object).error().with_context(fmt::format("line {}", number));
        image.objects.push_back(std::move(*object));
    }
    return {};
}

Status read_labels_of(const fs::path& file, const LabelForm& form, TrueImage& image) {
    Result<std::vector<std::byte>> bytes = read_file(file, largest_label_file);
    if (!bytes && bytes.error().code() == ErrorCode::not_found) return {};
    if (!bytes) return std::move(bytes).error();
    return parse_labels({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, form, image);
}

}  // namespace

Result<std::vector<LabelledImage>> labels_in(const fs::path& folder, std::span<const fs::path> images) {
    std::error_code cause;
    if (!fs::is_directory(folder, cause))
        return Error(ErrorCode::not_found,
                     fmt::format("'{}' is not a folder, expected one of label files", printable(folder)));
    std::vector<LabelledImage> labelled;
    for (const fs::path& image : images) labelled.push_back({image, folder / (image.stem().native() + ".txt")});
    return labelled;
}

Result<GroundTruth> read_yolo_labels(std::span<const LabelledImage> images, const LabelForm& form) {
    if (form.keypoint_count > max_keypoints)
        return Error(ErrorCode::limit_exceeded, fmt::format("labels of {} keypoints are asked for, expected {} at most",
                                                            form.keypoint_count, max_keypoints));
    GroundTruth truth;
    for (const LabelledImage& each : images) {
        YOLOZU_ASSIGN(const ImageSize size, read_image_size(each.image));
        TrueImage image{each.image.native(), size.width, size.height, {}};
        YOLOZU_TRY(in_file("label file", each.labels, read_labels_of(each.labels, form, image)));
        for (const TrueObject& object : image.objects)
            truth.class_count = std::max(truth.class_count, object.class_id + 1);
        truth.images.push_back(std::move(image));
    }
    return truth;
}

}  // namespace yolozu::eval
