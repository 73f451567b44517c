// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yolozu/model_info.hpp"

namespace yolozu {

/// What was asked for, by flags and by files beside the model, and by which of them.
struct Asked {
    ModelOverrides says;
    /// "--task", or "file 'model.yaml'"; meaningless where `says` has nothing.
    std::string task_source, head_source, preprocess_source, names_source, keypoints_source, anchors_source,
        size_source;
    bool names_by_flag = false;
    bool size_by_flag = false;
    std::string architecture;         ///< the first that a file names; may be empty
    std::string architecture_source;  ///< likewise
};

/// Flags come first, then the files in their order.
Asked merge_asked(const ModelOverrides& flags, const std::vector<Sidecar>& sidecars);

/// The file of names and nothing else that merge_asked takes the names from; null where they are from elsewhere. Such a
/// file may be another model's.
const Sidecar* names_file(const ModelOverrides& flags, const std::vector<Sidecar>& sidecars);

/// How evidence and errors call a file: "file 'classes.txt'".
std::string source_name(const Sidecar& sidecar);

}  // namespace yolozu
