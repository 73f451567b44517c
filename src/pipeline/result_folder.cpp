// SPDX-License-Identifier: Apache-2.0
#include "pipeline/result_folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <system_error>

#include "base/file.hpp"
#include "base/file_beginning.hpp"
#include "base/try.hpp"
#include "pipeline/result_names.hpp"
#include "predictions/png_header.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

/// "photo_12" is "photo" and the index of an object.
bool has_object_index(std::string_view stem) {
    const std::size_t underscore = stem.rfind('_');
    if (underscore == std::string_view::npos || underscore + 1 == stem.size()) return false;
    const std::string_view index = stem.substr(underscore + 1);
    return index.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_grey_png(const fs::path& path) {
    const Result<PngHeader> header = read_png_header(path);
    return header && header->colour_type == 0;
}

bool is_numpy_file(const fs::path& path) {
    constexpr std::string_view magic = "\x93NUMPY";
    std::array<char, magic.size()> begin{};
    return std::string_view(begin.data(), read_beginning(path, begin)) == magic;
}

bool is_result(const fs::directory_entry& entry, Task task) {
    std::error_code ignored;  // what cannot be examined is no result
    if (entry.is_symlink(ignored) || !entry.is_regular_file(ignored)) return false;
    const std::string stem = entry.path().stem().native();
    if (task == Task::depth)
        return entry.path().extension() == ".npy" && is_file_name_of_key(stem) && is_numpy_file(entry.path());
    const std::string name = task == Task::segment && has_object_index(stem) ? stem.substr(0, stem.rfind('_')) : stem;
    return entry.path().extension() == ".png" && is_file_name_of_key(name) &&
           (task != Task::segment || has_object_index(stem)) && is_grey_png(entry.path());
}

}  // namespace

ResultPaths result_paths(const fs::path& output, Task task) {
    const auto beside = [&](std::string_view ending) {
        return output.parent_path() / fs::path(output.stem().native() + std::string(ending));
    };
    ResultPaths paths{output, {}, {}};
    if (task == Task::segment) paths.instances = beside(".instances.json");
    if (task == Task::segment || task == Task::semantic) paths.folder = beside(".masks");
    if (task == Task::depth) paths.folder = beside(".depth");
    return paths;
}

OverwriteCheck::OverwriteCheck(const ResultPaths& paths) {
    struct stat status {};
    for (const fs::path& path : {paths.output, paths.instances})
        if (!path.empty() && ::stat(path.c_str(), &status) == 0)
            targets_.push_back({path, status.st_dev, status.st_ino, false});
    if (!paths.folder.empty() && ::stat(paths.folder.c_str(), &status) == 0)
        targets_.push_back({paths.folder, status.st_dev, status.st_ino, true});
}

Status OverwriteCheck::check(std::string_view input, std::string_view what) const {
    for (const Target& target : targets_) {
        const fs::path looked_at = !target.is_folder                   ? fs::path(input)
                                   : fs::path(input).has_parent_path() ? fs::path(input).parent_path()
                                                                       : fs::path(".");
        struct stat status {};
        if (::stat(looked_at.c_str(), &status) != 0) continue;  // what is not there cannot be overwritten
        if (status.st_dev != target.device || status.st_ino != target.number) continue;
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the run would replace '{}', which {} {}; choose another --output",
                                 printable(target.path), target.is_folder ? "holds" : "is", what));
    }
    return {};
}

Status check_replaceable(const fs::path& folder, Task task) {
    std::error_code cause;
    const fs::file_status status = fs::symlink_status(folder, cause);
    if (status.type() == fs::file_type::not_found) return {};
    const auto refusal = [&](const std::string& what) {
        return Error(ErrorCode::invalid_argument,
                     fmt::format("'{}' {}, and the run would replace it; move it away or choose another --output",
                                 printable(folder), what));
    };
    if (status.type() != fs::file_type::directory) return refusal("is not a folder");
    fs::directory_iterator entries(folder, cause);
    for (; !cause && entries != fs::directory_iterator(); entries.increment(cause))
        if (!is_result(*entries, task))
            return refusal(
                fmt::format("holds '{}', which no such run has written", printable(entries->path().filename())));
    if (cause) return refusal("cannot be listed: " + cause.message());
    return {};
}

}  // namespace yolozu
