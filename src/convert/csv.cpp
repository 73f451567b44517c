// SPDX-License-Identifier: Apache-2.0
#include "convert/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "predictions/image_key.hpp"
#include "predictions/json_reader.hpp"
#include "predictions/json_writer.hpp"

namespace yolozu::convert {
namespace {

constexpr std::int64_t largest_file = std::int64_t{1} << 30;
constexpr std::array<std::string_view, 9> columns{"image", "width", "height", "class_id", "score",
                                                  "cx",    "cy",    "w",      "h"};
enum Column : std::size_t { image_column, width_column, height_column, class_column, score_column, box_column };
constexpr std::size_t absent = columns.size();

Error malformed(std::string message) {
    return {ErrorCode::malformed, std::move(message)};
}

/// Takes the next row off the text: its fields, quoted or not.
Result<std::vector<std::string>> take_row(std::string_view& text) {
    std::vector<std::string> fields;
    while (true) {
        std::string& field = fields.emplace_back();
        if (text.starts_with('"')) {
            do {
                text.remove_prefix(1);
                const std::size_t quote = text.find('"');
                if (quote == std::string_view::npos) return malformed("a field's quotes do not end");
                field += text.substr(0, quote);
                text.remove_prefix(quote + 1);
                if (text.starts_with('"')) field += '"';
            } while (text.starts_with('"'));
        }
        const std::size_t end = std::min(text.find_first_of(",\n"), text.size());
        std::string_view rest = text.substr(0, end);
        if (end == text.size() || text[end] == '\n')
            if (rest.ends_with('\r')) rest.remove_suffix(1);
        field += rest;
        text.remove_prefix(end);
        const bool more = text.starts_with(',');
        if (!text.empty()) text.remove_prefix(1);
        if (!more) return fields;
    }
}

class CsvSource final : public Source {
public:
    Status read(std::string_view text, Losses& losses);
    Result<bool> next(ExchangedImage& image) override {
        if (next_ == images_.size()) return false;
        image = std::move(images_[next_++]);
        return true;
    }

private:
    Status read_header(const std::vector<std::string>& names, Losses& losses);
    Status read_row(const std::vector<std::string>& fields);
    Result<ExchangedImage*> picture(const std::vector<std::string>& fields);
    std::string_view field(const std::vector<std::string>& fields, std::size_t column) const {
        return places_[column] == absent ? std::string_view() : fields[places_[column]];
    }
    Result<double> number(const std::vector<std::string>& fields, std::size_t column) const;

