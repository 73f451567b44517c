// SPDX-License-Identifier: Apache-2.0
#include "head_graphs.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "model/preprocess_words.hpp"
#include "model/signature.hpp"

namespace yolozu::test {
namespace {

/// Boxes and class scores of a head with DFL (Ultralytics Detect): 'boxes' and 'scores'.
void add_distribution_head(OnnxBuilder& builder) {
    builder.node("Conv", {"images", "w"}, {"features"})
        .node("Conv", {"features", "w"}, {"distribution"})
        .node("Conv", {"features", "w"}, {"classes"})
        .node("Softmax", {"distribution"}, {"probabilities"})
        .node("Conv", {"probabilities", "w"}, {"distances"})
        .node("Slice", {"distances", "start"}, {"left_top"})
        .node("Slice", {"distances", "end"}, {"right_bottom"})
        .node("Sub", {"anchors", "left_top"}, {"corner1"})
        .node("Add", {"anchors", "right_bottom"}, {"corner2"})
        .node("Add", {"corner1", "corner2"}, {"sum"})
        .node("Div", {"sum", "two"}, {"centre"})
        .node("Sub", {"corner2", "corner1"}, {"size"})
        .node("Concat", {"centre", "size"}, {"grid_boxes"}, {{"axis", 1}})
        .node("Mul", {"grid_boxes", "strides"}, {"boxes"})
        .node("Sigmoid", {"classes"}, {"scores"});
}

/// Convolution maps of three strides: "<name>0" to "<name>2".
void add_maps(OnnxBuilder& builder, const std::string& name) {
    for (const char* const stride : {"0", "1", "2"}) builder.node("Conv", {"images", "w"}, {name + stride});
}

/// The three operands of each stride, joined, made rows and joined over the strides as 'rows'.
void join_strides(OnnxBuilder& builder, const std::vector<std::string>& columns) {
    for (const std::string stride : {"0", "1", "2"}) {
        std::vector<std::string> operands;
        for (const std::string& column : columns) operands.push_back(column + stride);
        builder.node("Concat", operands, {"joined" + stride}, {{"axis", 1}})
            .node("Reshape", {"joined" + stride, "shape"}, {"flat" + stride});
    }
    builder.node("Concat", {"flat0", "flat1", "flat2"}, {"maps"}, {{"axis", 2}})
        .node("Transpose", {"maps"}, {"rows"}, {{"perm", {0, 2, 1}}});
}

void add_yolox_rows(OnnxBuilder& builder) {
    for (const char* const name : {"reg", "obj_logit", "cls_logit"}) add_maps(builder, name);
    for (const std::string stride : {"0", "1", "2"})
        builder.node("Sigmoid", {"obj_logit" + stride}, {"obj" + stride})
            .node("Sigmoid", {"cls_logit" + stride}, {"cls" + stride});
    join_strides(builder, {"reg", "obj", "cls"});
}

}  // namespace

OnnxBuilder yolov8_graph() {
    OnnxBuilder builder;
    add_distribution_head(builder);
    return builder.node("Concat", {"boxes", "scores"}, {"output0"}, {{"axis", 1}});
}

OnnxBuilder obb_graph() {
    OnnxBuilder builder;
    add_distribution_head(builder);
    return builder.node("Conv", {"features", "w"}, {"angle"})
        .node("Cos", {"angle"}, {"cosine"})
        .node("Sin", {"angle"}, {"sine"})
        .node("Mul", {"boxes", "cosine"}, {"turned"})
        .node("Mul", {"turned", "sine"}, {"turned_more"})
        .node("Concat", {"turned_more", "scores", "angle"}, {"output0"}, {{"axis", 1}});
}

OnnxBuilder yolov5_graph() {
    OnnxBuilder builder;
    add_maps(builder, "map");
    for (const std::string s : {"0", "1", "2"})
        builder.node("Reshape", {"map" + s, "shape"}, {"anchored" + s})
            .node("Transpose", {"anchored" + s}, {"last" + s})
            .node("Sigmoid", {"last" + s}, {"activated" + s})
            .node("Split", {"activated" + s}, {"xy" + s, "wh" + s, "scores" + s})
            .node("Mul", {"xy" + s, "two"}, {"xy2" + s})
            .node("Add", {"xy2" + s, "grid" + s}, {"cell" + s})
            .node("Mul", {"cell" + s, "stride" + s}, {"centre" + s})
            .node("Mul", {"wh" + s, "two"}, {"wh2" + s})
            .node("Pow", {"wh2" + s, "two"}, {"squared" + s})
            .node("Mul", {"squared" + s, "anchor" + s}, {"size" + s})
            .node("Concat", {"centre" + s, "size" + s, "scores" + s}, {"joined" + s}, {{"axis", 4}})
            .node("Reshape", {"joined" + s, "shape"}, {"rows" + s});
    return builder.node("Concat", {"rows0", "rows1", "rows2"}, {"output0"}, {{"axis", 1}});
}

OnnxBuilder yolov6_graph() {
    OnnxBuilder builder;
    add_distribution_head(builder);
    return builder.node("Shape", {"boxes"}, {"extents"})
        .node("ConstantOfShape", {"extents"}, {"ones"})
        .node("Transpose", {"scores"}, {"class_rows"})
        .node("Concat", {"boxes", "ones", "class_rows"}, {"output0"}, {{"axis", 2}});
}

OnnxBuilder yolox_raw_graph() {
    OnnxBuilder builder;
    add_yolox_rows(builder);
    return builder.node("Identity", {"rows"}, {"output0"});
}

OnnxBuilder yolox_quantized_graph() {
    OnnxBuilder builder;
    builder.node("DynamicQuantizeLinear", {"images"}, {"q", "q_scale", "q_zero"});
    builder.node("Exp", {"images"}, {"deep"}).node("DynamicQuantizeLinear", {"deep"}, {"q2", "q2_scale", "q2_zero"});
    for (const std::string s : {"0", "1", "2"})
        for (const std::string map : {"reg", "obj_logit", "cls_logit"})
            builder.node("ConvInteger", {"q2", "w"}, {map + "_sums" + s})
                .node("Cast", {map + "_sums" + s}, {map + "_real" + s})
                .node("Mul", {"q2_scale", "w_scale"}, {map + "_scale" + s})
                .node("Mul", {map + "_real" + s, map + "_scale" + s}, {map + "_scaled" + s})
                .node("Add", {map + "_scaled" + s, "bias"}, {map + s});
    for (const std::string s : {"0", "1", "2"})
        builder.node("Sigmoid", {"obj_logit" + s}, {"obj" + s}).node("Sigmoid", {"cls_logit" + s}, {"cls" + s});
    join_strides(builder, {"reg", "obj", "cls"});
    return builder.node("Identity", {"rows"}, {"output0"});
}

OnnxBuilder yolox_decoded_graph() {
    OnnxBuilder builder;
    add_yolox_rows(builder);
    return builder.node("Slice", {"rows", "a"}, {"xy"})
        .node("Add", {"xy", "grid"}, {"cell"})
        .node("Mul", {"cell", "strides"}, {"centre"})
        .node("Slice", {"rows", "b"}, {"wh"})
        .node("Exp", {"wh"}, {"scaled"})
        .node("Mul", {"scaled", "strides"}, {"size"})
        .node("Slice", {"rows", "c"}, {"rest"})
        .node("Concat", {"centre", "size", "rest"}, {"output0"}, {{"axis", 2}});
}

OnnxBuilder nanodet_graph() {
    OnnxBuilder builder;
    add_maps(builder, "cls_logit");
    add_maps(builder, "reg");
    for (const std::string s : {"0", "1", "2"}) builder.node("Sigmoid", {"cls_logit" + s}, {"cls" + s});
    join_strides(builder, {"cls", "reg"});
    return builder.node("Identity", {"rows"}, {"output0"});
}

OnnxBuilder yolov10_graph() {
    OnnxBuilder builder;
    add_distribution_head(builder);
    return builder.node("Transpose", {"boxes"}, {"box_rows"})
        .node("Transpose", {"scores"}, {"score_rows"})
        .node("ReduceMax", {"score_rows"}, {"best"})
        .node("TopK", {"best", "k"}, {"best_scores", "best_rows"})
        .node("GatherElements", {"box_rows", "best_rows"}, {"chosen_boxes"})
        .node("GatherElements", {"score_rows", "best_rows"}, {"chosen_scores"})
        .node("Flatten", {"chosen_scores"}, {"pairs"})
        .node("TopK", {"pairs", "k"}, {"top", "pair"})
        .node("Mod", {"pair", "nc"}, {"class_number"})
        .node("Div", {"pair", "nc"}, {"row_number"})
        .node("GatherElements", {"chosen_boxes", "row_number"}, {"top_boxes"})
        .node("Unsqueeze", {"top", "axes"}, {"top_column"})
        .node("Unsqueeze", {"class_number", "axes"}, {"class_column"})
        .node("Cast", {"class_column"}, {"class_real"})
        .node("Concat", {"top_boxes", "top_column", "class_real"}, {"output0"}, {{"axis", 2}});
}

OnnxBuilder detr_graph() {
    return OnnxBuilder()
        .node("Conv", {"images", "w"}, {"features"})
        .node("MatMul", {"features", "w"}, {"queries"})
        .node("MatMul", {"queries", "w"}, {"box_logits"})
        .node("MatMul", {"queries", "w"}, {"class_logits"})
        .node("Sigmoid", {"box_logits"}, {"boxes"})
        .node("Sigmoid", {"class_logits"}, {"scores"})
        .node("Flatten", {"scores"}, {"pairs"})
        .node("TopK", {"pairs", "k"}, {"top", "pair"})
        .node("Mod", {"pair", "nc"}, {"class_number"})
        .node("Div", {"pair", "nc"}, {"row_number"})
        .node("GatherElements", {"boxes", "row_number"}, {"top_boxes"})
        .node("Concat", {"top_boxes", "top", "class_number"}, {"output0"}, {{"axis", 2}});
}

OnnxBuilder yolov8_masks_graph() {
    OnnxBuilder builder;
    add_distribution_head(builder);
    return builder.node("Concat", {"boxes", "scores"}, {"detections"}, {{"axis", 1}})
        .node("Conv", {"features", "w"}, {"coefficients"})
        .node("Concat", {"detections", "coefficients"}, {"output0"}, {{"axis", 1}})
        .node("Conv", {"features", "w"}, {"output1"});
}

OnnxBuilder yolov8_pose_graph() {
    OnnxBuilder builder;
    add_distribution_head(builder);
    return builder.node("Concat", {"boxes", "scores"}, {"detections"}, {{"axis", 1}})
        .node("Conv", {"features", "w"}, {"raw_keypoints"})
        .node("Mul", {"raw_keypoints", "two"}, {"keypoints"})
        .node("Concat", {"detections", "keypoints"}, {"output0"}, {{"axis", 1}});
}

OnnxBuilder rtdetr_rows_graph() {
    return OnnxBuilder()
        .node("Conv", {"images", "w"}, {"features"})
        .node("MatMul", {"features", "w"}, {"queries"})
        .node("MatMul", {"queries", "w"}, {"box_logits"})
        .node("MatMul", {"queries", "w"}, {"class_logits"})
        .node("Sigmoid", {"box_logits"}, {"boxes"})
        .node("Sigmoid", {"class_logits"}, {"scores"})
        .node("Concat", {"boxes", "scores"}, {"output0"}, {{"axis", 2}});
}

Result<ModelSignature> read_signature(const OnnxBuilder& builder) {
    const std::string bytes = builder.build();
    return signature_from_bytes(std::as_bytes(std::span(bytes)));
}

ModelSignature signature_of(OnnxBuilder builder, const std::vector<OnnxExtent>& output, int size) {
    builder.input("images", DataType::float32, {1, 3, size, size}).output("output0", DataType::float32, output);
    Result<ModelSignature> signature = read_signature(builder);
    if (!signature) throw std::runtime_error(signature.error().to_string());
    return *signature;
}

ModelSignature signature_of_shapes(const std::vector<OnnxExtent>& output, int size) {
    return signature_of(OnnxBuilder(), output, size);
}

std::string decision(const ModelSignature& signature, const ModelOverrides& overrides, const ModelHints& hints) {
    const Result<ModelInfo> info = decide_model(signature, overrides, hints);
    if (!info) return fmt::format("{}: {}", to_string(info.error().code()), info.error().to_string());
    const PreprocessSpec& spec = info->preprocess;
    const std::string task = info->task == Task::detect ? "" : fmt::format(" {}", to_string(info->task));
    return fmt::format("{}{}, {} classes, {} {} {}{}", to_string(info->head), task, info->class_count,
                       to_words({.resize = spec.resize}), spec.order == ChannelOrder::bgr ? "bgr" : "rgb", spec.divisor,
                       info->objectness ? "" : ", objectness alone");
}

}  // namespace yolozu::test
