// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/backend.hpp"

namespace yolozu::cli {

/// Prints what every backend says of itself on this machine: its version, devices and library, or why it is missing.
void print_backends(const BackendOptions& options);

}  // namespace yolozu::cli