    std::array<std::size_t, columns.size()> places_{};  ///< of the columns in a row
    std::size_t column_count_ = 0;
    std::vector<ExchangedImage> images_;
    std::unordered_map<std::string, std::size_t> image_places_;
    std::size_t next_ = 0;
};

Status CsvSource::read_header(const std::vector<std::string>& names, Losses& losses) {
    places_.fill(absent);
    column_count_ = names.size();
    for (std::size_t place = 0; place < names.size(); ++place) {
        const std::size_t column = static_cast<std::size_t>(std::ranges::find(columns, names[place]) - columns.begin());
        if (column == columns.size()) {
            losses.add(fmt::format("the column '{}'", printable(names[place])));
            continue;
        }
        if (places_[column] != absent) return malformed(fmt::format("has the column {} twice", columns[column]));
        places_[column] = place;
    }
    for (std::size_t column = 0; column < columns.size(); ++column)
        if (places_[column] == absent && column != width_column && column != height_column)
            return malformed(
                fmt::format("has no column {}, expected a header of {}", columns[column], fmt::join(columns, ",")));
    return {};
}

Result<double> CsvSource::number(const std::vector<std::string>& fields, std::size_t column) const {
    constexpr double largest = 1e12;
    const std::optional<double> number = parse_number<double>(field(fields, column));
    if (number && std::abs(*number) <= largest) return *number;
    return malformed(
        fmt::format("{} is '{}', expected a number", columns[column], printable(field(fields, column).substr(0, 40))));
}

Result<ExchangedImage*> CsvSource::picture(const std::vector<std::string>& fields) {
    std::string key = as_parsed(trim_image_key(field(fields, image_column)));
    if (key.empty()) return malformed("names no image");
    std::array<int, 2> sides{};
    for (const std::size_t column : {width_column, height_column}) {
        const std::string_view text = field(fields, column);
        const std::optional<int> side = parse_number<int>(text);
        if (!text.empty() && (!side || *side < 1))
            return malformed(
                fmt::format("{} is '{}', expected pixels or nothing", columns[column], printable(text.substr(0, 40))));
        sides[column - width_column] = side.value_or(0);
    }
    const auto [place, is_new] = image_places_.try_emplace(key, images_.size());
    if (is_new) images_.push_back({std::move(key), sides[0], sides[1], {}});
    ExchangedImage& image = images_[place->second];
    if (image.width != sides[0] || image.height != sides[1])
        return about_image(image.image, malformed("has another size in a row before"));
    return &image;
}

Status CsvSource::read_row(const std::vector<std::string>& fields) {
    if (fields.size() != column_count_)
        return malformed(fmt::format("has {} fields, the header has {}", fields.size(), column_count_));
    YOLOZU_ASSIGN(ExchangedImage* const image, picture(fields));
    if (field(fields, class_column).empty() && field(fields, score_column).empty()) return {};
    PredictedObject object;
    YOLOZU_ASSIGN(const double class_id, number(fields, class_column));
    if (class_id < 0 || class_id > std::numeric_limits<std::int32_t>::max() || class_id != std::floor(class_id))
        return malformed(fmt::format("class_id is {}, expected a whole number from 0", class_id));
    object.class_id = static_cast<std::int32_t>(class_id);
    YOLOZU_ASSIGN(object.score, number(fields, score_column));
    YOLOZU_ASSIGN(object.bbox.cx, number(fields, box_column));
    YOLOZU_ASSIGN(object.bbox.cy, number(fields, box_column + 1));
    YOLOZU_ASSIGN(object.bbox.w, number(fields, box_column + 2));
    YOLOZU_ASSIGN(object.bbox.h, number(fields, box_column + 3));
    image->objects.push_back(std::move(object));
    return {};
}

Status CsvSource::read(std::string_view text, Losses& losses) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (std::size_t row = 1; !text.empty(); ++row) {
        Result<std::vector<std::string>> fields = take_row(text);
        const auto use = [&]() -> Status {
            if (!fields) return std::move(fields).error();
            if (row == 1) return read_header(*fields, losses);
            const bool blank = fields->size() == 1 && fields->front().empty();
            return blank ? Status{} : read_row(*fields);
        };
        Status used = use();
        if (!used) return std::move(used).error().with_context(fmt::format("row {}", row));
    }
    if (column_count_ == 0) return malformed("is empty, expected a header");
    return {};
}

void append_field(std::string& row, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        row += text;
        return;
    }
    row += '"';
    for (const char character : text) row.append(character == '"' ? 2 : 1, character);
    row += '"';
}

class CsvSink final : public Sink {
public:
    CsvSink(AtomicFile file, Losses& losses) : file_(std::move(file)), losses_(losses) {}

    Status append(const ExchangedImage& image) override;
    Status finish() override { return file_.commit(); }

private:
    void count_losses(const PredictedObject& object);

    AtomicFile file_;
    Losses& losses_;
};

void CsvSink::count_losses(const PredictedObject& object) {
    if (!object.keypoints.empty()) losses_.add("detections' keypoints");
    if (object.oriented) losses_.add("oriented boxes, of which the upright ones around them are written");
    if (object.segmentation) losses_.add("masks");
}

Status CsvSink::append(const ExchangedImage& image) {
    std::string start;
    append_field(start, as_written(image.image));
    const bool sized = image.width > 0 && image.height > 0;
    start += sized ? fmt::format(",{},{}", image.width, image.height) : ",,";
    if (image.objects.empty()) return file_.write(start + ",,,,,,\n");
    for (const PredictedObject& object : image.objects) {
        count_losses(object);
        std::string row = fmt::format("{},{}", start, object.class_id);
        for (const double number : {object.score, object.bbox.cx, object.bbox.cy, object.bbox.w, object.bbox.h}) {
            row += ',';
            append_number(row, number);
        }
        YOLOZU_TRY(file_.write(row + "\n"));
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Source>> csv_source(const std::filesystem::path& path, Losses& losses) {
    YOLOZU_ASSIGN(const std::vector<std::byte> bytes, read_file(path, largest_file));
    auto source = std::make_unique<CsvSource>();
    YOLOZU_TRY(source->read({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, losses));
    return std::unique_ptr<Source>(std::move(source));
}

Result<std::unique_ptr<Sink>> csv_sink(const std::filesystem::path& target, Losses& losses) {
    YOLOZU_ASSIGN(AtomicFile file, AtomicFile::create(target));
    YOLOZU_TRY(file.write(fmt::format("{}\n", fmt::join(columns, ","))));
    return std::unique_ptr<Sink>(std::make_unique<CsvSink>(std::move(file), losses));
}

}  // namespace yolozu::convert
