// SPDX-License-Identifier: Apache-2.0
#include "eval/classification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/in_file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "eval/image_index.hpp"
#include "predictions/describe.hpp"

namespace yolozu::eval {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t largest_list = std::int64_t{1} << 30;
constexpr std::size_t five = 5;

Result<std::size_t> class_called(std::string_view name, std::span<const std::string> names) {
    const auto found = std::ranges::find(names, name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    const std::optional<std::size_t> id = parse_number<std::size_t>(name);
    if (id && *id < (names.empty() ? max_classes : names.size())) return *id;
    return Error(
        ErrorCode::not_found,
        fmt::format("{} is neither the id nor the name of one of the {} classes; --names gives the names in the "
                    "order of their ids",
                    quote(name), names.size()));
}

void add_image(GroundTruth& truth, std::string key, std::size_t class_id) {
    TrueObject object;
    object.class_id = class_id;
    truth.class_count = std::max(truth.class_count, class_id + 1);
    truth.images.push_back({std::move(key), 0, 0, {std::move(object)}});
}

GroundTruth with_names(std::span<const std::string> names) {
    GroundTruth truth;
    truth.class_names.assign(names.begin(), names.end());
    truth.class_count = names.size();
    return truth;
}

/// White space and quotes around a field are no part of it; two quotes within stand for one.
std::string field_text(std::string_view field) {
    constexpr std::string_view space = " \t\r";
    field.remove_prefix(std::min(field.find_first_not_of(space), field.size()));
    field = field.substr(0, field.find_last_not_of(space) + 1);
    if (field.size() < 2 || field.front() != '"' || field.back() != '"') return std::string(field);
    field = field.substr(1, field.size() - 2);
    std::string text;
    for (std::size_t at = 0; at < field.size(); ++at) {
        text += field[at];
        if (field[at] == '"' && at + 1 < field.size() && field[at + 1] == '"') ++at;
    }
    return text;
}

Status add_line(std::string_view line, std::span<const std::string> names, bool is_first, GroundTruth& truth) {
    // Class names have no commas, files may.
    const std::size_t comma = line.rfind(',');
    if (comma == line.npos) return Error(ErrorCode::malformed, "has no comma, expected image,class");
    const std::string image = field_text(line.substr(0, comma)), name = field_text(line.substr(comma + 1));
    if (is_first && image == "image" && name == "class") return {};
    if (image.empty()) return Error(ErrorCode::malformed, "has no image, expected image,class");
    YOLOZU_ASSIGN(const std::size_t class_id, class_called(name, names));
    add_image(truth, image, class_id);
    return {};
}

Result<GroundTruth> parse_class_list(std::string_view text, std::span<const std::string> names) {
    GroundTruth truth = with_names(names);
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (field_text(line).empty()) continue;
        Status added = add_line(line, names, number == 1, truth);
        if (!added) return std::move(added).error().with_context(fmt::format("line {}", number));
    }
    return truth;
}

/// The place of the true class among the best of an entry; beyond them where it is not there.
std::size_t rank_of(std::size_t class_id, const ReadEntry& entry) {
    const auto found = std::ranges::find_if(
        entry.classes, [&](const PredictedClass& each) { return static_cast<std::size_t>(each.class_id) == class_id; });
    return static_cast<std::size_t>(found - entry.classes.begin()) + (found == entry.classes.end() ? five : 0);
}

double part_of(std::size_t count, std::size_t whole) {
    return static_cast<double>(count) / static_cast<double>(whole);
}

}  // namespace

Result<GroundTruth> classes_of_folders(std::span<const fs::path> images, std::span<const std::string> names) {
    GroundTruth truth = with_names(names);
    for (const fs::path& image : images) {
        Result<std::size_t> class_id = class_called(image.parent_path().filename().native(), names);
        if (!class_id)
            return std::move(class_id).error().with_context(fmt::format("the folder of image '{}'", printable(image)));
        add_image(truth, image.native(), *class_id);
    }
    return truth;
}

Result<GroundTruth> read_class_list(const fs::path& path, std::span<const std::string> names) {
    YOLOZU_ASSIGN(const std::vector<std::byte> bytes, in_file("list of classes", path, read_file(path, largest_list)));
    return in_file("list of classes", path,
                   parse_class_list({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, names));
}

Result<ClassificationEvaluation> evaluate_classes(const GroundTruth& truth, std::span<const ReadEntry> entries) {
    if (truth.images.empty()) return Error(ErrorCode::invalid_argument, "the dataset has no image");
    YOLOZU_ASSIGN(const std::vector<const ReadEntry*> entry_of, entries_by_image(truth.images, entries));
    ClassificationEvaluation found;
    found.classes.resize(truth.class_count);
    ConfusionMatrix confusion;
    bool has_five = true;
    std::size_t first = 0, first_five = 0;
    for (std::size_t place = 0; place < truth.images.size(); ++place) {
        const std::size_t class_id = truth.images[place].objects.front().class_id;
        ClassAccuracy& of_class = found.classes[class_id];
        ++of_class.images;
        const ReadEntry* const entry = entry_of[place];
        if (entry == nullptr || entry->classes.empty()) {
            confusion.add(background, class_id);
            ++found.images_without_predictions;
            continue;
        }
        confusion.add(static_cast<std::size_t>(entry->classes.front().class_id), class_id);
        has_five = has_five && entry->classes.size() >= std::min(five, truth.class_count);
        const std::size_t rank = rank_of(class_id, *entry);
        of_class.first += rank == 0;
        of_class.first_five += rank < five;
    }
    for (const ClassAccuracy& of_class : found.classes) first += of_class.first, first_five += of_class.first_five;
    found.top1 = part_of(first, truth.images.size());
    found.top5 = has_five ? part_of(first_five, truth.images.size()) : -1;
    found.confusion = confusion.counts();
    return found;
}

}  // namespace yolozu::eval
