// SPDX-License-Identifier: Apache-2.0
//
// The keys are those of Ultralytics' exporter (engine/exporter.py, Exporter.__call__); YOLOv5, YOLOv7 and YOLOv9 write
// only `stride` and `names`.
#include "model/metadata.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/file.hpp"
#include "base/try.hpp"
#include "model/class_names.hpp"
#include "model/python_literal.hpp"

namespace yolozu {
namespace {

constexpr int max_number = 65'536;  // sides, strides and channel counts

/// The literal in a property, if it is there and can be read.
std::optional<Literal> literal_of(const ModelSignature& signature, std::string_view key, std::vector<Evidence>& notes) {
    const std::string* const text = signature.find_metadata(key);
    if (text == nullptr) return std::nullopt;
    Result<Literal> literal = parse_literal(*text);
    if (literal) return std::move(literal).value();
    notes.push_back({fmt::format("metadata {} cannot be read ({})", key, literal.error().message()), "left out"});
    return std::nullopt;
}

/// A whole number from 1 to max_number, also when written as 32.0.
std::optional<int> positive_from(const Literal& literal) {
    double value = 0;
    if (const auto* const integer = literal.get_if<std::int64_t>()) value = static_cast<double>(*integer);
    if (const auto* const real = literal.get_if<double>()) value = *real;
    if (!(value >= 1 && value <= max_number) || value != std::floor(value)) return std::nullopt;
    return static_cast<int>(value);
}

std::optional<int> largest_from(const Literal& literal) {
    const auto* const list = literal.get_if<Literal::List>();
    if (list == nullptr) return positive_from(literal);
    std::optional<int> largest;
    for (const Literal& element : *list) largest = std::max(largest, positive_from(element));
    return largest;
}

/// One number for both sides or [height, width].
std::optional<std::pair<int, int>> size_from(const Literal& literal) {
    const auto* const list = literal.get_if<Literal::List>();
    if (list != nullptr && list->size() != 1 && list->size() != 2) return std::nullopt;
    const std::optional<int> height = positive_from(list != nullptr ? list->front() : literal);
    const std::optional<int> width = positive_from(list != nullptr ? list->back() : literal);
    if (!height || !width) return std::nullopt;
    return std::pair(*height, *width);
}

/// [keypoints, numbers for each].
std::optional<std::pair<int, int>> keypoint_shape_from(const Literal& literal) {
    const auto* const list = literal.get_if<Literal::List>();
    if (list == nullptr || list->size() != 2) return std::nullopt;
    const std::optional<int> count = positive_from(list->front());
    const std::optional<int> dimensions = positive_from(list->back());
    if (!count || *count > max_keypoints || (dimensions != 2 && dimensions != 3)) return std::nullopt;
    return std::pair(*count, *dimensions);
}

template <class T, class Convert>
std::optional<T> value_of(const ModelSignature& signature, std::string_view key, Convert convert,
                          std::vector<Evidence>& notes) {
    const std::optional<Literal> literal = literal_of(signature, key, notes);
    if (!literal) return std::nullopt;
    const std::optional<T> value = convert(*literal);
    if (!value) notes.push_back({fmt::format("metadata {} is not what was expected there", key), "left out"});
    return value;
}

std::optional<bool> truth_from(const Literal& literal) {
    const auto* const truth = literal.get_if<bool>();
    return truth != nullptr ? std::optional(*truth) : std::nullopt;
}

std::optional<std::string> text_of(const ModelSignature& signature, std::string_view key) {
    const std::string* const text = signature.find_metadata(key);
    return text != nullptr ? std::optional(printable(std::string_view(*text).substr(0, 100))) : std::nullopt;
}

void read_names(const ModelSignature& signature, ModelMetadata& metadata) {
    const std::string* const text = signature.find_metadata("names");
    if (text == nullptr) return;
    Result<std::vector<std::string>> names = parse_class_names(*text);
    if (names)
        metadata.names = std::move(names).value();
    else
        metadata.names_error = std::move(names).error();
}

}  // namespace

ModelMetadata read_metadata(const ModelSignature& signature) {
    ModelMetadata metadata;
    std::vector<Evidence>& notes = metadata.notes;
    metadata.task = text_of(signature, "task");
    metadata.head = text_of(signature, "head");
    metadata.keypoint_shape = value_of<std::pair<int, int>>(signature, "kpt_shape", keypoint_shape_from, notes);
    metadata.end_to_end = value_of<bool>(signature, "end2end", truth_from, notes);
    metadata.imgsz = value_of<std::pair<int, int>>(signature, "imgsz", size_from, notes);
    metadata.stride = value_of<int>(signature, "stride", largest_from, notes);
    metadata.channels = value_of<int>(signature, "channels", positive_from, notes);
    if (const std::optional<Literal> args = literal_of(signature, "args", notes))
        if (const Literal* const nms = args->find("nms")) metadata.nms = truth_from(*nms);
    read_names(signature, metadata);
    return metadata;
}

}  // namespace yolozu
