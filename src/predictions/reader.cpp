// SPDX-License-Identifier: Apache-2.0
#include "predictions/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/describe.hpp"
#include "predictions/image_key.hpp"
#include "predictions/json_reader.hpp"

namespace yolozu {
namespace {

using nlohmann::json;

constexpr std::int64_t largest_file = std::int64_t{1} << 30;

Error expected(std::string_view what, const json* found) {
    return {ErrorCode::malformed, found == nullptr ? fmt::format("is missing, expected {}", what)
                                                   : fmt::format("is {}, expected {}", describe_value(*found), what)};
}

/// The finite number of a member.
Result<double> number_in(const json& object, std::string_view key) {
    const json* const member = find_member(object, key);
    if (member == nullptr || !member->is_number() || !std::isfinite(member->get<double>()))
        return expected("a number", member).with_context(std::string(key));
    return member->get<double>();
}

Result<std::int32_t> class_id_of(const json& detection) {
    YOLOZU_ASSIGN(const double number, number_in(detection, "class_id"));
    if (number < 0 || number > std::numeric_limits<std::int32_t>::max() || number != std::floor(number))
        return expected("a whole number from 0", find_member(detection, "class_id")).with_context("class_id");
    return static_cast<std::int32_t>(number);
}

Result<NormalizedBox> box_in(const json& object) {
    NormalizedBox box;
    YOLOZU_ASSIGN(box.cx, number_in(object, "cx"));
    YOLOZU_ASSIGN(box.cy, number_in(object, "cy"));
    YOLOZU_ASSIGN(box.w, number_in(object, "w"));
    YOLOZU_ASSIGN(box.h, number_in(object, "h"));
    if (box.w < 0 || box.h < 0) return Error(ErrorCode::malformed, "its width or height is below 0");
    return box;
}

/// A member of a member of ...; null where one of them is missing.
const json* find_within(const json& object, std::initializer_list<std::string_view> path) {
    const json* found = &object;
    for (const std::string_view key : path)
        if (found != nullptr) found = find_member(*found, key);
    return found;
}

/// What a reading function makes of a member, with its name in errors.
template <class T>
Result<T> read_member(std::string_view name, const json& member, Result<T> (*read)(const json&)) {
    Result<T> value = read(member);
    if (!value) return std::move(value).error().with_context(std::string(name));
    return value;
}

Status read_segmentation_of(const json& value, ReadDetection& detection) {
    const json* found = find_member(value, "segmentation");
    if (found == nullptr) found = find_within(value, {"meta", "segmentation"});
    if (found == nullptr)
        return Error(ErrorCode::not_found,
                     "has no mask (segmentation or meta.segmentation); predict --segmentation rle writes them");
    YOLOZU_ASSIGN(detection.segmentation, read_member("segmentation", *found, read_segmentation));
    return {};
}

Status read_part(const json& value, ReadPart part, ReadDetection& detection) {
    if (part == ReadPart::masks) return read_segmentation_of(value, detection);
    if (part == ReadPart::keypoints) {
        const json* const found = find_member(value, "keypoints");
        if (found == nullptr) return Error(ErrorCode::not_found, "has no keypoints");
        YOLOZU_ASSIGN(detection.keypoints, read_member("keypoints", *found, read_keypoints));
    }
    if (part == ReadPart::corners) {
        const json* const found = find_within(value, {"meta", "obb", "corners"});
        if (found == nullptr) return Error(ErrorCode::not_found, "has no corners of a turned box (meta.obb.corners)");
        YOLOZU_ASSIGN(detection.corners, read_member("meta.obb.corners", *found, read_corners));
    }
    return {};
}

Result<ReadDetection> read_detection(const json& value, ReadPart part) {
    if (!value.is_object()) return expected("an object", &value);
    ReadDetection detection;
    YOLOZU_ASSIGN(detection.class_id, class_id_of(value));
    YOLOZU_ASSIGN(detection.score, number_in(value, "score"));
    const json* const bbox = find_member(value, "bbox");
    if (bbox == nullptr || !bbox->is_object()) return expected("an object of cx, cy, w, h", bbox).with_context("bbox");
    Result<NormalizedBox> box = box_in(*bbox);
    if (!box) return std::move(box).error().with_context("bbox");
    detection.bbox = *box;
    YOLOZU_TRY(read_part(value, part, detection));
    return detection;
}

/// Of a list of instances; without a score it is 1, as YOLOZU has it.
Result<ReadDetection> read_instance(const json& value) {
    if (!value.is_object()) return expected("an object", &value);
    ReadDetection instance;
    YOLOZU_ASSIGN(instance.class_id, class_id_of(value));
    instance.score = 1;
    if (find_member(value, "score") != nullptr) {
        YOLOZU_ASSIGN(instance.score, number_in(value, "score"));
    }
    const json* const mask = find_member(value, "mask");
    if (mask == nullptr || !mask->is_string() || mask->get_ref<const std::string&>().empty())
        return expected("the name of a mask file", mask).with_context("mask");
    instance.mask_file = mask->get<std::string>();
    return instance;
}

Result<PredictedClass> read_class(const json& value) {
    if (!value.is_object()) return expected("an object", &value);
    PredictedClass found;
    YOLOZU_ASSIGN(found.class_id, class_id_of(value));
    YOLOZU_ASSIGN(found.score, number_in(value, "score"));
    const json* const name = find_member(value, "name");
    if (name != nullptr && name->is_string()) found.name = name->get<std::string>();
    return found;
}

/// Reads each element of a list.
template <class T>
Result<std::vector<T>> read_each(const json& list, std::string_view name, const auto& read) {
    std::vector<T> found;
    found.reserve(list.size());
    for (std::size_t index = 0; index < list.size(); ++index) {
        Result<T> item = read(list[index]);
        if (!item) return std::move(item).error().with_context(join_path(name, index));
        found.push_back(std::move(*item));
    }
    return found;
}

class Reader {
public:
    explicit Reader(ReadPart part) : part_(part) {}

