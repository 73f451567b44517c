// SPDX-License-Identifier: Apache-2.0
#include "decode/task_part.hpp"

#include <fmt/format.h>

#include "decode/bound_output.hpp"

namespace yolozu::decode {
namespace {

// The shapes of scores and ids differ only by the head that the decision found.
MadeTaskPart make_semantic(const ModelInfo& model, const MapKernels& kernels) {
    if (model.head == Head::semantic_logits) return make_semantic_classes(model, kernels);
    if (model.head == Head::class_map) return make_class_map(model);
    return Error(ErrorCode::unsupported,
                 fmt::format("the {} head gives no class for each pixel", to_string(model.head)));
}

}  // namespace

MadeTaskPart make_task_part(const ModelInfo& model, const DecodeOptions& options, const MapKernels& kernels) {
    switch (model.task) {
        case Task::detect:
            return std::unique_ptr<TaskPart>();
        case Task::segment:
            return BoundOutput::find(model, OutputRole::masks) ? make_query_masks(model, kernels)
                                                               : make_prototype_masks(model, kernels);
        case Task::pose:
            return make_keypoints(model);
        case Task::obb:
            return make_oriented_boxes(model);
        case Task::classify:
            return make_class_scores(model, options);
        case Task::semantic:
            return make_semantic(model, kernels);
        case Task::depth:
            return make_depth_map(model, kernels);
        case Task::pose6d:
            return make_poses(model);
    }
    return Error(ErrorCode::invalid_argument,
                 fmt::format("task number {} does not exist", static_cast<int>(model.task)));
}

}  // namespace yolozu::decode
