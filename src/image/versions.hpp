// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace yolozu {

/// Name and version of every library that reads or writes picture files.
std::vector<std::pair<std::string, std::string>> image_library_versions();

}  // namespace yolozu
