// SPDX-License-Identifier: Apache-2.0
#include "eval/ground_truth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/in_file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "image/read_size.hpp"

namespace yolozu::eval {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t largest_label_file = std::int64_t{1} << 26;
constexpr std::size_t columns = 5;
/// Labels are rounded: those of an object at the rim end a little beyond it.
constexpr double largest_fraction = 1.01;

/// Takes the first word off a line; empty at its end.
std::string_view take_word(std::string_view& line) {
    constexpr std::string_view space = " \t\r";
    line.remove_prefix(std::min(line.find_first_not_of(space), line.size()));
    const std::string_view word = line.substr(0, line.find_first_of(space));
    line.remove_prefix(word.size());
    return word;
}

Error not_a_label(std::string_view found) {
    return {ErrorCode::malformed, fmt::format("{}, expected the five numbers class cx cy w h", found)};
}

struct Label {
    std::size_t class_id = 0;
    double cx = 0, cy = 0, w = 0, h = 0;
};

Result<Label> parse_label(std::string_view line) {
    std::array<double, columns> numbers{};
    for (std::size_t column = 0; column < columns; ++column) {
        const std::string_view word = take_word(line);
        if (word.empty()) return not_a_label(fmt::format("has {} numbers", column));
        const std::optional<double> number = parse_number<double>(word);
        if (!number) return not_a_label(fmt::format("'{}' is not a number", printable(word.substr(0, 40))));
        const double limit = column == 0 ? static_cast<double>(max_classes - 1) : largest_fraction;
        if (!(*number >= 0 && *number <= limit))
            return not_a_label(fmt::format("{} is not from 0 to {}", *number, column == 0 ? limit : 1));
        numbers[column] = *number;
    }
    if (!take_word(line).empty())
        return not_a_label("has more than five numbers (outlines and keypoints are not compared)");
    if (numbers[0] != std::floor(numbers[0])) return not_a_label(fmt::format("class {} is not whole", numbers[0]));
    return Label{static_cast<std::size_t>(numbers[0]), numbers[1], numbers[2], numbers[3], numbers[4]};
}

TrueBox on_image(const Label& label, const TrueImage& image) {
    const double width = image.width, height = image.height;
    const PixelBox box{(label.cx - label.w / 2) * width, (label.cy - label.h / 2) * height, label.w * width,
                       label.h * height};
    return {label.class_id, box, box.area(), false};
}

Status parse_labels(std::string_view text, TrueImage& image) {
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (std::string_view rest = line; take_word(rest).empty()) continue;
        Result<Label> label = parse_label(line);
        if (!label) return std::move(label).error().with_context(fmt::format("line {}", number));
        image.boxes.push_back(on_image(*label, image));
    }
    return {};
}

Status read_labels_of(const fs::path& file, TrueImage& image) {
    Result<std::vector<std::byte>> bytes = read_file(file, largest_label_file);
    if (!bytes && bytes.error().code() == ErrorCode::not_found) return {};
    if (!bytes) return std::move(bytes).error();
    return parse_labels({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, image);
}

}  // namespace

Result<GroundTruth> read_yolo_labels(std::span<const fs::path> images, const fs::path& labels) {
    std::error_code cause;
    if (!fs::is_directory(labels, cause))
        return Error(ErrorCode::not_found,
                     fmt::format("'{}' is not a folder, expected one of label files", printable(labels)));
    GroundTruth truth;
    for (const fs::path& path : images) {
        YOLOZU_ASSIGN(const ImageSize size, read_image_size(path));
        TrueImage image{path.native(), size.width, size.height, {}};
        const fs::path file = labels / (path.stem().native() + ".txt");
        YOLOZU_TRY(in_file("label file", file, read_labels_of(file, image)));
        for (const TrueBox& box : image.boxes) truth.class_count = std::max(truth.class_count, box.class_id + 1);
        truth.images.push_back(std::move(image));
    }
    return truth;
}

}  // namespace yolozu::eval
