// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <system_error>
#include <vector>

#include "pipeline/input_image.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Whether a file's name ends like a picture's, in any case.
bool has_picture_extension(const std::filesystem::path& path);

/// Whether a name begins with a dot.
bool is_hidden(const std::filesystem::path& path);

Error cannot_list(const std::filesystem::path& folder, const std::error_code& cause);

/// The picture files of a folder by extension, without hidden ones, in byte order of their paths. `recursive` looks
/// into the folders below, too, but neither into hidden ones nor through links, which may lead in circles. Fails when
/// there is none, or a folder cannot be listed.
Result<std::vector<FoundImage>> pictures_in(const std::filesystem::path& folder, bool recursive);

}  // namespace yolozu
