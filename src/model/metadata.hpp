// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "yolozu/model_info.hpp"

namespace yolozu {

/// What exporters write into metadata_props about the model, as far as the decision uses it. A property that is there
/// but cannot be read is left out and noted.
struct ModelMetadata {
    std::optional<std::string> task;           ///< "detect", "segment", ... as written
    std::optional<std::string> head;           ///< class of the head, e.g. "RTDETRDecoder"
    std::optional<bool> end_to_end;            ///< end2end
    std::optional<bool> nms;                   ///< args['nms']: suppression is inside the graph
    std::optional<std::pair<int, int>> imgsz;  ///< height, width
    std::optional<int> stride;                 ///< the largest, when a list is given
    std::optional<int> channels;
    std::optional<std::pair<int, int>> keypoint_shape;  ///< kpt_shape: keypoints, numbers for each
    std::optional<std::vector<std::string>> names;
    std::optional<Error> names_error;  ///< when there are names that cannot be read
    std::vector<Evidence> notes;       ///< properties that cannot be read
};

/// More than any body, hand or face model has; no decision has more.
inline constexpr int max_keypoints = 10'000;

ModelMetadata read_metadata(const ModelSignature& signature);

}  // namespace yolozu
