// SPDX-License-Identifier: Apache-2.0
#include "convert/yolo_labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <system_error>
#include <utility>

#include "base/file.hpp"
#include "base/folder.hpp"
#include "base/in_file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "convert/object_reader.hpp"
#include "predictions/image_key.hpp"
#include "predictions/json_reader.hpp"
#include "predictions/json_writer.hpp"

namespace yolozu::convert {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t largest_file = std::int64_t{1} << 26;
constexpr std::array<std::string_view, 4> form_names{"detect", "pose", "segment", "obb"};

Error malformed(std::string message) {
    return {ErrorCode::malformed, std::move(message)};
}

/// The numbers of a line.
Result<std::vector<double>> numbers_of(std::string_view line) {
    constexpr std::string_view space = " \t\r";
    constexpr double largest = 1e6;  // far beyond what fractions of a picture can be
    std::vector<double> numbers;
    while (true) {
        line.remove_prefix(std::min(line.find_first_not_of(space), line.size()));
        if (line.empty()) return numbers;
        const std::string_view word = line.substr(0, line.find_first_of(space));
        const std::optional<double> number = parse_number<double>(word);
        if (!number || !(std::abs(*number) <= largest))
            return malformed(fmt::format("'{}' is not a number", printable(word.substr(0, 40))));
        numbers.push_back(*number);
        line.remove_prefix(word.size());
    }
}

/// How many of a line's numbers, after the class, are not the score; nothing where the form has no such line.
std::optional<std::size_t> coordinates_in(LabelForm form, std::size_t count) {
    switch (form) {
        case LabelForm::detect:
            return count == 4 || count == 5 ? std::optional<std::size_t>(4) : std::nullopt;
        case LabelForm::obb:
            return count == 8 || count == 9 ? std::optional<std::size_t>(8) : std::nullopt;
        case LabelForm::segment:
            return count >= 6 ? std::optional(count - count % 2) : std::nullopt;
        case LabelForm::pose:
            break;
    }
    const bool possible = count >= 7 && (count - 4) % 3 != 2;
    return possible ? std::optional(count - (count - 4) % 3) : std::nullopt;
}

/// The upright box around points x, y, x, y, ...
NormalizedBox box_around(std::span<const double> points) {
    double x1 = points[0], x2 = points[0], y1 = points[1], y2 = points[1];
    for (std::size_t at = 0; at < points.size(); at += 2) {
        x1 = std::min(x1, points[at]);
        x2 = std::max(x2, points[at]);
        y1 = std::min(y1, points[at + 1]);
        y2 = std::max(y2, points[at + 1]);
    }
    return {(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1};
}

/// The angle of a vector of that length, -pi to pi. From the tangent of its half: the engine brings std::atan along,
/// and std::atan2 would be 66 KB more of a small program.
double direction_of(double x, double y, double length) {
    if (x >= 0) return length > 0 ? 2 * std::atan(y / (length + x)) : 0;
    return y == 0 ? std::numbers::pi : 2 * std::atan((length - x) / y);
}

/// Corners in the order of OrientedBox::corners: along the height's side first, then along the width's.
PredictedOrientedBox oriented_from(std::span<const double> points, const ExchangedImage& image) {
    PredictedOrientedBox box;
    std::array<std::array<double, 2>, 4> pixels{};
    for (std::size_t corner = 0; corner < pixels.size(); ++corner) {
        box.corners[corner] = {points[2 * corner], points[2 * corner + 1]};
        pixels[corner] = {points[2 * corner] * image.width, points[2 * corner + 1] * image.height};
        box.cx += pixels[corner][0] / 4;
        box.cy += pixels[corner][1] / 4;
    }
    const double along_x = pixels[1][0] - pixels[2][0], along_y = pixels[1][1] - pixels[2][1];
    box.w = std::hypot(along_x, along_y);
    box.h = std::hypot(pixels[0][0] - pixels[1][0], pixels[0][1] - pixels[1][1]);
    box.angle = direction_of(along_x, along_y, box.w);
    return box;
}

PredictedObject object_from(LabelForm form, std::span<const double> points, const ExchangedImage& image) {
    PredictedObject object;
    if (form == LabelForm::detect || form == LabelForm::pose) {
        object.bbox = {points[0], points[1], points[2], points[3]};
        for (std::size_t at = 4; at < points.size(); at += 3)
            object.keypoints.push_back(keypoint_of(points[at], points[at + 1], points[at + 2]));
        return object;
    }
    object.bbox = box_around(points);
    if (form == LabelForm::obb) {
        object.oriented = oriented_from(points, image);
        return object;
    }
    std::vector<double> polygon(points.begin(), points.end());
    for (std::size_t at = 0; at < polygon.size(); ++at) polygon[at] *= at % 2 == 0 ? image.width : image.height;
    object.segmentation = PredictedSegmentation{image.width, image.height, {}, {std::move(polygon)}};
    return object;
}

class YoloSource final : public Source {
public:
    YoloSource(fs::path folder, const KnownPictures& pictures, LabelForm form, Losses& losses)
        : folder_(std::move(folder)), pictures_(pictures), form_(form), losses_(losses) {}

    Result<bool> next(ExchangedImage& image) override;

private:
    Status read_line(std::string_view line, ExchangedImage& image);
    Status read_lines(std::string_view text, ExchangedImage& image);
    Status read_labels(const fs::path& path, ExchangedImage& image);

    fs::path folder_;
    const KnownPictures& pictures_;
    LabelForm form_;
    Losses& losses_;
    std::size_t next_ = 0;
};

Status YoloSource::read_line(std::string_view line, ExchangedImage& image) {
    YOLOZU_ASSIGN(const std::vector<double> numbers, numbers_of(line));
    if (numbers.empty()) return {};
    const std::optional<std::size_t> coordinates = coordinates_in(form_, numbers.size() - 1);
    if (!coordinates)
        return malformed(fmt::format("{} numbers are no line of the form '{}' (--label-format)", numbers.size(),
                                     form_names[static_cast<std::size_t>(form_)]));
    const double class_id = numbers[0];
    if (class_id < 0 || class_id > std::numeric_limits<std::int32_t>::max() || class_id != std::floor(class_id))
        return malformed(fmt::format("the class is {}, expected a whole number from 0", class_id));
    PredictedObject object = object_from(form_, std::span(numbers).subspan(1, *coordinates), image);
    object.class_id = static_cast<std::int32_t>(class_id);
    const bool has_score = numbers.size() == *coordinates + 2;
    object.score = has_score ? numbers.back() : 1.0;
    if (!has_score) losses_.add("lines without a score, which is taken for 1");
    image.objects.push_back(std::move(object));
    return {};
}

Status YoloSource::read_lines(std::string_view text, ExchangedImage& image) {
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        Status read = read_line(line, image);
        if (!read) return std::move(read).error().with_context(fmt::format("line {}", number));
    }
    return {};
}

Status YoloSource::read_labels(const fs::path& path, ExchangedImage& image) {
    const Result<std::vector<std::byte>> bytes = read_file(path, largest_file);
    if (!bytes && bytes.error().code() == ErrorCode::not_found) return {};
    if (!bytes) return bytes.error();
    return read_lines({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, image);
}

Result<bool> YoloSource::next(ExchangedImage& image) {
    if (next_ == pictures_.files().size()) return false;
    const fs::path path(pictures_.files()[next_++].key);
    image = ExchangedImage();
    image.image = as_parsed(path.filename().native());
    YOLOZU_ASSIGN(const ImageSize size, read_image_size(path));
    image.width = size.width;
    image.height = size.height;
    const fs::path labels = folder_ / (path.stem().native() + ".txt");
    YOLOZU_TRY(in_file("label file", labels, read_labels(labels, image)));
    return true;
}

/// Twice the area of x, y, x, y, ...
double area_of(const std::vector<double>& polygon) {
    double area = 0;
    for (std::size_t at = 0; at < polygon.size(); at += 2) {
        const std::size_t next = (at + 2) % polygon.size();
        area += polygon[at] * polygon[next + 1] - polygon[next] * polygon[at + 1];
    }
    return std::abs(area);
}

class YoloSink final : public Sink {
public:
    YoloSink(AtomicFolder folder, bool with_scores, Losses& losses)
        : folder_(std::move(folder)), with_scores_(with_scores), losses_(losses) {}

    Status append(const ExchangedImage& image) override;
    Status finish() override { return folder_.place(); }

private:
    std::string line_of(const PredictedObject& object, const ExchangedImage& image);
    bool append_outline(std::string& line, const PredictedSegmentation& segmentation, const ExchangedImage& image);
    void append_box(std::string& line, const PredictedObject& object);

    AtomicFolder folder_;
    bool with_scores_;
    Losses& losses_;
    ImageKeySet names_;
};

void append_coordinate(std::string& line, double number) {
    line += ' ';
    append_number(line, number);
}

/// Polygons are in pixels of a picture whose size is known (convert()); of several parts the largest is written.
bool YoloSink::append_outline(std::string& line, const PredictedSegmentation& segmentation,
                              const ExchangedImage& image) {
    if (segmentation.polygons.empty()) {
        losses_.add("masks as run lengths: YOLO has outlines (predict --segmentation polygons)");
        return false;
    }
    if (segmentation.polygons.size() > 1) losses_.add("outlines of several parts, of which the largest is written");
    const auto largest = std::ranges::max_element(segmentation.polygons, {}, area_of);
    for (std::size_t at = 0; at < largest->size(); ++at)
        append_coordinate(line, (*largest)[at] / (at % 2 == 0 ? image.width : image.height));
    return true;
}

void YoloSink::append_box(std::string& line, const PredictedObject& object) {
    for (const double number : {object.bbox.cx, object.bbox.cy, object.bbox.w, object.bbox.h})
        append_coordinate(line, number);
    for (const PredictedKeypoint& point : object.keypoints) {
        append_coordinate(line, point.x);
        append_coordinate(line, point.y);
        line += fmt::format(" {}", point.visibility);
        if (point.score) losses_.add("scores of keypoints");
    }
}

std::string YoloSink::line_of(const PredictedObject& object, const ExchangedImage& image) {
    std::string line = fmt::format("{}", object.class_id);
    if (object.oriented) {
        for (const auto& [x, y] : object.oriented->corners) {
            append_coordinate(line, x);
            append_coordinate(line, y);
        }
    } else if (!object.segmentation || !append_outline(line, *object.segmentation, image)) {
        append_box(line, object);
    }
    if (with_scores_) append_coordinate(line, object.score);
    return line + "\n";
}

Status YoloSink::append(const ExchangedImage& image) {
    const fs::path name = file_name_of(image.image);
    const std::string stem = name.stem().native();
    if (stem.empty() || stem == "." || stem == ".." || stem.find('\0') != std::string::npos)
        return about_image(image.image, malformed("its name cannot be that of a file"));
    YOLOZU_ASSIGN(const bool is_new, names_.insert(stem));
    if (!is_new)
        return about_image(image.image,
                           malformed(fmt::format("another image's labels are called '{}.txt', too", printable(stem))));
    std::string text;
    for (const PredictedObject& object : image.objects) text += line_of(object, image);
    if (!with_scores_) losses_.add("scores", image.objects.size());
    return folder_.write(stem + ".txt", text);
}

}  // namespace

std::optional<LabelForm> label_form_from_string(std::string_view name) {
    const auto* const found = std::ranges::find(form_names, name);
    if (found == form_names.end()) return std::nullopt;
    return static_cast<LabelForm>(found - form_names.begin());
}

Result<std::unique_ptr<Source>> yolo_source(const fs::path& folder, const KnownPictures& pictures, LabelForm form,
                                            Losses& losses) {
    if (pictures.files().empty())
        return Error(ErrorCode::invalid_argument, "labels say neither the images' names nor sizes: give --images");
    std::error_code cause;
    if (!fs::is_directory(folder, cause)) return Error(ErrorCode::not_found, "is not a folder of label files");
    std::size_t text_files = 0;
    for (fs::directory_iterator entries(folder, cause); !cause && entries != fs::directory_iterator();
         entries.increment(cause))
        if (entries->path().extension() == ".txt") ++text_files;
    if (cause) return Error(ErrorCode::io, "cannot list it: " + cause.message());
    std::size_t with_picture = 0;
    for (const eval::TrueImage& file : pictures.files())
        if (fs::exists(folder / (fs::path(file.key).stem().native() + ".txt"), cause)) ++with_picture;
    losses.add("label files without an image", text_files - std::min(text_files, with_picture));
    return std::unique_ptr<Source>(std::make_unique<YoloSource>(folder, pictures, form, losses));
}

Result<std::unique_ptr<Sink>> yolo_sink(const fs::path& target, bool with_scores, Losses& losses) {
    std::error_code cause;
    if (fs::is_directory(target, cause) && !fs::is_empty(target, cause))
        return Error(ErrorCode::invalid_argument, "the folder has something in it; choose another, or empty it first");
    YOLOZU_ASSIGN(AtomicFolder folder, AtomicFolder::create(target));
    return std::unique_ptr<Sink>(std::make_unique<YoloSink>(std::move(folder), with_scores, losses));
}

}  // namespace yolozu::convert
