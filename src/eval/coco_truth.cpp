// SPDX-License-Identifier: Apache-2.0
#include "eval/ground_truth.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "eval/segmentation.hpp"
#include "predictions/describe.hpp"
#include "predictions/json_reader.hpp"

namespace yolozu::eval {
namespace {

using nlohmann::json;

constexpr std::int64_t largest_file = std::int64_t{1} << 30;
constexpr double longest_side = 65'500;  // as of pictures that are read
constexpr double largest_number = 1e9;   // of pixels; areas fit a double exactly enough

Error expected(std::string_view key, std::string_view what, const json* found) {
    return {ErrorCode::malformed, found == nullptr
                                      ? fmt::format("{} is missing, expected {}", key, what)
                                      : fmt::format("{} is {}, expected {}", key, describe_value(*found), what)};
}

Result<std::int64_t> id_in(const json& object, std::string_view key) {
    const json* const member = find_member(object, key);
    if (member == nullptr || !member->is_number_integer()) return expected(key, "a whole number", member);
    return member->get<std::int64_t>();
}

Result<std::string> string_in(const json& object, std::string_view key) {
    const json* const member = find_member(object, key);
    if (member == nullptr || !member->is_string()) return expected(key, "a string", member);
    return member->get<std::string>();
}

bool is_within(const json& value, double least, double greatest) {
    return value.is_number() && value.get<double>() >= least && value.get<double>() <= greatest;
}

Result<int> side_in(const json& object, std::string_view key) {
    const json* const member = find_member(object, key);
    if (member == nullptr || !member->is_number_integer() || !is_within(*member, 1, longest_side))
        return expected(key, fmt::format("whole pixels from 1 to {}", longest_side), member);
    return member->get<int>();
}

Result<PixelBox> box_in(const json& annotation) {
    const json* const bbox = find_member(annotation, "bbox");
    const auto is_pixel = [](const json& value) { return is_within(value, -largest_number, largest_number); };
    if (bbox == nullptr || !bbox->is_array() || bbox->size() != 4 || !std::ranges::all_of(*bbox, is_pixel) ||
        (*bbox)[2].get<double>() < 0 || (*bbox)[3].get<double>() < 0)
        return expected("bbox", "a list of x, y, width and height in pixels", bbox);
    return PixelBox{(*bbox)[0].get<double>(), (*bbox)[1].get<double>(), (*bbox)[2].get<double>(),
                    (*bbox)[3].get<double>()};
}

Result<bool> crowd_in(const json& annotation) {
    const json* const crowd = find_member(annotation, "iscrowd");
    if (crowd == nullptr || *crowd == 0 || *crowd == false) return false;
    if (*crowd == 1 || *crowd == true) return true;
    return expected("iscrowd", "0 or 1", crowd);
}

Result<RunLengths> mask_in(const json& annotation, const TrueImage& image) {
    const json* const member = find_member(annotation, "segmentation");
    if (member == nullptr) return expected("segmentation", "COCO's run lengths or polygons", member);
    Result<ReadSegmentation> read = read_segmentation(*member);
    if (!read) return std::move(read).error().with_context("segmentation");
    return run_lengths_of(*read, image.width, image.height);
}

/// Flat triples of x, y and visibility.
Result<std::vector<TruthKeypoint>> keypoints_in(const json& annotation) {
    const json* const member = find_member(annotation, "keypoints");
    const auto is_pixel = [](const json& value) { return is_within(value, -largest_number, largest_number); };
    if (member == nullptr || !member->is_array() || member->size() % 3 != 0 || member->size() > 3 * max_keypoints ||
        !std::ranges::all_of(*member, is_pixel))
        return expected("keypoints", "a list of x, y and visibility", member);
    std::vector<TruthKeypoint> keypoints;
    for (std::size_t at = 0; at < member->size(); at += 3)
        keypoints.push_back({(*member)[at].get<double>(), (*member)[at + 1].get<double>(),
                             (*member)[at + 2].get<double>() > 0 ? 2 : 0});
    return keypoints;
}

/// Whether an object has a keypoint to find: what the file says, or what it shows.
Result<bool> has_keypoints(const json& annotation, std::span<const TruthKeypoint> keypoints) {
    const json* const number = find_member(annotation, "num_keypoints");
    if (number == nullptr)
        return std::ranges::any_of(keypoints, [](const TruthKeypoint& point) { return point.visibility > 0; });
    if (!is_within(*number, 0, largest_number)) return expected("num_keypoints", "a number from 0", number);
    return number->get<double>() != 0;
}

class CocoReader {
public:
    explicit CocoReader(Task task) : task_(task) {}

    Status read(const json& document);
    GroundTruth take();

private:
    Status add_category(const json& category);
    Status add_image(const json& image);
    Status add_annotation(const json& annotation);
    Status read_compared(const json& annotation, const TrueImage& image, TrueObject& object) const;

