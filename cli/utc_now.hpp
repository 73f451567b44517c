// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace yolozu::cli {

/// "2026-01-31T12:00:00Z".
std::string utc_now();

}  // namespace yolozu::cli
