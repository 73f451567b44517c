// SPDX-License-Identifier: Apache-2.0
#include "pipeline/dataset_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/json_reader.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

/// Instances of a large set take hundreds of megabytes, mostly outlines.
constexpr std::int64_t largest_file = std::int64_t{1} << 30;

Result<nlohmann::json> read_object(const fs::path& file) {
    YOLOZU_ASSIGN(std::vector<std::byte> bytes, read_file(file, largest_file));
    YOLOZU_ASSIGN(nlohmann::json json, parse_json({reinterpret_cast<char*>(bytes.data()), bytes.size()}));
    if (!json.is_object()) return Error(ErrorCode::malformed, "expected a JSON object");
    return json;
}

/// The text under a key; null: there is none.
const std::string* text_of(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

Result<fs::path> path_of(const nlohmann::json& object, const char* key) {
    const std::string* const text = text_of(object, key);
    if (text != nullptr && !text->empty() && text->find('\0') == std::string::npos) return fs::path(*text);
    return Error(ErrorCode::malformed,
                 fmt::format("has no \"{}\"; expected {{\"images_dir\", \"labels_dir\"}}, or {{\"format\": \"coco\", "
                             "\"images_dir\", \"instances_json\"}} for annotations of COCO",
                             key));
}

bool is_coco(const nlohmann::json& descriptor) {
    const std::string* const format = text_of(descriptor, "format");
    return format != nullptr && (*format == "coco" || *format == "coco_instances" || *format == "coco-instances");
}

/// The folder of the pictures, or that of the split beside it, where there is one.
fs::path split_folder(fs::path folder, const std::string& split) {
    if (split.empty()) return folder;
    if (!folder.has_filename()) folder = folder.parent_path();
    const fs::path beside = folder.parent_path() / split;
    std::error_code ignored;  // what cannot be examined is no folder
    return fs::is_directory(beside, ignored) ? beside : folder;
}

Result<std::vector<FoundImage>> images_of_coco(const nlohmann::json& instances, const fs::path& folder) {
    const auto images = instances.find("images");
    if (images == instances.end() || !images->is_array())
        return Error(ErrorCode::malformed, "has no list \"images\" as COCO's annotations do");
    std::vector<FoundImage> found;
    for (const nlohmann::json& image : *images) {
        const std::string* const name = image.is_object() ? text_of(image, "file_name") : nullptr;
        if (name == nullptr || name->empty())
            return Error(ErrorCode::malformed,
                         fmt::format("image {} of \"images\" has no \"file_name\"", found.size()));
        found.push_back(image_in_folder(folder, *name));
    }
    if (found.empty()) return Error(ErrorCode::not_found, "\"images\" is empty");
    std::ranges::sort(found, {}, &FoundImage::key);
    return found;
}

}  // namespace

Result<std::vector<FoundImage>> pictures_of_dataset_json(const fs::path& file, const std::string& split) {
    YOLOZU_ASSIGN(const nlohmann::json descriptor, in_file("data set", file, read_object(file)));
    YOLOZU_ASSIGN(const fs::path images, in_file("data set", file, path_of(descriptor, "images_dir")));
    const fs::path folder = split_folder(file.parent_path() / images, split);
    if (!is_coco(descriptor)) return pictures_in(folder, false);
    YOLOZU_ASSIGN(const fs::path named, in_file("data set", file, path_of(descriptor, "instances_json")));
    const fs::path annotations = file.parent_path() / named;
    YOLOZU_ASSIGN(const nlohmann::json instances, in_file("annotations", annotations, read_object(annotations)));
    return in_file("annotations", annotations, images_of_coco(instances, folder));
}

Result<DescribedTruth> truth_of_dataset_json(const fs::path& file, const std::string& split) {
    YOLOZU_ASSIGN(const nlohmann::json descriptor, in_file("data set", file, read_object(file)));
    DescribedTruth truth;
    if (is_coco(descriptor)) {
        YOLOZU_ASSIGN(const fs::path named, in_file("data set", file, path_of(descriptor, "instances_json")));
        truth.coco = file.parent_path() / named;
        return truth;
    }
    YOLOZU_ASSIGN(const fs::path labels, in_file("data set", file, path_of(descriptor, "labels_dir")));
    truth.labels = split_folder(file.parent_path() / labels, split);
    return truth;
}

}  // namespace yolozu
