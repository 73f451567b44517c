// SPDX-License-Identifier: Apache-2.0
#include "convert/json_predictions.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "base/try.hpp"
#include "convert/object_reader.hpp"
#include "predictions/document.hpp"
#include "predictions/image_key.hpp"
#include "predictions/json_reader.hpp"
#include "predictions/sanitize.hpp"

namespace yolozu::convert {
namespace {

using Layout = JsonWriter::Layout;

/// But for the rounding of a way through pixels and back.
bool is_same(const NormalizedBox& a, const NormalizedBox& b) {
    constexpr double rounding = 1e-9;
    return std::abs(a.cx - b.cx) <= rounding && std::abs(a.cy - b.cy) <= rounding && std::abs(a.w - b.w) <= rounding &&
           std::abs(a.h - b.h) <= rounding;
}

class JsonSource final : public Source {
public:
    JsonSource(DocumentReader reader, Losses& losses) : reader_(std::move(reader)), losses_(losses) {
        if (!reader_.meta().empty()) losses_.add("meta of the run");
    }

    Result<bool> next(ExchangedImage& image) override {
        const std::size_t index = reader_.count();
        YOLOZU_ASSIGN(const std::optional<EntryText> entry, reader_.next());
        if (!entry) return false;
        Result<ExchangedImage> read = parse(*entry);
        if (!read) return std::move(read).error().with_context(fmt::format("entry {}", index));
        image = std::move(read).value();
        YOLOZU_ASSIGN(const bool is_new, images_.insert(image.image));
        if (!is_new) return about_image(image.image, Error(ErrorCode::malformed, "has two entries, expected one"));
        return true;
    }

private:
    Result<ExchangedImage> parse(const EntryText& entry) {
        std::string key;
        if (!entry.key.empty()) {
            YOLOZU_ASSIGN(const nlohmann::json name, parse_piece(entry.key, scratch_));
            key = name.get<std::string>();
            if (trim_image_key(key).empty()) return Error(ErrorCode::malformed, "has an image without a name");
        }
        YOLOZU_ASSIGN(const nlohmann::json value, parse_piece(entry.value, scratch_));
        return read_entry(value, key, &losses_);
    }

    DocumentReader reader_;
    Losses& losses_;
    ImageKeySet images_;
    std::string scratch_;
};

class JsonSink final : public Sink {
public:
    JsonSink(DocumentWriter writer, DocumentShape shape, Losses& losses)
        : writer_(std::move(writer)), shape_(shape), losses_(losses) {}

    Status append(const ExchangedImage& image) override;
    Status finish() override {
        YOLOZU_TRY(writer_.end_entries());
        return writer_.commit();
    }

private:
    void count_changes(const ExchangedImage& image);
    void write_entry(JsonWriter& json, const ExchangedImage& image);

    DocumentWriter writer_;
    DocumentShape shape_;
    Losses& losses_;
    std::vector<PredictedObject> sane_;
    std::vector<std::size_t> origins_;
};

void JsonSink::count_changes(const ExchangedImage& image) {
    losses_.add("detections left out, whose boxes have nothing of the image", image.objects.size() - sane_.size());
    std::size_t clipped = 0;
    for (std::size_t index = 0; index < sane_.size(); ++index) {
        const PredictedObject &before = image.objects[origins_[index]], &after = sane_[index];
        clipped += is_same(before.bbox, after.bbox) && before.score == after.score ? 0 : 1;
    }
    losses_.add("detections whose box was clipped to the image, or whose score to [0, 1]", clipped);
}

void JsonSink::write_entry(JsonWriter& json, const ExchangedImage& image) {
    json.begin_object(Layout::lines);
    json.member("schema_version", 2);
    json.member("image", as_written(image.image));
    if (image.width > 0 && image.height > 0) {
        json.member("orig_w", image.width);
        json.member("orig_h", image.height);
    }
    json.key("detections");
    write_detections(json, sane_);
    json.end();
}

Status JsonSink::append(const ExchangedImage& image) {
    sanitize_detections(image.objects, sane_, origins_);
    count_changes(image);
    std::string key, text;
    JsonWriter json(text);
    if (shape_ == DocumentShape::map) {
        if (image.image == "predictions" || image.image == "schema_version")
            return refused_key(image.image, "has a meaning of its own in a map; choose another shape");
        append_string(key, as_written(image.image));
        write_detections(json, sane_);
    } else {
        write_entry(json, image);
    }
    // As JsonWriter lays out a document: a wrapper's entries lie two levels deep, others one.
    if (shape_ == DocumentShape::lines) return writer_.append({}, on_one_line(text));
    return writer_.append(key, indented(text, shape_ == DocumentShape::wrapped ? 2 : 1));
}

}  // namespace

std::unique_ptr<Source> json_source(DocumentReader reader, Losses& losses) {
    return std::make_unique<JsonSource>(std::move(reader), losses);
}

Result<std::unique_ptr<Sink>> json_sink(const std::filesystem::path& target, DocumentShape shape, Losses& losses) {
    YOLOZU_ASSIGN(DocumentWriter writer, DocumentWriter::create(target, shape));
    return std::unique_ptr<Sink>(std::make_unique<JsonSink>(std::move(writer), shape, losses));
}

}  // namespace yolozu::convert
