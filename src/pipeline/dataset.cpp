// SPDX-License-Identifier: Apache-2.0
#include "pipeline/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/lower_case.hpp"
#include "base/try.hpp"
#include "model/yaml_text.hpp"
#include "pipeline/dataset_json.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
    std::error_code ignored;  // what cannot be examined is none
    return fs::is_directory(path, ignored);
}

constexpr std::array<std::string_view, 6> usual_splits{"val2017", "val", "valid", "validation", "train2017", "train"};

/// The split that is meant when none is named.
Result<fs::path> chosen_split(const fs::path& images) {
    for (const std::string_view name : usual_splits)
        if (is_folder(images / name)) return images / name;
    std::error_code cause;
    fs::path first;
    fs::directory_iterator entries(images, cause);
    for (; !cause && entries != fs::directory_iterator(); entries.increment(cause)) {
        const fs::path& path = entries->path();
        if (!is_hidden(path) && is_folder(path) && (first.empty() || path.native() < first.native())) first = path;
    }
    if (cause) return cannot_list(images, cause);
    if (!first.empty()) return first;
    return Error(ErrorCode::not_found,
                 fmt::format("folder '{}': has no folder of a split (val, train, ...)", printable(images)));
}

Result<std::vector<FoundImage>> pictures_of_folder(const fs::path& folder, const std::string& split) {
    const fs::path images = folder / "images";
    if (!is_folder(images))
        return Error(ErrorCode::not_found,
                     fmt::format("data set '{}': has neither images/ nor dataset.json; name its .yaml or .json file, "
                                 "or give a folder of images to --image",
                                 printable(folder)));
    if (!split.empty()) return pictures_in(images / split, false);
    YOLOZU_ASSIGN(const fs::path chosen, chosen_split(images));
    return pictures_in(chosen, false);
}

/// The key of a .yaml that a split's name stands for; empty: none, it may be a folder's name.
std::string_view yaml_key(std::string_view split) {
    if (split == "train" || split == "tr") return "train";
    if (split == "val" || split == "valid" || split == "validation" || split == "eval") return "val";
    return split == "test" ? split : std::string_view();
}

/// The last component, also of a path with a separator at its end.
fs::path last_component(const fs::path& path) {
    return path.has_filename() ? path.filename() : path.parent_path().filename();
}

Result<const Literal*> find_split(const Literal& yaml, const std::string& split) {
    const std::string_view key = yaml_key(split);
    for (const std::string_view candidate : {"val", "train", "test"}) {
        const Literal* const value = yaml.find(candidate);
        if (value == nullptr || value->get_if<Literal::None>() != nullptr) continue;
        if (split.empty() || candidate == key) return value;
        const auto* const text = value->get_if<std::string>();
        if (key.empty() && text != nullptr && last_component(*text) == split) return value;
    }
    return Error(ErrorCode::not_found,
                 split.empty() ? "names neither val nor train"
                               : fmt::format("has no split '{}', neither as val, train or test nor as their folder",
                                             printable(split)));
}

/// The folder of a split. A list of folders or a .txt has no one folder that labels could lie beside.
Result<fs::path> yaml_folder(const Literal& yaml, const fs::path& base, const std::string& split) {
    YOLOZU_ASSIGN(const Literal* const value, find_split(yaml, split));
    const auto* const text = value->get_if<std::string>();
    if (text == nullptr)
        return Error(ErrorCode::unsupported,
                     fmt::format("line {}: the split is not one folder; give the folders to --image", value->line));
    if (lower_case(fs::path(*text).extension().native()) == ".txt")
        return Error(ErrorCode::unsupported,
                     fmt::format("line {}: the split is a list of images, '{}'; give it to --list", value->line,
                                 printable(*text)));
    const Literal* const path = yaml.find("path");
    const auto* const root = path == nullptr ? nullptr : path->get_if<std::string>();
    return base / (root == nullptr ? fs::path() : fs::path(*root)) / *text;
}

Result<std::vector<FoundImage>> pictures_of_yaml(const fs::path& file, const std::string& split) {
    YOLOZU_ASSIGN(const std::vector<std::byte> bytes,
                  in_file("data set", file, read_file(file, literal_limits::text_bytes)));
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    YOLOZU_ASSIGN(const Literal yaml, in_file("data set", file, parse_yaml(text)));
    YOLOZU_ASSIGN(const fs::path folder, in_file("data set", file, yaml_folder(yaml, file.parent_path(), split)));
    return pictures_in(folder, false);
}

}  // namespace

Result<std::vector<FoundImage>> pictures_of_dataset(const fs::path& dataset, const std::string& split) {
    if (is_folder(dataset)) {
        std::error_code ignored;  // what cannot be examined is not read
        const fs::path descriptor = dataset / "dataset.json";
        if (fs::exists(descriptor, ignored)) return pictures_of_dataset_json(descriptor, split);
        return pictures_of_folder(dataset, split);
    }
    const std::string extension = lower_case(dataset.extension().native());
    if (extension == ".json") return pictures_of_dataset_json(dataset, split);
    if (extension == ".yaml" || extension == ".yml") return pictures_of_yaml(dataset, split);
    return Error(ErrorCode::invalid_argument,
                 fmt::format("data set '{}': is no folder, and no .yaml or .json file", printable(dataset)));
}

}  // namespace yolozu
