// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "model/class_names.hpp"
#include "model/metadata.hpp"
#include "model/preprocess_words.hpp"
#include "model/sidecar_formats.hpp"
#include "model/sidecar_values.hpp"
#include "model/yaml_text.hpp"

namespace yolozu {
namespace {

constexpr std::size_t most_anchors = 1'000;

constexpr std::string_view known_keys[]{"task", "head", "preprocess", "names", "kpt_shape", "anchors", "imgsz"};
/// Keys that only files of others have: data sets' (Ultralytics, Roboflow) and what exporters and trainers note down.
constexpr std::string_view foreign_keys[]{"path", "train", "val", "test", "nc", "author", "args", "mode"};
/// Keys that mean the same there.
constexpr std::string_view shared_keys[]{"task", "names", "kpt_shape", "imgsz"};

template <std::size_t count>
bool is_one_of(std::string_view key, const std::string_view (&keys)[count]) {
    return std::ranges::find(keys, key) != std::end(keys);
}

std::optional<int> side_from(std::string_view text) {
    const std::optional<int> pixels = parse_number<int>(text);
    return pixels && *pixels >= 1 && *pixels <= largest_side ? pixels : std::nullopt;
}

/// 640, [height, width] as Ultralytics writes it, or WIDTHxHEIGHT as --imgsz has it.
std::optional<std::pair<int, int>> size_from(const Literal& literal) {
    if (const std::optional<std::pair<int, int>> sides = pair_from(literal, 1, largest_side))
        return std::pair(sides->second, sides->first);
    const std::optional<std::string_view> text = text_from(literal);
    if (!text) return std::nullopt;
    const std::size_t cross = text->find('x');
    const std::optional<int> width = side_from(text->substr(0, cross));
    const std::optional<int> height = cross == std::string_view::npos ? width : side_from(text->substr(cross + 1));
    return width && height ? std::optional(std::pair(*width, *height)) : std::nullopt;
}

/// All numbers in lists in lists, in order; false where there is something else or too many.
bool collect_numbers(const Literal& literal, std::vector<float>& numbers) {
    if (const auto* const list = literal.get_if<Literal::List>())
        return std::ranges::all_of(*list, [&](const Literal& element) { return collect_numbers(element, numbers); });
    const std::optional<double> number = number_from(literal);
    if (!number || *number <= 0 || *number > largest_side || numbers.size() == 2 * most_anchors) return false;
    numbers.push_back(static_cast<float>(*number));
    return true;
}

/// [[w, h], ...], or the w, h, w, h, ... of each stride as YOLOv5's configurations have them.
std::optional<std::vector<std::array<float, 2>>> anchors_from(const Literal& literal) {
    std::vector<float> numbers;
    if (!collect_numbers(literal, numbers) || numbers.empty() || numbers.size() % 2 != 0) return std::nullopt;
    std::vector<std::array<float, 2>> anchors;
    for (std::size_t index = 0; index < numbers.size(); index += 2)
        anchors.push_back({numbers[index], numbers[index + 1]});
    return anchors;
}

template <class Value>
std::string names_up_to(Value last) {
    std::string names;
    for (int value = 0; value <= static_cast<int>(last); ++value)
        names += (value > 0 ? ", " : "") + std::string(to_string(static_cast<Value>(value)));
    return names;
}

/// Takes the value of one key; the list of words may also be a YAML list of words.
Result<PreprocessSpec> preprocess_from(const Literal& literal) {
    std::string words;
    if (const auto* const list = literal.get_if<Literal::List>()) {
        for (const Literal& element : *list)
            words += (words.empty() ? "" : ",") + std::string(text_from(element).value_or(""));
    } else {
        words = text_from(literal).value_or("");
    }
    Result<PreprocessSpec> spec = parse_preprocess(words);
    if (!spec) return sidecar_error(literal, "preprocess", spec.error().message());
    return spec;
}

Result<std::vector<std::string>> names_under(const Literal& literal) {
    Result<std::vector<std::string>> names = class_names_from(literal);
    if (!names) return std::move(names).error().with_context("names");
    return names;
}

/// Stores what a conversion gave, or says what was expected.
template <class Value, class Converted>
Status keep(std::optional<Value>& target, std::optional<Converted> found, const Literal& value, std::string_view key,
            std::string_view expected) {
    if (!found) return sidecar_error(value, key, fmt::format("expected {}", expected));
    target = std::move(*found);
    return {};
}

Status take(std::string_view key, const Literal& value, const SidecarWishes& wishes, ModelOverrides& says) {
    const std::string_view text = text_from(value).value_or("");
    if (key == "task")
        return keep(says.task, task_from_string(text), value, key, "one of " + names_up_to(Task::pose6d));
    if (key == "head")
        return keep(says.head, head_from_string(text), value, key, "one of " + names_up_to(Head::depth_map));
    if (key == "kpt_shape") {
        std::optional<std::pair<int, int>> shape = pair_from(value, 1, max_keypoints);
        if (shape && shape->second != 2 && shape->second != 3) shape.reset();
        return keep(says.keypoint_shape, shape, value, key, "[keypoints, 2 or 3 numbers for each]");
    }
    if (key == "anchors")
        return keep(says.anchors, anchors_from(value), value, key, "[[width, height], ...] in pixels");
    if (key == "imgsz")
        return keep(says.input_size, size_from(value), value, key, "640, [height, width] or WIDTHxHEIGHT");
    if (key == "preprocess" && wishes.preprocess) {
        YOLOZU_ASSIGN(says.preprocess, preprocess_from(value));
    }
    if (key == "names" && wishes.names) {
        YOLOZU_ASSIGN(says.names, names_under(value));
    }
    return {};
}

Error unknown_key(const Literal& key) {
    return sidecar_error(key, printable(*key.get_if<std::string>()),
                         fmt::format("there is no such key; the keys are {}. If the file is about something else, "
                                     "give it another name",
                                     fmt::join(known_keys, ", ")));
}

}  // namespace

Result<Sidecar> sidecar_from_model_yaml(std::string_view text, const SidecarWishes& wishes) {
    YOLOZU_ASSIGN(const Literal document, parse_yaml(text));
    const auto* const entries = document.get_if<Literal::Dictionary>();
    if (entries == nullptr)
        return Error(ErrorCode::malformed,
                     fmt::format("expected 'key: value' lines with the keys {}", fmt::join(known_keys, ", ")));
    Sidecar sidecar;
    if (document.find("backbone") != nullptr) return sidecar;
    const auto key_of = [](const LiteralEntry& entry) -> std::string_view { return *entry.key.get_if<std::string>(); };
    const bool foreign = std::ranges::any_of(
        *entries, [&](const LiteralEntry& entry) { return is_one_of(key_of(entry), foreign_keys); });
    for (const LiteralEntry& entry : *entries) {
        const std::string_view key = key_of(entry);
        if (foreign && !is_one_of(key, shared_keys)) continue;
        if (!is_one_of(key, known_keys)) return unknown_key(entry.key);
        YOLOZU_TRY(take(key, entry.value, wishes, sidecar.says));
    }
    return sidecar;
}

}  // namespace yolozu
