// SPDX-License-Identifier: Apache-2.0
#include "decode/raw_output.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace yolozu::test {
namespace {

float special_value(std::mt19937& random) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    constexpr std::array values{std::numeric_limits<float>::quiet_NaN(),
                                infinity,
                                -infinity,
                                3e38F,
                                -3e38F,
                                2e4F,
                                -5e3F,
                                -0.5F,
                                0.0F,
                                -0.0F,
                                1.0F,
                                7.9F};
    return values[random() % values.size()];
}

// Sizes and positions crowd around a few places, so that boxes overlap.
float box_element(std::int64_t feature, float spread, std::mt19937& random) {
    std::uniform_real_distribution<float> jitter(-8.0F, 8.0F);
    const auto place = static_cast<float>(random() % 5);
    if (feature < 2) return spread * (place + 0.5F) / 5.0F + jitter(random);
    return 30.0F + 10.0F * place + jitter(random);
}

float score_element(const RandomTraits& traits, std::mt19937& random) {
    if (traits.whole_tenths) return static_cast<float>(random() % 11) / 10.0F;
    const float uniform = std::uniform_real_distribution<float>(0.0F, 1.0F)(random);
    return uniform * uniform * uniform;
}

float element(Head head, std::int64_t feature, const RandomTraits& traits, std::mt19937& random) {
    if (traits.specials && random() % 64 == 0) return special_value(random);
    if (head == Head::end_to_end && feature == 5) return static_cast<float>(random() % 40) / 4.0F - 1.5F;
    if (feature >= 4) return score_element(traits, random);
    if (head == Head::yolox) return std::uniform_real_distribution<float>(-1.0F, 2.0F)(random);
    return box_element(feature, traits.box_spread, random);
}

}  // namespace

RawOutput::RawOutput(DataType type, const Shape& shape, std::vector<float> values)
    : type_(type), shape_(shape), floats_(std::move(values)) {
    EXPECT_EQ(static_cast<std::int64_t>(floats_.size()), shape.element_count());
    if (type == DataType::int32) integers_.assign(floats_.begin(), floats_.end());
    if (type == DataType::int64) long_integers_.assign(floats_.begin(), floats_.end());
    if (type != DataType::float16) return;
    for (float& value : floats_) {
        halves_.push_back(half_from_float(value));
        value = float_from_half(halves_.back());
    }
    halves_.shrink_to_fit();
}

TensorView RawOutput::view() const {
    const void* data = floats_.data();
    if (type_ == DataType::float16) data = halves_.data();
    if (type_ == DataType::int32) data = integers_.data();
    if (type_ == DataType::int64) data = long_integers_.data();
    return {type_, shape_, data};
}

float RawOutput::at(std::int64_t slot, std::int64_t i, std::int64_t j) const {
    return floats_.at(static_cast<std::size_t>((slot * shape_[1] + i) * shape_[2] + j));
}

ModelInfo model_with(Head head, int class_count) {
    ModelInfo model;
    model.head = head;
    model.class_count = class_count;
    model.input_width = model.input_height = 640;
    model.outputs = {{OutputRole::detections, 0, "output0"}};
    return model;
}

Shape output_shape(Head head, std::int64_t batch, int class_count, std::int64_t anchors) {
    switch (head) {
        case Head::yolov8:
            return {batch, 4 + class_count, anchors};
        case Head::end_to_end:
            return {batch, anchors, 6};
        case Head::yolov5:
        case Head::yolox:
            return {batch, anchors, 5 + class_count};
        default:
            break;
    }
    return {};
}

RawOutput random_output(Head head, DataType type, const Shape& shape, const RandomTraits& traits,
                        std::mt19937& random) {
    std::vector<float> values;
    for (std::int64_t slot = 0; slot < shape[0]; ++slot)
        for (std::int64_t i = 0; i < shape[1]; ++i)
            for (std::int64_t j = 0; j < shape[2]; ++j)
                values.push_back(element(head, head == Head::yolov8 ? i : j, traits, random));
    return {type, shape, std::move(values)};
}

std::vector<Detection> decode(const ModelInfo& model, const DecodeOptions& options, const RawOutput& output,
                              std::int64_t slot) {
    std::vector<Detection> detections;
    Result<HeadDecoder> decoder = HeadDecoder::create(model, options);
    if (!decoder) {
        ADD_FAILURE() << decoder.error().to_string();
        return detections;
    }
    const TensorView view = output.view();
    const Status status = decoder->decode({&view, 1}, slot, detections);
    EXPECT_TRUE(status.ok()) << status.error().to_string();
    return detections;
}

}  // namespace yolozu::test
