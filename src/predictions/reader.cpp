// SPDX-License-Identifier: Apache-2.0
#include "predictions/reader.hpp"

#include <fmt/format.h>

#include <cmath>
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

Result<ReadDetection> read_detection(const json& value) {
    if (!value.is_object()) return expected("an object", &value);
    ReadDetection detection;
    YOLOZU_ASSIGN(detection.class_id, class_id_of(value));
    YOLOZU_ASSIGN(detection.score, number_in(value, "score"));
    const json* const bbox = find_member(value, "bbox");
    if (bbox == nullptr || !bbox->is_object()) return expected("an object of cx, cy, w, h", bbox).with_context("bbox");
    Result<NormalizedBox> box = box_in(*bbox);
    if (!box) return std::move(box).error().with_context("bbox");
    detection.bbox = *box;
    return detection;
}

class Reader {
public:
    Status read(const json& content);
    std::vector<ReadEntry> take_entries() { return std::move(entries_); }

private:
    Status read_list(const json& list);
    Status add(std::string_view image, const json& detections);

    std::vector<ReadEntry> entries_;
    ImageKeySet images_;
};

Status Reader::read(const json& content) {
    if (content.is_array()) return read_list(content);
    if (!content.is_object()) return expected("a list of entries or an object from image to detections", &content);
    for (const auto& [image, detections] : content.items()) YOLOZU_TRY(add(image, detections));
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
        const json* const detections = find_member(list[index], "detections");
        const bool has_any = detections != nullptr && !detections->is_null();
        YOLOZU_TRY(add(image->get_ref<const std::string&>(), has_any ? *detections : none));
    }
    return {};
}

Status Reader::add(std::string_view image, const json& detections) {
    const std::string where = fmt::format("image {}", quote(image));
    const std::string_view key = trim_image_key(image);
    if (key.empty()) return Error(ErrorCode::malformed, "an entry has an image without a name");
    if (!detections.is_array()) return expected("a list of detections", &detections).with_context(where);
    YOLOZU_ASSIGN(const bool is_new, images_.insert(key));
    if (!is_new) return Error(ErrorCode::malformed, "has two entries, expected one").with_context(where);
    ReadEntry& entry = entries_.emplace_back(ReadEntry{std::string(key), {}});
    entry.detections.reserve(detections.size());
    for (std::size_t index = 0; index < detections.size(); ++index) {
        Result<ReadDetection> detection = read_detection(detections[index]);
        if (!detection)
            return std::move(detection).error().with_context(join_path("detections", index)).with_context(where);
        entry.detections.push_back(*detection);
    }
    return {};
}

}  // namespace

Result<std::vector<ReadEntry>> read_predictions_text(std::span<char> text) {
    YOLOZU_ASSIGN(const json document, parse_json(text));
    const json* const wrapped = find_member(document, "predictions");
    Reader reader;
    YOLOZU_TRY(reader.read(wrapped == nullptr ? document : *wrapped));
    return reader.take_entries();
}

Result<std::vector<ReadEntry>> read_predictions_file(const std::filesystem::path& path) {
    YOLOZU_ASSIGN(std::vector<std::byte> bytes, in_file("predictions file", path, read_file(path, largest_file)));
    return in_file("predictions file", path,
                   read_predictions_text({reinterpret_cast<char*>(bytes.data()), bytes.size()}));
}

}  // namespace yolozu
