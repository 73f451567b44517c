// SPDX-License-Identifier: Apache-2.0
#include "decode/task_outputs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace yolozu::test {

float Generator::uniform() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<float>(state_ >> 40) * 0x1p-24F;
}

float Generator::signed_number() {
    return std::nearbyint(uniform() * 512.0F) / 256.0F - 1.0F;
}

std::vector<float> Generator::signed_numbers(std::size_t count) {
    std::vector<float> numbers(count);
    for (float& number : numbers) number = signed_number();
    return numbers;
}

ModelInfo model_for(Task task, Head head, std::span<const OutputRole> roles) {
    ModelInfo model;
    model.task = task;
    model.head = head;
    model.input_width = model.input_height = 640;
    for (const OutputRole role : roles)
        model.outputs.push_back({role, model.outputs.size(), std::string(to_string(role))});
    return model;
}

ModelInfo model_for(Task task, Head head, std::initializer_list<OutputRole> roles) {
    return model_for(task, head, std::span(roles.begin(), roles.size()));
}

Placement placed(int width, int height, int input_width, int input_height, ResizeMode mode) {
    return place_image(width, height, input_width, input_height, mode).value();
}

Detection detection_in_row(std::uint32_t row, float x1, float y1, float x2, float y2) {
    return {.x1 = x1, .y1 = y1, .x2 = x2, .y2 = y2, .score = 0.5F, .row = row};
}

std::vector<TensorView> views(std::span<const RawOutput> outputs) {
    std::vector<TensorView> result;
    for (const RawOutput& output : outputs) result.push_back(output.view());
    return result;
}

namespace {

void add_objects(const Placement& placement, std::span<const Detection> detections, Prediction& prediction) {
    prediction.placement = placement;
    for (const Detection& detection : detections)
        prediction.objects.push_back(
            {.box = undo_placement(placement, {detection.x1, detection.y1, detection.x2, detection.y2}),
             .score = detection.score,
             .class_id = detection.class_id});
}

}  // namespace

Prediction decode_with(decode::TaskPart& part, std::span<const RawOutput> outputs, const Placement& placement,
                       std::span<const Detection> detections, std::int64_t slot) {
    Prediction prediction;
    add_objects(placement, detections, prediction);
    const std::vector<TensorView> tensors = views(outputs);
    const Status status = part.decode({tensors, slot, placement, detections}, prediction);
    EXPECT_TRUE(status.ok()) << status.error().to_string();
    return prediction;
}

std::string error_of(decode::TaskPart& part, std::span<const TensorView> outputs, const Placement& placement,
                     std::span<const Detection> detections, std::int64_t slot) {
    Prediction prediction;
    add_objects(placement, detections, prediction);
    const Status status = part.decode({outputs, slot, placement, detections}, prediction);
    return status ? std::string() : status.error().to_string();
}

std::unique_ptr<decode::TaskPart> made(decode::MadeTaskPart part) {
    if (!part) throw std::runtime_error(part.error().to_string());
    return std::move(part).value();
}

}  // namespace yolozu::test
