// SPDX-License-Identifier: Apache-2.0
#include "convert/coco_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "base/try.hpp"
#include "convert/object_reader.hpp"
#include "predictions/describe.hpp"
#include "predictions/document_text.hpp"
#include "predictions/json_writer.hpp"

namespace yolozu::convert {
namespace {

using Layout = JsonWriter::Layout;

Error expected(std::string_view what, const nlohmann::json* found) {
    return {ErrorCode::malformed, found == nullptr ? fmt::format("is missing, expected {}", what)
                                                   : fmt::format("is {}, expected {}", describe_value(*found), what)};
}

Result<std::int64_t> id_in(const nlohmann::json& object, std::string_view key) {
    const nlohmann::json* const member = find_member(object, key);
    if (member == nullptr || !member->is_number_integer())
        return expected("a whole number", member).with_context(std::string(key));
    return member->get<std::int64_t>();
}

class CocoSource final : public Source {
public:
    Status read(DocumentReader& reader, const KnownPictures& pictures, const CategoryRule& categories, Losses& losses);
    Result<bool> next(ExchangedImage& image) override {
        if (next_ == images_.size()) return false;
        image = std::move(images_[next_++]);
        return true;
    }

private:
    Result<ExchangedImage*> picture(std::int64_t id, const KnownPictures& pictures);

    std::vector<ExchangedImage> images_;
    std::unordered_map<std::int64_t, std::size_t> places_;
    std::size_t next_ = 0;
};

Result<ExchangedImage*> CocoSource::picture(std::int64_t id, const KnownPictures& pictures) {
    const auto [place, is_new] = places_.try_emplace(id, images_.size());
    if (is_new) {
        YOLOZU_ASSIGN(ExchangedImage known, pictures.picture_of(id));
        images_.push_back(std::move(known));
    }
    return &images_[place->second];
}

/// The four numbers x, y, width, height.
Result<NormalizedBox> box_in(const nlohmann::json& result, const ExchangedImage& image) {
    const nlohmann::json* const bbox = find_member(result, "bbox");
    if (bbox == nullptr || !bbox->is_array() || bbox->size() != 4 || !std::ranges::all_of(*bbox, is_usable_number))
        return expected("a list of x, y, width and height in pixels", bbox).with_context("bbox");
    const double x = (*bbox)[0], y = (*bbox)[1], w = (*bbox)[2], h = (*bbox)[3];
    return NormalizedBox{(x + w / 2) / image.width, (y + h / 2) / image.height, w / image.width, h / image.height};
}

Result<std::vector<PredictedKeypoint>> keypoints_in(const nlohmann::json& list, const ExchangedImage& image) {
    if (!list.is_array() || list.size() % 3 != 0 || !std::ranges::all_of(list, is_usable_number))
        return expected("triples x, y, v", &list).with_context("keypoints");
    std::vector<PredictedKeypoint> points;
    for (std::size_t at = 0; at < list.size(); at += 3) {
        points.push_back(keypoint_of(list[at].get<double>() / image.width, list[at + 1].get<double>() / image.height,
                                     list[at + 2].get<double>()));
    }
    return points;
}

Result<PredictedObject> object_in(const nlohmann::json& result, const ExchangedImage& image,
                                  const CategoryRule& categories, Losses& losses) {
    PredictedObject object;
    YOLOZU_ASSIGN(const std::int64_t category, id_in(result, "category_id"));
    YOLOZU_ASSIGN(object.class_id, categories.class_of(category));
    YOLOZU_ASSIGN(object.score, number_in(result, "score"));
    YOLOZU_ASSIGN(object.bbox, box_in(result, image));
    for (const auto& [name, value] : result.items()) {
        if (name == "keypoints") {
            YOLOZU_ASSIGN(object.keypoints, keypoints_in(value, image));
        } else if (name == "segmentation") {
            YOLOZU_ASSIGN(object.segmentation, read_segmentation(value));
        } else if (name != "image_id" && name != "category_id" && name != "score" && name != "bbox") {
            losses.add(fmt::format("{} of detections", quote(name)));
        }
    }
    return object;
}

Status CocoSource::read(DocumentReader& reader, const KnownPictures& pictures, const CategoryRule& categories,
                        Losses& losses) {
    std::string scratch;
    while (true) {
        const std::size_t index = reader.count();
        YOLOZU_ASSIGN(const std::optional<EntryText> text, reader.next());
        if (!text) return {};
        const auto add = [&]() -> Status {
            YOLOZU_ASSIGN(const nlohmann::json result, parse_piece(text->value, scratch));
            if (!result.is_object()) return expected("an object", &result);
            YOLOZU_ASSIGN(const std::int64_t id, id_in(result, "image_id"));
            YOLOZU_ASSIGN(ExchangedImage* const image, picture(id, pictures));
            YOLOZU_ASSIGN(PredictedObject object, object_in(result, *image, categories, losses));
            image->objects.push_back(std::move(object));
            return {};
        };
        Status added = add();
        if (!added) return std::move(added).error().with_context(fmt::format("result {}", index));
    }
}

class CocoSink final : public Sink {
public:
    CocoSink(DocumentWriter writer, const KnownPictures& pictures, const CategoryRule& categories, Losses& losses)
        : writer_(std::move(writer)), pictures_(pictures), categories_(categories), losses_(losses) {}

