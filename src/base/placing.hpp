// SPDX-License-Identifier: Apache-2.0
//
// How files and folders that were made elsewhere take their places.
#pragma once

#include <filesystem>
#include <string_view>

#include "yolozu/result.hpp"

namespace yolozu {

/// A name beside `target` that nothing has: hidden, with this process's number.
std::filesystem::path temporary_beside(const std::filesystem::path& target);

/// Makes renames in a folder durable. Some file systems refuse to sync a folder; the renames themselves have happened
/// then.
void sync_folder(const std::filesystem::path& folder);

/// Writes all of `bytes`; no part of a failed write is taken back.
Status write_bytes(int descriptor, std::string_view bytes);

/// What stood at the target before.
enum class Placed { where_nothing_was, in_exchange };

/// Gives `fresh`, a file or a folder, the name `target` in the same folder. What had that name has the name `fresh`
/// afterwards. One step where the file system can exchange names; elsewhere there is a moment without a target.
Result<Placed> put_in_place(const std::filesystem::path& fresh, const std::filesystem::path& target);

/// Undoes put_in_place.
Status take_back(Placed placed, const std::filesystem::path& fresh, const std::filesystem::path& target);

}  // namespace yolozu
