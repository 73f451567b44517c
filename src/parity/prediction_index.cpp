// SPDX-License-Identifier: Apache-2.0
#include "parity/prediction_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/describe.hpp"
#include "predictions/image_key.hpp"
#include "predictions/json_reader.hpp"

namespace yolozu {
namespace {

using nlohmann::json;

constexpr std::int64_t largest_file = std::int64_t{1} << 30;

Error unexpected(std::string_view where, std::string_view what, const json& found, std::string_view expected) {
    return {ErrorCode::malformed,
            fmt::format("{}: {} is {}, expected {}; `yolozu-infer validate` lists all that is wrong", where, what,
                        describe_value(found), expected)};
}

/// A fraction is cut off, as Python's int does.
std::optional<std::int64_t> whole_number(const json& value) {
    if (!value.is_number()) return std::nullopt;
    constexpr double limit = 9.2e18;
    const double number = value.get<double>();
    if (!(std::abs(number) < limit)) return std::nullopt;
    return value.is_number_float() ? static_cast<std::int64_t>(number) : value.get<std::int64_t>();
}

std::optional<int> side(const json& entry, std::string_view key) {
    const json* const value = find_member(entry, key);
    if (value == nullptr || !value->is_number_integer()) return std::nullopt;
    const std::optional<std::int64_t> pixels = whole_number(*value);
    const bool possible = pixels && *pixels >= 1 && *pixels <= std::numeric_limits<int>::max();
    return possible ? std::optional(static_cast<int>(*pixels)) : std::nullopt;
}

std::optional<PictureSize> stated_size(const json& entry) {
    const std::optional<int> width = side(entry, "orig_w"), height = side(entry, "orig_h");
    return width && height ? std::optional(PictureSize{*width, *height}) : std::nullopt;
}

Result<ParityDetection> read_detection(json& detection, std::string_view where) {
    const std::optional<std::int64_t> class_id = whole_number(detection["class_id"]);
    if (!class_id) return unexpected(where, "class_id", detection["class_id"], "a whole number");
    if (!detection["score"].is_number()) return unexpected(where, "score", detection["score"], "a number");
    return ParityDetection{*class_id, detection["score"].get<double>(), std::move(detection["bbox"])};
}

bool is_complete(const json& detection) {
    return detection.is_object() && detection.contains("class_id") && detection.contains("score") &&
           detection.contains("bbox");
}

}  // namespace

Result<PredictionIndex> PredictionIndex::read(const std::filesystem::path& path) {
    PredictionIndex index;
    const auto read_all = [&]() -> Status {
        YOLOZU_ASSIGN(std::vector<std::byte> bytes, read_file(path, largest_file));
        YOLOZU_ASSIGN(json document, parse_json_or_lines({reinterpret_cast<char*>(bytes.data()), bytes.size()}));
        return index.add_document(std::move(document));
    };
    YOLOZU_TRY(in_file("predictions file", path, read_all()));
    return index;
}

const ParityEntry* PredictionIndex::find(const std::string& image) const {
    const auto found = places_.find(image);
    return found == places_.end() ? nullptr : &entries_[found->second.position];
}

Status PredictionIndex::add_document(json document) {
    json content = std::move(document);
    if (content.is_object() && content.contains("predictions")) content = json(std::move(content["predictions"]));
    if (content.is_array()) {
        for (std::size_t position = 0; position < content.size(); ++position)
            YOLOZU_TRY(add_entry(content[position], position));
        return {};
    }
    if (!content.is_object())
        return unexpected("predictions", "the content", content,
                          "a list of entries or an object from image to detections");
    for (const auto& [image, detections] : content.items()) {
        if (!detections.is_array()) detections = json::array({std::move(detections)});
        YOLOZU_TRY(add({std::string(trim_image_key(image)), {}, {}}, detections));
    }
    return {};
}

Status PredictionIndex::add_entry(json& entry, std::size_t position) {
    if (!entry.is_object()) return {};  // as YOLOZU's loaders
    const json* const image = find_member(entry, "image");
    if (image == nullptr || !image->is_string())
        return unexpected(fmt::format("entry {}", position), "image", image == nullptr ? json() : *image,
                          "a path or a file name");
    const std::string key(trim_image_key(image->get_ref<const std::string&>()));
    return add({key, stated_size(entry), {}}, entry["detections"]);
}

Status PredictionIndex::add(ParityEntry entry, json& detections) {
    if (entry.image.empty()) return {};
    const std::string where = fmt::format("image {}", quote(entry.image));
    if (!detections.is_array() && !detections.is_null())
        return unexpected(where, "detections", detections, "a list of detections");
    for (json& detection : detections) {
        if (!is_complete(detection)) {
            ++left_out_;
            continue;
        }
        YOLOZU_ASSIGN(ParityDetection read, read_detection(detection, where));
        entry.detections.push_back(std::move(read));
    }
    add_key(entry.image, entries_.size());
    entries_.push_back(std::move(entry));
    return {};
}

void PredictionIndex::add_key(const std::string& key, std::size_t position) {
    Place& place = places_[key];
    if (!place.is_key) images_.push_back(key);
    place = {position, true};
    std::string with_slashes = key;
    std::ranges::replace(with_slashes, '\\', '/');
    const std::string name = with_slashes.substr(with_slashes.rfind('/') + 1);  // npos + 1 is 0
    places_.try_emplace(with_slashes, Place{position, false});
    if (!name.empty()) places_.try_emplace(name, Place{position, false});
}

}  // namespace yolozu
