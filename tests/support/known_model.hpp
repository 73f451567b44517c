// SPDX-License-Identifier: Apache-2.0
//
// A detector whose answer is known: it returns the same boxes whatever it sees.
#pragma once

#include <string>
#include <string_view>
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

/// The same for any number of pictures of any size, all with these boxes; 64x64 unless asked for another size.
OnnxBuilder open_known_detector(const std::vector<KnownBox>& boxes);

/// A YOLOv8-style model with the same classes that finds cats: each of the 8x8 cells of its 64x64 input that is white
/// is a box of 8x8 with the score 1. A cell whose mean value m is less has the score 10 * (m - 0.9). Its batch is
/// `batch`.
OnnxBuilder white_cell_detector(const OnnxExtent& batch);

/// A YOLOv8-style model with a second input [N, 2] of this name and type: one cat of 8x8 with the score 0.5, its centre
/// in pixels of the 64x64 input `factor` times the two numbers.
OnnxBuilder told_detector(const OnnxExtent& batch, std::string_view input, DataType type, float factor);

/// A black picture with a white square as a binary PPM.
std::string white_square_ppm(int width, int height, int x, int y, int side);

/// A grey picture as a binary PPM, which needs no library to write.
std::string grey_ppm(int width, int height);

}  // namespace yolozu::test
