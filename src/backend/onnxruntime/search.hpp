// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "backend/onnxruntime/library.hpp"

namespace yolozu::ort {

/// Where to look when a user names no place.
struct SearchPlaces {
    std::vector<std::filesystem::path> folders;  ///< first those of this program, then the one the set-up fills
    std::vector<std::string> system_names;       ///< then what the system's loader finds under these names
};
SearchPlaces default_places();

/// Finds and loads ONNX Runtime in the order that backend.hpp gives; `asked` is BackendOptions::library.
Result<const Library*> find_library(const std::filesystem::path& asked, const SearchPlaces& places = default_places());

}  // namespace yolozu::ort
