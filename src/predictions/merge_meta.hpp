// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// The `meta` of one part, and the part's name for messages.
struct PartMeta {
    std::string name;
    std::string_view text;
};

/// Writes what `meta` would be had the parts been one run, in the layout of the program's own files. Errors name the
/// first member that differs and may not. Without a `file` the parts are only compared.
Status merge_meta(std::span<const PartMeta> parts, const std::optional<std::string>& timestamp, AtomicFile* file);

/// The number of entries that a part's `meta` tells.
Result<std::size_t> images_in_meta(const PartMeta& part);

}  // namespace yolozu
