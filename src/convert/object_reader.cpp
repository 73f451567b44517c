// SPDX-License-Identifier: Apache-2.0
#include "convert/object_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/try.hpp"
#include "predictions/describe.hpp"
#include "predictions/image_key.hpp"

namespace yolozu::convert {
namespace {

using nlohmann::json;

constexpr int longest_side = 65'500;  // as of pictures that are read

Error expected(std::string_view what, const json* found) {
    return {ErrorCode::malformed, found == nullptr ? fmt::format("is missing, expected {}", what)
                                                   : fmt::format("is {}, expected {}", describe_value(*found), what)};
}

Result<NormalizedBox> read_box(const json& detection) {
    const json* const bbox = find_member(detection, "bbox");
    if (bbox == nullptr || !bbox->is_object()) return expected("an object of cx, cy, w, h", bbox);
    NormalizedBox box;
    YOLOZU_ASSIGN(box.cx, number_in(*bbox, "cx"));
    YOLOZU_ASSIGN(box.cy, number_in(*bbox, "cy"));
    YOLOZU_ASSIGN(box.w, number_in(*bbox, "w"));
    YOLOZU_ASSIGN(box.h, number_in(*bbox, "h"));
    return box;
}

/// The numbers of a list.
Result<std::vector<double>> numbers_of(const json& list) {
    if (!list.is_array()) return expected("a list of numbers", &list);
    std::vector<double> numbers;
    numbers.reserve(list.size());
    for (const json& number : list) {
        if (!is_usable_number(number)) return expected("a number", &number);
        numbers.push_back(number.get<double>());
    }
    return numbers;
}

/// {"x", "y"[, "v"][, "score"]}.
Result<PredictedKeypoint> read_keypoint(const json& value) {
    PredictedKeypoint point;
    YOLOZU_ASSIGN(point.x, number_in(value, "x"));
    YOLOZU_ASSIGN(point.y, number_in(value, "y"));
    if (const json* const seen = find_member(value, "v"); seen != nullptr && !seen->is_null()) {
        YOLOZU_ASSIGN(const double number, number_in(value, "v"));
        point.visibility = keypoint_of(point.x, point.y, number).visibility;
    }
    if (const json* const score = find_member(value, "score"); score != nullptr && !score->is_null()) {
        YOLOZU_ASSIGN(point.score, number_in(value, "score"));
    }
    return point;
}

/// YOLOZU's two forms: objects, or flat numbers (triples where they can be, else pairs).
Result<std::vector<PredictedKeypoint>> read_keypoints(const json& list) {
    std::vector<PredictedKeypoint> points;
    if (list.is_array() && !list.empty() && list[0].is_object()) {
        for (const json& value : list) {
            YOLOZU_ASSIGN(points.emplace_back(), read_keypoint(value));
        }
        return points;
    }
    YOLOZU_ASSIGN(const std::vector<double> numbers, numbers_of(list));
    const std::size_t step = numbers.size() % 3 == 0 ? 3 : 2;
    if (numbers.size() % step != 0) return expected("keypoints: triples or pairs of numbers", &list);
    for (std::size_t at = 0; at < numbers.size(); at += step)
        points.push_back(keypoint_of(numbers[at], numbers[at + 1], step == 3 ? numbers[at + 2] : 2));
    return points;
}

Result<PredictedOrientedBox> read_oriented_box(const json& value) {
    PredictedOrientedBox box;
    YOLOZU_ASSIGN(box.cx, number_in(value, "cx"));
    YOLOZU_ASSIGN(box.cy, number_in(value, "cy"));
    YOLOZU_ASSIGN(box.w, number_in(value, "w"));
    YOLOZU_ASSIGN(box.h, number_in(value, "h"));
    YOLOZU_ASSIGN(box.angle, number_in(value, "angle"));
    const json* const corners = find_member(value, "corners");
    if (corners == nullptr || !corners->is_array() || corners->size() != box.corners.size())
        return expected("a list of four corners", corners).with_context("corners");
    for (std::size_t index = 0; index < box.corners.size(); ++index) {
        YOLOZU_ASSIGN(const std::vector<double> corner, numbers_of((*corners)[index]));
        if (corner.size() != 2) return expected("x and y", &(*corners)[index]).with_context("corners");
        box.corners[index] = {corner[0], corner[1]};
    }
    return box;
}

template <class T>
Status read_into(std::optional<T>& target, Result<T> read, std::string_view name) {
    if (!read) return std::move(read).error().with_context(std::string(name));
    target = std::move(read).value();
    return {};
}

/// The members of a detection's `meta` that the program writes; others are lost.
Status read_meta(const json& meta, PredictedObject& object, Losses* losses) {
    if (!meta.is_object()) {
        if (losses != nullptr && !meta.is_null()) losses->add("'meta' of detections");
        return {};
    }
    for (const auto& [name, value] : meta.items()) {
        if (name == "obb")
            YOLOZU_TRY(read_into(object.oriented, read_oriented_box(value), "meta.obb"));
        else if (name == "segmentation")
            YOLOZU_TRY(read_into(object.segmentation, read_segmentation(value), "meta.segmentation"));
        else if (losses != nullptr)
            losses->add(fmt::format("{} in meta of detections", quote(name)));
    }
    return {};
}

int side_in(const json& entry, std::string_view key) {
    const json* const side = find_member(entry, key);
    const bool possible = side != nullptr && side->is_number_integer() && *side >= 1 && *side <= longest_side;
    return possible ? side->get<int>() : 0;
}

/// What an entry says of its picture; the size of the network's input is one of the run's settings, as `preprocess` is.
constexpr std::string_view known_entry_members[] = {"schema_version", "image",         "detections",   "orig_w",
                                                    "orig_h",         "model_input_w", "model_input_h"};

void count_entry_losses(const json& entry, Losses* losses) {
    if (losses == nullptr) return;
    for (const auto& [name, value] : entry.items())
        if (std::ranges::find(known_entry_members, name) == std::end(known_entry_members))
            losses->add(fmt::format("{} of images", quote(name)));
}

}  // namespace

bool is_usable_number(const json& value) {
    constexpr double largest = 1e12;
    return value.is_number() && std::abs(value.get<double>()) <= largest;
}

Result<double> number_in(const json& object, std::string_view key) {
    const json* const member = find_member(object, key);
    if (member == nullptr || !is_usable_number(*member))
        return expected("a number", member).with_context(std::string(key));
    return member->get<double>();
}

Result<std::int32_t> class_in(const json& object, std::string_view key) {
    YOLOZU_ASSIGN(const double number, number_in(object, key));
    if (number < 0 || number > std::numeric_limits<std::int32_t>::max() || number != std::floor(number))
        return expected("a whole number from 0", find_member(object, key)).with_context(std::string(key));
    return static_cast<std::int32_t>(number);
}

PredictedKeypoint keypoint_of(double x, double y, double v) {
    if (v == 0 || v == 1 || v == 2) return {x, y, static_cast<int>(v), {}};
    return {x, y, v >= 0.5 ? 2 : 1, v};
}

Result<PredictedSegmentation> read_segmentation(const json& value) {
    PredictedSegmentation segmentation;
    if (value.is_array()) {
        for (const json& polygon : value) {
            YOLOZU_ASSIGN(segmentation.polygons.emplace_back(), numbers_of(polygon));
            if (segmentation.polygons.back().size() % 2 != 0 || segmentation.polygons.back().size() < 6)
                return expected("x, y pairs of at least three points", &polygon);
        }
        return segmentation;
    }
    const json* const size = find_member(value, "size");
    const json* const counts = find_member(value, "counts");
    if (size == nullptr || !size->is_array() || size->size() != 2 || counts == nullptr || !counts->is_string())
        return expected("compressed run lengths {size, counts}, or polygons", &value);
    for (const json& side : *size)
        if (!side.is_number_integer() || side < 1 || side > longest_side)
            return expected(fmt::format("sides from 1 to {}", longest_side), &side);
    segmentation.height = (*size)[0].get<int>();
    segmentation.width = (*size)[1].get<int>();
    segmentation.counts = counts->get<std::string>();
    if (segmentation.counts.empty()) return expected("run lengths", counts);
    return segmentation;
}

Result<PredictedObject> read_object(const json& detection, Losses* losses) {
    if (!detection.is_object()) return expected("an object", &detection);
    PredictedObject object;
    YOLOZU_ASSIGN(object.class_id, class_in(detection, "class_id"));
    YOLOZU_ASSIGN(object.score, number_in(detection, "score"));
    Result<NormalizedBox> box = read_box(detection);
    if (!box) return std::move(box).error().with_context("bbox");
    object.bbox = *box;
    for (const auto& [name, value] : detection.items()) {
        if (name == "class_id" || name == "score" || name == "bbox") continue;
        if (name == "keypoints" && !value.is_null()) {
            Result<std::vector<PredictedKeypoint>> points = read_keypoints(value);
            if (!points) return std::move(points).error().with_context("keypoints");
            object.keypoints = std::move(points).value();
        } else if (name == "meta") {
            YOLOZU_TRY(read_meta(value, object, losses));
        } else if (losses != nullptr) {
            losses->add(fmt::format("{} of detections", quote(name)));
        }
    }
    return object;
}

Result<ExchangedImage> read_entry(const json& entry, std::string_view key, Losses* losses) {
    ExchangedImage image;
    const json* detections = &entry;
    if (key.empty()) {
        const json* const name = find_member(entry, "image");
        if (name == nullptr || !name->is_string()) return expected("the name of an image", name).with_context("image");
        key = name->get_ref<const std::string&>();
        detections = find_member(entry, "detections");
        image.width = side_in(entry, "orig_w");
        image.height = side_in(entry, "orig_h");
        count_entry_losses(entry, losses);
    }
    image.image = trim_image_key(key);
    if (image.image.empty()) return Error(ErrorCode::malformed, "has an image without a name");
    if (detections == nullptr || detections->is_null()) return image;
    if (!detections->is_array()) return about_image(image.image, expected("a list of detections", detections));
    for (std::size_t index = 0; index < detections->size(); ++index) {
        Result<PredictedObject> object = read_object((*detections)[index], losses);
        if (!object)
            return about_image(image.image, std::move(object).error().with_context(join_path("detections", index)));
        image.objects.push_back(std::move(object).value());
    }
    return image;
}

}  // namespace yolozu::convert