    Status read(const json& content);
    std::vector<ReadEntry> take_entries() { return std::move(entries_); }

private:
    Status read_list(const json& list);
    /// `instances`: what is listed are these and not detections.
    Status add(std::string_view image, const json& detections, bool instances);
    Status add_classes(std::string_view image, const json& entry);
    Result<ReadEntry> begin_entry(std::string_view image);

    ReadPart part_;
    std::vector<ReadEntry> entries_;
    ImageKeySet images_;
};

Status Reader::read(const json& content) {
    if (content.is_array()) return read_list(content);
    if (!content.is_object()) return expected("a list of entries or an object from image to detections", &content);
    if (part_ == ReadPart::classes)
        return Error(ErrorCode::not_found, "a map from image to detections has no place for classes of whole images");
    for (const auto& [image, value] : content.items()) {
        const json* const instances = find_member(value, "instances");
        YOLOZU_TRY(add(image, instances == nullptr ? value : *instances, instances != nullptr));
    }
    return {};
}

Status Reader::read_list(const json& list) {
    static const json none = json::array();
    for (std::size_t index = 0; index < list.size(); ++index) {
        const json* const image = find_member(list[index], "image");
        if (image == nullptr || !image->is_string())
            return expected("the name of an image", image)
                .with_context("image")
                .with_context(fmt::format("entry {}", index));
        const std::string& name = image->get_ref<const std::string&>();
        if (part_ == ReadPart::classes) {
            YOLOZU_TRY(add_classes(name, list[index]));
            continue;
        }
        const json* const instances = find_member(list[index], "instances");
        const json* const detections = instances != nullptr ? instances : find_member(list[index], "detections");
        const bool has_any = detections != nullptr && !detections->is_null();
        YOLOZU_TRY(add(name, has_any ? *detections : none, instances != nullptr));
    }
    return {};
}

Result<ReadEntry> Reader::begin_entry(std::string_view image) {
    const std::string_view key = trim_image_key(image);
    if (key.empty()) return Error(ErrorCode::malformed, "an entry has an image without a name");
    YOLOZU_ASSIGN(const bool is_new, images_.insert(key));
    if (!is_new)
        return Error(ErrorCode::malformed, "has two entries, expected one")
            .with_context(fmt::format("image {}", quote(image)));
    return ReadEntry{std::string(key)};
}

Status Reader::add(std::string_view image, const json& detections, bool instances) {
    YOLOZU_ASSIGN(ReadEntry entry, begin_entry(image));
    const std::string where = fmt::format("image {}", quote(image));
    if (!detections.is_array()) return expected("a list of detections", &detections).with_context(where);
    if (instances && part_ != ReadPart::masks)
        return Error(ErrorCode::not_found, "has a list of instances, which have masks only").with_context(where);
    Result<std::vector<ReadDetection>> read =
        instances ? read_each<ReadDetection>(detections, "instances", read_instance)
                  : read_each<ReadDetection>(detections, "detections",
                                             [&](const json& value) { return read_detection(value, part_); });
    if (!read) return std::move(read).error().with_context(where);
    entry.detections = std::move(*read);
    entries_.push_back(std::move(entry));
    return {};
}

Status Reader::add_classes(std::string_view image, const json& value) {
    YOLOZU_ASSIGN(ReadEntry entry, begin_entry(image));
    const std::string where = fmt::format("image {}", quote(image));
    const json* const classes = find_within(value, {"meta", "classification"});
    if (classes == nullptr || !classes->is_array())
        return expected("the classes of the whole image", classes)
            .with_context("meta.classification")
            .with_context(where);
    Result<std::vector<PredictedClass>> read = read_each<PredictedClass>(*classes, "meta.classification", read_class);
    if (!read) return std::move(read).error().with_context(where);
    entry.classes = std::move(*read);
    std::ranges::stable_sort(entry.classes, std::ranges::greater(), &PredictedClass::score);
    entries_.push_back(std::move(entry));
    return {};
}

/// The task that the entries are of; empty where none says one.
Result<std::string> task_of(const json& content) {
    std::string task;
    if (!content.is_array()) return task;
    for (const json& entry : content) {
        const json* const found = find_member(entry, "task");
        if (found == nullptr || !found->is_string()) continue;
        const std::string& name = found->get_ref<const std::string&>();
        if (!task.empty() && task != name)
            return Error(ErrorCode::ambiguous,
                         fmt::format("has entries of the tasks {} and {}", quote(task), quote(name)));
        task = name;
    }
    return task;
}

bool has_instances(const json& content) {
    if (content.empty() || !content.is_structured()) return false;
    return find_member(content.front(), "instances") != nullptr;
}

std::vector<std::string> names_in(const json& document) {
    std::vector<std::string> names;
    const json* const found = find_within(document, {"meta", "class_names"});
    if (found == nullptr || !found->is_array()) return names;
    for (const json& name : *found) names.push_back(name.is_string() ? name.get<std::string>() : std::string());
    return names;
}

Result<ReadPart> part_to_read(const std::string& task, const json& content) {
    if (task.empty()) return has_instances(content) ? ReadPart::masks : ReadPart::boxes;
    const std::optional<ReadPart> part = part_of_task(task);
    if (part) return *part;
    return Error(ErrorCode::unsupported,
                 fmt::format("is of the task {}, expected detect, segment, pose, obb or classify; "
                             "its boxes are compared where the task detect is asked for",
                             quote(task)));
}

}  // namespace

std::optional<ReadPart> part_of_task(std::string_view task) {
    if (task == "detect") return ReadPart::boxes;
    if (task == "segment") return ReadPart::masks;
    if (task == "pose") return ReadPart::keypoints;
    if (task == "obb") return ReadPart::corners;
    if (task == "classify") return ReadPart::classes;
    return std::nullopt;
}

Result<ReadPredictions> read_predictions_text(std::span<char> text, std::optional<ReadPart> part) {
    YOLOZU_ASSIGN(const json document, parse_json_or_lines(text));
    const json* const wrapped = find_member(document, "predictions");
    const json& content = wrapped == nullptr ? document : *wrapped;
    ReadPredictions found;
    if (wrapped != nullptr) found.class_names = names_in(document);
    if (part) {
        found.part = *part;
    } else {
        YOLOZU_ASSIGN(found.task, task_of(content));
        YOLOZU_ASSIGN(found.part, part_to_read(found.task, content));
    }
    Reader reader(found.part);
    YOLOZU_TRY(reader.read(content));
    found.entries = reader.take_entries();
    return found;
}

Result<ReadPredictions> read_predictions_file(const std::filesystem::path& path, std::optional<ReadPart> part) {
    YOLOZU_ASSIGN(std::vector<std::byte> bytes, in_file("predictions file", path, read_file(path, largest_file)));
    return in_file("predictions file", path,
                   read_predictions_text({reinterpret_cast<char*>(bytes.data()), bytes.size()}, part));
}

}  // namespace yolozu
