// SPDX-License-Identifier: Apache-2.0
//
// What a task adds to the boxes of a picture, or gives instead of them: one file each.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "decode/map_kernels.hpp"
#include "yolozu/detection.hpp"
#include "yolozu/prediction.hpp"

namespace yolozu::decode {

/// One picture of a run.
struct PictureOutputs {
    std::span<const TensorView> outputs;  ///< all of the session, in the model's order
    std::int64_t slot = 0;                ///< of the batch
    const Placement& placement;
    std::span<const Detection> detections;  ///< of the head; none for tasks without boxes
};

/// Keeps its scratch memory between calls; one part serves one thread at a time.
class TaskPart {
public:
    virtual ~TaskPart() = default;
    /// `prediction` has an object for each of the detections, at the same place.
    virtual Status decode(const PictureOutputs& picture, Prediction& prediction) = 0;
};

using MadeTaskPart = Result<std::unique_ptr<TaskPart>>;

/// Masks of objects, as ultralytics' process_mask_native (8.3) makes them: at each place of the prototypes the sum of
/// coefficient times prototype, in float32 and in the order of the coefficients; the part that the picture covers
/// enlarged to the picture (bilinear.hpp); foreground where that is above 0, within the object's box.
MadeTaskPart make_prototype_masks(const ModelInfo& model, const MapKernels& kernels);
/// Masks of objects that have a map of logits each, [B, Q, h, w]: the part that the picture covers enlarged to the
/// picture, foreground where it is above 0, not cut off at the box (RF-DETR's PostProcess).
MadeTaskPart make_query_masks(const ModelInfo& model, const MapKernels& kernels);
/// Keypoints beside the boxes: x and y in network pixels, brought back to the picture and clipped to it as boxes are;
/// the visibility as it stands. One whose place is not finite is (0, 0) with a visibility of 0.
MadeTaskPart make_keypoints(const ModelInfo& model);
/// Oriented boxes: from the head's box and angle, in the picture's pixels, regularised, not clipped. The object's box
/// becomes the one around it, clipped to the picture.
MadeTaskPart make_oriented_boxes(const ModelInfo& model);
/// The best classes of a classifier, [B, nc].
MadeTaskPart make_class_scores(const ModelInfo& model, const DecodeOptions& options);
/// A class for each pixel from scores, [B, nc, h, w]: the part that the picture covers enlarged to the picture, the
/// greatest, the first of equals. A single score makes two classes: 1 where it is above 0.
MadeTaskPart make_semantic_classes(const ModelInfo& model, const MapKernels& kernels);
/// A class for each pixel from a map of ids, [B, H, W] or [B, 1, H, W]: of the part that the picture covers the element
/// at the pixel's centre.
MadeTaskPart make_class_map(const ModelInfo& model);
/// A depth for each pixel from [B, 1, H, W] or [B, H, W]: the part that the picture covers enlarged to the picture.
MadeTaskPart make_depth_map(const ModelInfo& model, const MapKernels& kernels);
/// YOLOZU's pose of objects in space, by query, and its keypoints, which are fractions of the network's input. An
/// object one of whose numbers is not finite gets no pose.
MadeTaskPart make_poses(const ModelInfo& model);

/// The part for the task of `model`; null where the boxes are all.
MadeTaskPart make_task_part(const ModelInfo& model, const DecodeOptions& options, const MapKernels& kernels);

}  // namespace yolozu::decode
