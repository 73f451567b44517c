// SPDX-License-Identifier: Apache-2.0
//
// Patterns of paths, for users whose shell does not expand them: quoted, or longer than a command line may be.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "pipeline/folder_pictures.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Whether a path has a wildcard in it.
bool has_wildcard(std::string_view path);

/// Whether one name (no separators) is matched: * is any characters, ? one character of UTF-8, [a-z] one of a set and
/// [!a-z] one that is not in it. There is no escape: [*] is a star. A bracket that is never closed is itself.
bool matches_name(std::string_view pattern, std::string_view name);

/// The picture files that a pattern matches, in byte order of their paths. A component ** is any number of folders,
/// none included, but not links to folders, which may lead in circles. Wildcards match no hidden names. What is
/// relative is so to the folder before the first wildcard. Fails when nothing matches.
Result<std::vector<FoundImage>> pictures_matching(const std::filesystem::path& pattern);

}  // namespace yolozu
