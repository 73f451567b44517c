// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/asked.hpp"
#include "model/metadata.hpp"

namespace yolozu {

/// The class names in force and where they are from.
struct Names {
    std::optional<std::vector<std::string>> list;
    std::string source;  ///< "--names", "file 'classes.txt'", "metadata names"
    Certainty certainty = Certainty::stated;
    bool from_flag = false;
};

/// Those asked for, then those of metadata. Fails when metadata have some that cannot be read and nothing comes before.
Result<Names> choose_names(const ModelMetadata& metadata, const Asked& asked);

}  // namespace yolozu
