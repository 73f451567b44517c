// SPDX-License-Identifier: Apache-2.0
#include "model/names_choice.hpp"

#include <fmt/format.h>

namespace yolozu {

Result<Names> choose_names(const ModelMetadata& metadata, const Asked& asked) {
    if (asked.says.names) return Names{asked.says.names, asked.names_source, Certainty::asked, asked.names_by_flag};
    if (metadata.names_error)
        return Error(metadata.names_error->code(),
                     fmt::format("metadata names cannot be read: {}; pass the class names with --names FILE",
                                 metadata.names_error->message()));
    return Names{metadata.names, "metadata names", Certainty::stated, false};
}

}  // namespace yolozu
