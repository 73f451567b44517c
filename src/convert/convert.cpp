// SPDX-License-Identifier: Apache-2.0
#include "convert/convert.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <system_error>
#include <utility>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/lower_case.hpp"
#include "base/try.hpp"
#include "convert/coco_results.hpp"
#include "convert/csv.hpp"
#include "convert/json_predictions.hpp"
#include "convert/reshape.hpp"
#include "predictions/describe.hpp"

namespace yolozu::convert {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 7> format_names{"wrapped", "list", "map", "jsonl", "coco", "yolo", "csv"};

static_assert(static_cast<int>(Format::lines) == static_cast<int>(DocumentShape::lines));  // and those before it

bool is_json(Format format) {
    return format <= Format::lines;
}

DocumentShape shape_of(Format format) {
    return static_cast<DocumentShape>(format);
}

/// Whether a file is a list of COCO's results.
Result<bool> holds_coco_results(const fs::path& path) {
    YOLOZU_ASSIGN(DocumentReader reader, DocumentReader::open(path));
    if (reader.shape() != DocumentShape::list) return false;
    YOLOZU_ASSIGN(const std::optional<EntryText> first, reader.next());
    std::string scratch;
    if (!first) return false;
    YOLOZU_ASSIGN(const nlohmann::json value, parse_piece(first->value, scratch));
    return find_member(value, "image_id") != nullptr && find_member(value, "image") == nullptr;
}

Result<Format> recognise(const fs::path& path) {
    std::error_code missing;  // opening it will tell
    if (fs::is_directory(path, missing)) return Format::yolo;
    if (lower_case(path.extension().native()) == ".csv") return Format::csv;
    YOLOZU_ASSIGN(const bool is_coco, holds_coco_results(path));
    return is_coco ? Format::coco : Format::wrapped;
}

class Conversion {
public:
    explicit Conversion(const Request& request) : request_(request) {}

    Result<Summary> run();

private:
    Status read_catalogue();
    Result<Summary> copy(Source& source, Sink& sink);
    Result<std::unique_ptr<Source>> open_source(Format from);
    Result<std::unique_ptr<Sink>> open_sink();
    bool wants_size(const ExchangedImage& image) const;

    const Request& request_;
    std::optional<CocoCatalogue> catalogue_;
    CategoryRule categories_;
    std::optional<KnownPictures> pictures_;
    Losses losses_;
};

Status Conversion::read_catalogue() {
    if (!request_.coco.empty()) {
        YOLOZU_ASSIGN(catalogue_, CocoCatalogue::read(request_.coco));
        categories_.ids = catalogue_->category_ids;
        if (categories_.ids.empty())
            return in_file("COCO file", request_.coco,
                           Status(Error(ErrorCode::malformed, "has no categories, which say what the classes are")));
    }
    if (request_.coco_80_to_91) categories_ = CategoryRule::coco_80();
    pictures_.emplace(catalogue_ ? &*catalogue_ : nullptr, request_.images);
    return {};
}

Result<std::unique_ptr<Source>> Conversion::open_source(Format from) {
    switch (from) {
        case Format::coco:
            return coco_source(request_.input, *pictures_, categories_, losses_);
        case Format::yolo:
            return yolo_source(request_.input, *pictures_, request_.label_form, losses_);
        case Format::csv:
            return csv_source(request_.input, losses_);
        default:
            break;
    }
    YOLOZU_ASSIGN(DocumentReader reader, DocumentReader::open(request_.input));
    return json_source(std::move(reader), losses_);
}

Result<std::unique_ptr<Sink>> Conversion::open_sink() {
    switch (request_.to) {
        case Format::coco:
            return coco_sink(request_.output, *pictures_, categories_, losses_);
        case Format::yolo:
            return yolo_sink(request_.output, !request_.without_scores, losses_);
        case Format::csv:
            return csv_sink(request_.output, losses_);
        default:
            break;
    }
    return json_sink(request_.output, shape_of(request_.to), losses_);
}

/// COCO's sink asks for itself, of images that it writes. Of YOLO's lines only outlines are in pixels here; a table has
/// a size where somebody knows it.
bool Conversion::wants_size(const ExchangedImage& image) const {
    if (request_.to == Format::csv) return catalogue_.has_value() || !request_.images.empty();
    const auto has_outline = [](const PredictedObject& object) {
        return object.segmentation && !object.segmentation->polygons.empty();
    };
    return request_.to == Format::yolo && std::ranges::any_of(image.objects, has_outline);
}

Result<Summary> Conversion::copy(Source& source, Sink& sink) {
    Summary summary;
    while (true) {
        ExchangedImage image;
        YOLOZU_ASSIGN(const bool more, in_file("input", request_.input, source.next(image)));
        if (!more) break;
        if (wants_size(image)) YOLOZU_TRY(pictures_->complete(image));
        YOLOZU_TRY(sink.append(image));
        ++summary.images;
    }
    YOLOZU_TRY(in_file("output", request_.output, sink.finish()));
    return summary;
}

Result<Summary> Conversion::run() {
    std::error_code missing;  // an output that is not there yet is not the input
    if (fs::equivalent(request_.input, request_.output, missing))
        return Error(ErrorCode::invalid_argument, "the output is the input itself; choose another");
    Format from = request_.from.value_or(Format::wrapped);
    if (!request_.from) {
        YOLOZU_ASSIGN(from, in_file("input", request_.input, recognise(request_.input)));
    }
    Summary summary;
    if (is_json(from) && is_json(request_.to)) {
        YOLOZU_ASSIGN(DocumentReader reader, in_file("input", request_.input, DocumentReader::open(request_.input)));
        YOLOZU_ASSIGN(summary.images, in_file("input", request_.input,
                                              reshape(reader, request_.output, shape_of(request_.to), losses_)));
    } else {
        YOLOZU_TRY(read_catalogue());
        YOLOZU_ASSIGN(const auto source, in_file("input", request_.input, open_source(from)));
        YOLOZU_ASSIGN(const auto sink, in_file("output", request_.output, open_sink()));
        YOLOZU_ASSIGN(summary, copy(*source, *sink));
        summary.categories_are_classes =
            categories_.ids.empty() && (from == Format::coco || request_.to == Format::coco);
    }
    summary.losses = losses_.in_words();
    return summary;
}

}  // namespace

std::optional<Format> format_from_string(std::string_view name) {
    const auto* const found = std::ranges::find(format_names, name);
    if (found == format_names.end()) return std::nullopt;
    return static_cast<Format>(found - format_names.begin());
}

Result<Summary> convert(const Request& request) {
    return Conversion(request).run();
}

}  // namespace yolozu::convert
