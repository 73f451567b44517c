// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/search.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>

#include "base/file.hpp"
#include "base/in_file.hpp"

namespace yolozu::ort {

namespace {

namespace fs = std::filesystem;

constexpr const char* environment_variable = "YOLOZU_ONNXRUNTIME";
constexpr const char* soname = "libonnxruntime.so.1";
constexpr const char* development_name = "libonnxruntime.so";

/// The library in a folder: under its usual names, or with a full version number alone (the newest of several).
std::optional<fs::path> library_in(const fs::path& folder) {
    std::error_code ignored;
    for (const char* const name : {soname, development_name})
        if (fs::is_regular_file(folder / name, ignored)) return folder / name;
    std::optional<fs::path> newest;
    for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored))
        if (entry->path().filename().string().starts_with("libonnxruntime.so.") && (!newest || *newest < entry->path()))
            newest = entry->path();
    return newest;
}

Result<const Library*> load(const fs::path& path) {
    return in_file("ONNX Runtime library", path, Library::load(path));
}

/// A place that a user named: it must do.
Result<const Library*> load_named(const fs::path& place) {
    std::error_code ignored;
    const fs::file_status status = fs::status(place, ignored);
    if (!fs::exists(status))
        return Error(
            ErrorCode::not_found,
            fmt::format("there is no ONNX Runtime library '{}': the file or folder does not exist", printable(place)));
    // An absolute path: the loader would search the system's folders for a bare name.
    if (!fs::is_directory(status)) return load(fs::absolute(place, ignored));
    for (const fs::path& folder : {place, place / "lib"})
        if (const std::optional<fs::path> path = library_in(folder)) return load(fs::absolute(*path, ignored));
    return Error(ErrorCode::not_found,
                 fmt::format("there is no ONNX Runtime library in the folder '{}': expected {} in it or in its lib/",
                             printable(place), development_name));
}

Result<const Library*> load_from_system(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        Result<const Library*> library = load(name);
        if (library || library.error().code() != ErrorCode::not_found) return library;
    }
    return Error(ErrorCode::unavailable,
                 fmt::format("ONNX Runtime was not found: run `tools/setup.sh onnxruntime`, or pass --onnxruntime PATH "
                             "or set {} to a library or its folder",
                             environment_variable));
}

}  // namespace

SearchPlaces default_places() {
    SearchPlaces places{{}, {soname, development_name}};
    std::error_code error;
    if (const fs::path program = fs::read_symlink("/proc/self/exe", error); !error) {
        places.folders.push_back(program.parent_path());
        places.folders.push_back(program.parent_path().parent_path() / "lib");
    }
#ifdef YOLOZU_ONNXRUNTIME_LIBRARY_FOLDER
    places.folders.emplace_back(YOLOZU_ONNXRUNTIME_LIBRARY_FOLDER);
#endif
    return places;
}

Result<const Library*> find_library(const fs::path& asked, const SearchPlaces& places) {
    if (!asked.empty()) return load_named(asked);
    if (const char* const place = std::getenv(environment_variable); place != nullptr && *place != '\0') {
        Result<const Library*> library = load_named(place);
        if (library) return library;
        return std::move(library).error().with_context(fmt::format("environment variable {}", environment_variable));
    }
    for (const fs::path& folder : places.folders)
        if (const std::optional<fs::path> path = library_in(folder)) return load(*path);
    return load_from_system(places.system_names);
}

}  // namespace yolozu::ort
