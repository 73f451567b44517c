// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace yolozu::eval {

/// What of an object is compared, by the names that models' tasks have.
enum class Task {
    detect,    ///< boxes, by their IoU
    segment,   ///< masks, by their IoU
    pose,      ///< keypoints, by their OKS
    obb,       ///< turned boxes, by their IoU
    classify,  ///< classes of whole images
};

std::string_view to_string(Task task);
std::optional<Task> task_from_string(std::string_view name);

}  // namespace yolozu::eval