    Task task_;
    std::map<std::int64_t, std::string> category_names_;
    std::map<std::int64_t, std::size_t> class_ids_;
    std::map<std::int64_t, TrueImage> images_;
};

/// Hands the elements of one of the document's lists to `add`.
Status each(const json& document, std::string_view list_name, const auto& add) {
    const json* const list = find_member(document, list_name);
    if (list == nullptr || !list->is_array()) return expected(list_name, "a list", list);
    for (std::size_t index = 0; index < list->size(); ++index) {
        Status added = add((*list)[index]);
        if (!added) return std::move(added).error().with_context(join_path(list_name, index));
    }
    return {};
}

Status CocoReader::read(const json& document) {
    YOLOZU_TRY(each(document, "categories", [&](const json& category) { return add_category(category); }));
    for (const auto& [id, name] : category_names_) class_ids_.emplace(id, class_ids_.size());
    YOLOZU_TRY(each(document, "images", [&](const json& image) { return add_image(image); }));
    return each(document, "annotations", [&](const json& annotation) { return add_annotation(annotation); });
}

Status CocoReader::add_category(const json& category) {
    YOLOZU_ASSIGN(const std::int64_t id, id_in(category, "id"));
    YOLOZU_ASSIGN(std::string name, string_in(category, "name"));
    if (category_names_.size() == max_classes)
        return Error(ErrorCode::limit_exceeded, fmt::format("there are more than {} categories", max_classes));
    if (!category_names_.emplace(id, std::move(name)).second)
        return Error(ErrorCode::malformed, fmt::format("a category before it has the id {}, too", id));
    return {};
}

Status CocoReader::add_image(const json& value) {
    YOLOZU_ASSIGN(const std::int64_t id, id_in(value, "id"));
    TrueImage image;
    YOLOZU_ASSIGN(image.key, string_in(value, "file_name"));
    YOLOZU_ASSIGN(image.width, side_in(value, "width"));
    YOLOZU_ASSIGN(image.height, side_in(value, "height"));
    if (!images_.emplace(id, std::move(image)).second)
        return Error(ErrorCode::malformed, fmt::format("an image before it has the id {}, too", id));
    return {};
}

Status CocoReader::add_annotation(const json& annotation) {
    YOLOZU_ASSIGN(const std::int64_t image_id, id_in(annotation, "image_id"));
    YOLOZU_ASSIGN(const std::int64_t category_id, id_in(annotation, "category_id"));
    const auto image = images_.find(image_id);
    if (image == images_.end()) return Error(ErrorCode::malformed, fmt::format("there is no image {}", image_id));
    const auto class_id = class_ids_.find(category_id);
    if (class_id == class_ids_.end())
        return Error(ErrorCode::malformed, fmt::format("there is no category {}", category_id));
    TrueObject object;
    object.class_id = class_id->second;
    YOLOZU_ASSIGN(object.box, box_in(annotation));
    YOLOZU_ASSIGN(object.crowd, crowd_in(annotation));
    object.ignored = object.crowd;
    object.area = object.box.area();
    YOLOZU_TRY(read_compared(annotation, image->second, object));
    const json* const area = find_member(annotation, "area");
    if (area != nullptr && !is_within(*area, 0, largest_number * largest_number))
        return expected("area", "a number from 0", area);
    if (area != nullptr) object.area = area->get<double>();
    image->second.objects.push_back(std::move(object));
    return {};
}

/// What the task compares, and the area that follows from it.
Status CocoReader::read_compared(const json& annotation, const TrueImage& image, TrueObject& object) const {
    if (task_ == Task::segment) {
        YOLOZU_ASSIGN(object.mask, mask_in(annotation, image));
        object.area = static_cast<double>(area(object.mask));
    }
    if (task_ == Task::pose) {
        YOLOZU_ASSIGN(object.keypoints, keypoints_in(annotation));
        YOLOZU_ASSIGN(const bool has_any, has_keypoints(annotation, object.keypoints));
        object.ignored = object.crowd || !has_any;
    }
    return {};
}

GroundTruth CocoReader::take() {
    GroundTruth truth;
    truth.class_count = category_names_.size();
    for (auto& [id, name] : category_names_) truth.class_names.push_back(std::move(name));
    for (auto& [id, image] : images_) truth.images.push_back(std::move(image));
    return truth;
}

Result<GroundTruth> read_text(std::span<char> text, Task task) {
    YOLOZU_ASSIGN(const json document, parse_json(text));
    CocoReader reader(task);
    YOLOZU_TRY(reader.read(document));
    return reader.take();
}

}  // namespace

Result<GroundTruth> read_coco_truth(const std::filesystem::path& path, Task task) {
    if (task == Task::obb || task == Task::classify)
        return Error(ErrorCode::unsupported,
                     fmt::format("COCO's JSON has nothing that the task {} compares; give labels", to_string(task)));
    YOLOZU_ASSIGN(std::vector<std::byte> bytes, in_file("COCO file", path, read_file(path, largest_file)));
    return in_file("COCO file", path, read_text({reinterpret_cast<char*>(bytes.data()), bytes.size()}, task));
}

}  // namespace yolozu::eval
