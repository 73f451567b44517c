// SPDX-License-Identifier: Apache-2.0
//
// Rules of YOLOZU's validators for one entry or detection that a JSON schema cannot say: ranges that strict mode
// refuses and repair mode clamps, keypoints, and warnings.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "predictions/findings.hpp"

namespace yolozu {

/// Both functions skip what is missing or has the wrong type: those are the schema's findings. `where` names the entry.
void check_entry_rules(const nlohmann::json& entry, std::string_view where, Findings& findings);

/// `path` is that of the detection within its entry, "detections[2]".
void check_detection_rules(const nlohmann::json& detection, std::string_view where, std::string_view path, bool strict,
                           Findings& findings);

}  // namespace yolozu
