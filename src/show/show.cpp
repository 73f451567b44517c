// SPDX-License-Identifier: Apache-2.0
#include "show/show.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "convert/object_reader.hpp"
#include "eval/image_index.hpp"
#include "predictions/describe.hpp"
#include "predictions/document_text.hpp"
#include "predictions/json_reader.hpp"

namespace yolozu::show {
namespace {

namespace fs = std::filesystem;
using convert::ExchangedImage;
using nlohmann::json;

/// The pictures that the user has, found by key.
class Pictures {
public:
    explicit Pictures(std::span<const fs::path> paths) {
        for (const fs::path& path : paths) {
            files_.emplace_back();
            files_.back().key = path.native();
        }
        if (!files_.empty()) index_.emplace(files_);
    }

    Result<fs::path> find(const std::string& key) const {
        if (!index_) return fs::path(as_written(key));
        YOLOZU_ASSIGN(const std::size_t place, index_->find(key));
        return fs::path(files_[place].key);
    }

private:
    std::vector<eval::TrueImage> files_;
    std::optional<eval::ImageIndex> index_;
};

class Show {
public:
    Show(const ShowRequest& request, Viewer& viewer)
        : request_(request), viewer_(viewer), pictures_(request.images), names_(request.class_names) {}

    Result<ShowSummary> run();

private:
    Status read_truth();
    Status show_entry(const EntryText& entry);
    Result<ShownPicture> picture_of(const ExchangedImage& entry) const;
    Status add_truth(ShownPicture& picture, const std::string& key) const;
    bool is_wanted(std::int32_t class_id) const {
        return request_.classes.empty() || std::ranges::binary_search(request_.classes, class_id);
    }

    const ShowRequest& request_;
    Viewer& viewer_;
    Pictures pictures_;
    std::vector<std::string> names_;
    std::optional<eval::GroundTruth> truth_;
    std::optional<eval::ImageIndex> truth_index_;
    std::string scratch_;
    ShowSummary summary_;
};

Status Show::read_truth() {
    if (request_.coco.empty()) return {};
    YOLOZU_ASSIGN(truth_, eval::read_coco_truth(request_.coco, eval::Task::detect));
    if (names_.empty()) names_ = truth_->class_names;
    truth_index_.emplace(truth_->images);
    return {};
}

Status Show::add_truth(ShownPicture& picture, const std::string& key) const {
    std::vector<eval::TrueObject> objects;
    if (truth_) {
        YOLOZU_ASSIGN(const std::size_t place, truth_index_->find(key));
        objects = truth_->images[place].objects;
    } else if (!request_.labels.empty()) {
        YOLOZU_ASSIGN(const std::vector<eval::LabelledImage> labelled,
                      eval::labels_in(request_.labels, std::span(&picture.path, 1)));
        YOLOZU_ASSIGN(eval::GroundTruth labels, eval::read_yolo_labels(labelled, {}));
        objects = std::move(labels.images.front().objects);
    }
    for (const eval::TrueObject& object : objects)
        if (is_wanted(static_cast<std::int32_t>(object.class_id))) picture.objects.push_back(shown(object, names_));
    return {};
}

Result<ShownPicture> Show::picture_of(const ExchangedImage& entry) const {
    ShownPicture picture{.key = as_written(entry.image), .path = {}, .image = {}, .objects = {}};
    YOLOZU_ASSIGN(picture.path, pictures_.find(entry.image));
    YOLOZU_ASSIGN(picture.image, read_image(picture.path));
    YOLOZU_TRY(add_truth(picture, entry.image));
    const std::size_t truths = picture.objects.size();
    for (const PredictedObject& object : entry.objects) {
        if (object.score < request_.least_score || !is_wanted(object.class_id)) continue;
        Result<ShownObject> drawn = shown(object, picture.image.width(), picture.image.height(), names_);
        if (!drawn) return convert::about_image(entry.image, std::move(drawn).error());
        picture.objects.push_back(std::move(drawn).value());
    }
    std::stable_sort(picture.objects.begin() + static_cast<std::ptrdiff_t>(truths), picture.objects.end(),
                     [](const ShownObject& a, const ShownObject& b) { return a.score < b.score; });
    return picture;
}

/// What the file has wrong ends everything; a picture that is not there or cannot be read is passed over.
Status Show::show_entry(const EntryText& text) {
    std::string key;
    if (!text.key.empty()) {
        YOLOZU_ASSIGN(const json name, parse_piece(text.key, scratch_));
        key = name.get<std::string>();
    }
    YOLOZU_ASSIGN(const json value, parse_piece(text.value, scratch_));
    YOLOZU_ASSIGN(const ExchangedImage entry, convert::read_entry(value, key, nullptr));
    Result<ShownPicture> picture = picture_of(entry);
    if (!picture) {
        ++summary_.failed;
        viewer_.failed(picture.error());
        return {};
    }
    ++summary_.images;
    return viewer_.show(*picture);
}

Result<ShowSummary> Show::run() {
    YOLOZU_TRY(read_truth());
    YOLOZU_ASSIGN(DocumentReader reader,
                  in_file("predictions file", request_.predictions, DocumentReader::open(request_.predictions)));
    while (true) {
        YOLOZU_ASSIGN(const std::optional<EntryText> entry,
                      in_file("predictions file", request_.predictions, reader.next()));
        if (!entry) break;
        if (reader.count() > request_.max_images) continue;
        YOLOZU_TRY(in_file("predictions file", request_.predictions, show_entry(*entry)));
    }
    summary_.entries = reader.count();
    if (summary_.images == 0)
        return Error(ErrorCode::io,
                     fmt::format("none of the {} images can be shown; nothing was written", summary_.failed));
    YOLOZU_TRY(viewer_.finish(summary_));
    return summary_;
}

}  // namespace

Result<std::vector<std::string>> class_names_of(const fs::path& predictions) {
    YOLOZU_ASSIGN(const DocumentReader reader,
                  in_file("predictions file", predictions, DocumentReader::open(predictions)));
    std::vector<std::string> names;
    if (reader.meta().empty()) return names;
    std::string scratch;
    YOLOZU_ASSIGN(const json meta, in_file("predictions file", predictions, parse_piece(reader.meta(), scratch)));
    const json* const extra = find_member(meta, "extra");
    const json* const list = extra == nullptr ? nullptr : find_member(*extra, "class_names");
    if (list == nullptr || !list->is_array()) return names;
    for (const json& name : *list) names.push_back(name.is_string() ? name.get<std::string>() : std::string("?"));
    return names;
}

Result<ShowSummary> show(const ShowRequest& request, Viewer& viewer) {
    return Show(request, viewer).run();
}

}  // namespace yolozu::show
