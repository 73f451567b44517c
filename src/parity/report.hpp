// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

#include "parity/compare.hpp"

namespace yolozu {

/// Writes YOLOZU's parity report as JSON, the members of every object in alphabetical order, as YOLOZU does. It comes
/// in pieces of a picture each, as the report of a whole dataset is larger than what it tells about. Paths are made
/// absolute.
void write_parity_report(const std::filesystem::path& reference, const std::filesystem::path& candidate,
                         const ParityOptions& options, std::span<const PictureParity> pictures,
                         const std::function<void(std::string_view)>& write);

}  // namespace yolozu
