// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yolozu/result.hpp"

namespace yolozu::cli {

/// "2026-01-31T12:00:00Z": now, or the moment that SOURCE_DATE_EPOCH names, which makes two runs of one job give the same
/// bytes.
Result<std::string> utc_timestamp();

}  // namespace yolozu::cli
