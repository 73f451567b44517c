// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "predictions/image_key.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {

/// The evidence in `meta` must tell the truth: every input asked for has an entry or an error, and nothing else has.
Status check_run_record(const RunRecord& record, const ImageKeySet& written);

}  // namespace yolozu
