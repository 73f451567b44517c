// SPDX-License-Identifier: Apache-2.0
//
// Graphs shaped like the ends of the families' exports: the same operators joined in the same way, without weights that
// mean anything. Each has the input 'images' and makes 'output0', but declares neither.
#pragma once

#include "support/onnx_builder.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu::test {

OnnxBuilder yolov8_graph();           ///< DFL, box by corners, class scores activated; one Concat
OnnxBuilder yolov5_graph();           ///< three strides, sizes squared (also YOLOv7 --grid)
OnnxBuilder yolov6_graph();           ///< a constant column of ones for objectness
OnnxBuilder yolox_raw_graph();        ///< boxes as the convolution makes them
OnnxBuilder yolox_quantized_graph();  ///< the same after dynamic quantisation
OnnxBuilder yolox_decoded_graph();    ///< --decode_in_inference
OnnxBuilder nanodet_graph();          ///< activated classes, then raw box distributions
OnnxBuilder yolov10_graph();          ///< ranking over anchors x classes
OnnxBuilder detr_graph();             ///< queries through matrix products, best K
OnnxBuilder obb_graph();              ///< boxes turned by an angle
OnnxBuilder yolov8_masks_graph();     ///< coefficients joined behind boxes and scores; prototypes are 'output1'
OnnxBuilder yolov8_pose_graph();      ///< keypoints joined behind boxes and scores
OnnxBuilder rtdetr_rows_graph();      ///< boxes and scores of queries, activated and joined

/// Declares 'images' float32 [1, 3, size, size] and 'output0' float32 of this shape, and reads the model.
ModelSignature signature_of(OnnxBuilder builder, const std::vector<OnnxExtent>& output, int size = 640);

/// The same without a graph between: nothing but shapes is known.
ModelSignature signature_of_shapes(const std::vector<OnnxExtent>& output, int size = 640);

/// Reads a builder's model.
Result<ModelSignature> read_signature(const OnnxBuilder& builder);

/// A decision in one line: "yolov8, 80 classes, letterbox rgb 255", with the task behind the head when it is not
/// detect: "yolov8 pose, ...". Or "<code>: <message>".
std::string decision(const ModelSignature& signature, const ModelOverrides& overrides = {},
                     const ModelHints& hints = {});

}  // namespace yolozu::test
