// SPDX-License-Identifier: Apache-2.0
//
// A detector whose answer is known: it returns the same boxes whatever it sees.
#pragma once

#include <string>
#include <vector>

#include "support/onnx_builder.hpp"

namespace yolozu::test {

/// One box of the known detector, in pixels of its 64x64 input.
struct KnownBox {
    float cx, cy, w, h;
    int class_id;
    float score;
};

/// A YOLOv8-style model, images [B,3,64,64] to output0 [B,4+2,84], classes 'cat' and 'dog'. `boxes_by_slot` has the
/// boxes of every batch slot. The output also depends on the input, by nothing more than a rounding error: 1e-9 of its
/// mean is added.
OnnxBuilder known_detector(const std::vector<std::vector<KnownBox>>& boxes_by_slot);

/// A grey picture as a binary PPM, which needs no library to write.
std::string grey_ppm(int width, int height);

}  // namespace yolozu::test
