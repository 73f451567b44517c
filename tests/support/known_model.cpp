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

/// The metadata and the output that all of these models have.
void declare_detector(OnnxBuilder& builder, const OnnxExtent& batch) {
    builder.output("output0", DataType::float32, {batch, 6, 84})
        .metadata("task", "detect")
        .metadata("stride", "32")
        .metadata("imgsz", "[64, 64]")
        .metadata("names", "{0: 'cat', 1: 'dog'}");
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
        .node("Add", {"boxes", "dust"}, {"output0"});
    declare_detector(builder, batch);
    return builder;
}

OnnxBuilder open_known_detector(const std::vector<KnownBox>& boxes) {
    OnnxBuilder builder;
    builder.input("images", DataType::float32, {"batch", 3, "height", "width"})
        .initializer("boxes", {1, 6, 84}, output_of({boxes}))
        .initializer("tiny", std::vector<std::int64_t>{}, std::vector<float>{1e-9F})
        .node("ReduceMean", {"images"}, {"mean"}, {{"axes", {1, 2, 3}}, {"keepdims", 0}})
        .initializer("last", {2}, std::vector<std::int64_t>{1, 2})
        .node("Unsqueeze", {"mean", "last"}, {"means"})
        .node("Mul", {"means", "tiny"}, {"dust"})
        .node("Add", {"boxes", "dust"}, {"output0"});
    declare_detector(builder, "batch");
    return builder;
}

OnnxBuilder white_cell_detector(const OnnxExtent& batch) {
    constexpr std::size_t cells = 64, side = 8;
    std::vector<float> boxes(4 * anchors, 0.0F);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        boxes[cell] = static_cast<float>(cell % side * side) + 4.0F;
        boxes[anchors + cell] = static_cast<float>(cell / side * side) + 4.0F;
        boxes[2 * anchors + cell] = boxes[3 * anchors + cell] = static_cast<float>(side);
    }
    OnnxBuilder builder;
    builder.input("images", DataType::float32, {batch, 3, 64, 64})
        .initializer("boxes", {1, 4, 84}, boxes)
        .initializer("least", {1}, std::vector<float>{0.9F})
        .initializer("ten", {1}, std::vector<float>{10.0F})
        .initializer("none", {1}, std::vector<float>{0.0F})
        .initializer("row", {3}, std::vector<std::int64_t>{0, 1, 64})
        .initializer("padding", {6}, std::vector<std::int64_t>{0, 0, 0, 0, 0, 20})
        .node("AveragePool", {"images"}, {"pooled"}, {{"kernel_shape", {8, 8}}, {"strides", {8, 8}}})
        .node("ReduceMean", {"pooled"}, {"cells"}, {{"axes", {1}}, {"keepdims", 1}})
        .node("Reshape", {"cells", "row"}, {"means"})
        .node("Sub", {"means", "least"}, {"excess"})
        .node("Mul", {"excess", "ten"}, {"scores"})
        .node("Pad", {"scores", "padding"}, {"cats"})
        .node("Mul", {"cats", "none"}, {"dogs"})
        .node("Add", {"boxes", "dogs"}, {"all_boxes"})
        .node("Concat", {"all_boxes", "cats", "dogs"}, {"output0"}, {{"axis", 1}});
    declare_detector(builder, batch);
    return builder;
}

OnnxBuilder told_detector(const OnnxExtent& batch, std::string_view input, DataType type, float factor) {
    std::vector<float> first(anchors, 0.0F), rest(4 * anchors, 0.0F);
    first[0] = factor;
    rest[0] = rest[anchors] = 8.0F;
    rest[2 * anchors] = 0.5F;
    OnnxBuilder builder;
    builder.input("images", DataType::float32, {batch, 3, 64, 64})
        .input(input, type, {"N", 2})
        .initializer("first", {1, 1, 84}, first)
        .initializer("rest", {1, 4, 84}, rest)
        .initializer("none", std::vector<std::int64_t>{}, std::vector<float>{0.0F})
        .initializer("last", {1}, std::vector<std::int64_t>{2})
        .initializer("both", {2}, std::vector<std::int64_t>{1, 2})
        .node("ReduceMean", {"images"}, {"mean"}, {{"axes", {1, 2, 3}}, {"keepdims", 0}})
        .node("Mul", {"mean", "none"}, {"nothing"})
        .node("Cast", {std::string(input)}, {"numbers"}, {{"to", 1}})
        .node("Unsqueeze", {"numbers", "last"}, {"column"})
        .node("Mul", {"column", "first"}, {"centres"})
        .node("Unsqueeze", {"nothing", "both"}, {"nothings"})
        .node("Add", {"rest", "nothings"}, {"rests"})
        .node("Concat", {"centres", "rests"}, {"output0"}, {{"axis", 1}});
    declare_detector(builder, batch);
    return builder;
}

std::string white_square_ppm(int width, int height, int x, int y, int side) {
    std::string pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, '\0');
    for (int row = y; row < y + side; ++row)
        pixels.replace(static_cast<std::size_t>(row * width + x) * 3, static_cast<std::size_t>(side) * 3,
                       static_cast<std::size_t>(side) * 3, '\xFF');
    return "P6\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n" + pixels;
}

std::string grey_ppm(int width, int height) {
    return "P6\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n" +
           std::string(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, '\x60');
}

}  // namespace yolozu::test
