// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/file.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// What was done with a file; an error gets the circumstance "KIND 'PATH'".
template <class T>
Result<T> in_file(std::string_view kind, const std::filesystem::path& path, Result<T> result) {
    if (result) return result;
    return std::move(result).error().with_context(std::string(kind) + " '" + printable(path) + "'");
}

}  // namespace yolozu
