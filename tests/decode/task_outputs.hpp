// SPDX-License-Identifier: Apache-2.0
//
// Outputs and decisions for the tests of tasks.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/isa.hpp"
#include "decode/raw_output.hpp"
#include "decode/task_part.hpp"

namespace yolozu::test {

/// The generator of make_goldens.py and make_mask_goldens.py.
class Generator {
public:
    explicit Generator(std::uint64_t seed) : state_(seed) {}

    float uniform();
    /// Between -1 and 1, exact in half precision.
    float signed_number();
    std::vector<float> signed_numbers(std::size_t count);

private:
    std::uint64_t state_;
};

/// A decision for a task, with outputs of these roles named by them.
ModelInfo model_for(Task task, Head head, std::span<const OutputRole> roles);
ModelInfo model_for(Task task, Head head, std::initializer_list<OutputRole> roles);

Placement placed(int width, int height, int input_width, int input_height, ResizeMode mode = ResizeMode::letterbox);

/// A detection of a row, with a box in network pixels.
Detection detection_in_row(std::uint32_t row, float x1 = 0, float y1 = 0, float x2 = 0, float y2 = 0);

/// Views of outputs.
std::vector<TensorView> views(std::span<const RawOutput> outputs);

/// What a part makes of one picture: its objects stand for the detections, with the boxes brought back. The test fails
/// where the part does.
Prediction decode_with(decode::TaskPart& part, std::span<const RawOutput> outputs, const Placement& placement,
                       std::span<const Detection> detections = {}, std::int64_t slot = 0);
/// The error of the same; empty where there is none.
std::string error_of(decode::TaskPart& part, std::span<const TensorView> outputs, const Placement& placement,
                     std::span<const Detection> detections = {}, std::int64_t slot = 0);

/// The part, or a failure of the test.
std::unique_ptr<decode::TaskPart> made(decode::MadeTaskPart part);

}  // namespace yolozu::test