    Status append(const ExchangedImage& image) override;
    Status finish() override {
        YOLOZU_TRY(writer_.end_entries());
        return writer_.commit();
    }

private:
    Status append(const PredictedObject& object, std::int64_t image_id, const ExchangedImage& image);
    void write_keypoints(JsonWriter& json, const PredictedObject& object, const ExchangedImage& image);
    void write_segmentation(JsonWriter& json, const PredictedObject& object);

    DocumentWriter writer_;
    const KnownPictures& pictures_;
    const CategoryRule& categories_;
    Losses& losses_;
    std::unordered_map<std::int64_t, std::size_t> images_by_id_;
};

void CocoSink::write_keypoints(JsonWriter& json, const PredictedObject& object, const ExchangedImage& image) {
    if (object.keypoints.empty()) return;
    json.key("keypoints");
    json.begin_array(Layout::inline_);
    for (const PredictedKeypoint& point : object.keypoints) {
        json.value(point.x * image.width);
        json.value(point.y * image.height);
        json.value(point.visibility);
        if (point.score) losses_.add("scores of keypoints");
    }
    json.end();
}

void CocoSink::write_segmentation(JsonWriter& json, const PredictedObject& object) {
    if (object.oriented) losses_.add("oriented boxes, of which the upright ones around them are written");
    if (!object.segmentation) return;
    const PredictedSegmentation& mask = *object.segmentation;
    if (mask.counts.empty()) {
        losses_.add("outlines: COCO's results are run lengths (predict --segmentation rle)");
        return;
    }
    json.key("segmentation");
    json.begin_object(Layout::inline_);
    json.key("size");
    json.begin_array(Layout::inline_);
    json.value(mask.height);
    json.value(mask.width);
    json.end();
    json.member("counts", mask.counts);
    json.end();
}

Status CocoSink::append(const PredictedObject& object, std::int64_t image_id, const ExchangedImage& image) {
    YOLOZU_ASSIGN(const std::int64_t category, categories_.category_of(object.class_id));
    const double width = image.width, height = image.height;
    const NormalizedBox& box = object.bbox;
    std::string text;
    JsonWriter json(text);
    json.begin_object(Layout::inline_);
    json.member("image_id", image_id);
    json.member("category_id", category);
    json.key("bbox");
    json.begin_array(Layout::inline_);
    for (const double number :
         {(box.cx - box.w / 2) * width, (box.cy - box.h / 2) * height, box.w * width, box.h * height})
        json.value(number);
    json.end();
    json.member("score", object.score);
    write_keypoints(json, object, image);
    write_segmentation(json, object);
    json.end();
    return writer_.append({}, text);
}

Status CocoSink::append(const ExchangedImage& given) {
    ExchangedImage image = given;
    YOLOZU_ASSIGN(const std::int64_t id, pictures_.id_of(image));
    if (!images_by_id_.try_emplace(id, 0).second)
        return about_image(image.image,
                           Error(ErrorCode::malformed, fmt::format("another image has its id {}, too", id)));
    if (image.objects.empty()) {
        losses_.add("images without detections");
        return {};
    }
    YOLOZU_TRY(pictures_.complete(image));
    for (const PredictedObject& object : image.objects) {
        Status appended = append(object, id, image);
        if (!appended) return about_image(image.image, std::move(appended).error());
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Source>> coco_source(const std::filesystem::path& path, const KnownPictures& pictures,
                                            const CategoryRule& categories, Losses& losses) {
    YOLOZU_ASSIGN(DocumentReader reader, DocumentReader::open(path));
    if (reader.shape() != DocumentShape::list)
        return Error(ErrorCode::malformed, "is no list, as COCO's results are; ground truth is no prediction");
    auto source = std::make_unique<CocoSource>();
    YOLOZU_TRY(source->read(reader, pictures, categories, losses));
    return std::unique_ptr<Source>(std::move(source));
}

Result<std::unique_ptr<Sink>> coco_sink(const std::filesystem::path& target, const KnownPictures& pictures,
                                        const CategoryRule& categories, Losses& losses) {
    YOLOZU_ASSIGN(DocumentWriter writer, DocumentWriter::create(target, DocumentShape::list));
    return std::unique_ptr<Sink>(std::make_unique<CocoSink>(std::move(writer), pictures, categories, losses));
}

}  // namespace yolozu::convert
