// SPDX-License-Identifier: Apache-2.0
#include "support/known_model.hpp"

namespace yolozu::test {
namespace {

constexpr std::size_t anchors = 84, channels = 6;

/// The output's elements, channel-major; the boxes take the first anchors.
std::vector<float> output_of(const std::vector<std::vector<KnownBox>>& boxes_by_slot) {
    std::vector<float> values(boxes_by_slot.size() * channels * anchors, 0.0F);
    for (std::size_t slot = 0; slot < boxes_by_slot.size(); ++slot) {
        for (std::size_t anchor = 0; anchor < boxes_by_slot[slot].size(); ++anchor) {
            const KnownBox& box = boxes_by_slot[slot][anchor];
            const auto element = [&](std::size_t channel) -> float& {
                return values[(slot * channels + channel) * anchors + anchor];
            };
            element(0) = box.cx;
            element(1) = box.cy;
            element(2) = box.w;
            element(3) = box.h;
            element(4 + static_cast<std::size_t>(box.class_id)) = box.score;
        }
    }
    return values;
}

}  // namespace

OnnxBuilder known_detector(const std::vector<std::vector<KnownBox>>& boxes_by_slot) {
    const auto batch = static_cast<std::int64_t>(boxes_by_slot.size());
    OnnxBuilder builder;
    builder.input("images", DataType::float32, {batch, 3, 64, 64})
        .initializer("boxes", {batch, 6, 84}, output_of(boxes_by_slot))
        .initializer("tiny", std::vector<std::int64_t>{}, std::vector<float>{1e-9F})
        .node("ReduceMean", {"images"}, {"mean"}, {{"keepdims", 0}})
        .node("Mul", {"mean", "tiny"}, {"dust"})
        .node("Add", {"boxes", "dust"}, {"output0"})
        .output("output0", DataType::float32, {batch, 6, 84})
        .metadata("task", "detect")
        .metadata("stride", "32")
        .metadata("imgsz", "[64, 64]")
        .metadata("names", "{0: 'cat', 1: 'dog'}");
    return builder;
}

std::string grey_ppm(int width, int height) {
    return "P6\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n" +
           std::string(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, '\x60');
}

}  // namespace yolozu::test
