// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "yolozu/result.hpp"

namespace yolozu::ort {

/// Whether a file is an ELF object for this program's processor, and all there. The dynamic loader calls a library for
/// another processor "No such file or directory", and a half downloaded one kills the process when its pages are
/// touched.
Status check_elf(const std::filesystem::path& path);

}  // namespace yolozu::ort
