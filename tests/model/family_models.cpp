// SPDX-License-Identifier: Apache-2.0
#include "family_models.hpp"

#include <stdexcept>

namespace yolozu::test {
namespace {

constexpr DataType f32 = DataType::float32;
constexpr DataType i64 = DataType::int64;
constexpr DataType i32 = DataType::int32;

OnnxBuilder picture(OnnxBuilder builder, const char* name = "images", int side = 640, DataType type = f32) {
    return builder.input(name, type, {1, 3, side, side});
}

ModelSignature read(const OnnxBuilder& builder) {
    Result<ModelSignature> signature = read_signature(builder);
    if (!signature) throw std::runtime_error(signature.error().to_string());
    return std::move(signature).value();
}

/// Boxes by corners from a distribution, as anchor-free heads without box centres make them, and activated scores.
OnnxBuilder corners_graph(const std::string& input, const std::string& boxes, const std::string& scores) {
    return OnnxBuilder()
        .node("Conv", {input, "w"}, {"features"})
        .node("Conv", {"features", "w"}, {"distances"})
        .node("Sub", {"anchors", "distances"}, {"corner1"})
        .node("Add", {"anchors", "distances"}, {"corner2"})
        .node("Concat", {"corner1", "corner2"}, {"corners"}, {{"axis", 2}})
        .node("Mul", {"corners", "strides"}, {boxes})
        .node("Conv", {"features", "w"}, {"logits_of_classes"})
        .node("Sigmoid", {"logits_of_classes"}, {scores});
}

/// The same with distances that are the mean of a distribution, as in DAMO-YOLO.
OnnxBuilder distribution_corners_graph() {
    return OnnxBuilder()
        .initializer("project", {1, 17, 1, 1}, std::vector<float>(17, 1.0F))
        .node("Conv", {"images", "w"}, {"features"})
        .node("Softmax", {"features"}, {"distribution"})
        .node("Conv", {"distribution", "project"}, {"distances"})
        .node("Sub", {"anchors", "distances"}, {"corner1"})
        .node("Add", {"anchors", "distances"}, {"corner2"})
        .node("Concat", {"corner1", "corner2"}, {"corners"}, {{"axis", 2}})
        .node("Mul", {"corners", "strides"}, {"boxes"})
        .node("Conv", {"features", "w"}, {"class_logits"})
        .node("Sigmoid", {"class_logits"}, {"scores"});
}

/// Box and class logits of queries, from matrix products.
OnnxBuilder queries_graph(const std::string& input, const std::string& boxes, const std::string& logits,
                          std::vector<std::int64_t> first_strides = {2, 2}) {
    return OnnxBuilder()
        .node("Conv", {input, "w"}, {"features"}, {{"strides", std::move(first_strides)}})
        .node("MatMul", {"features", "w"}, {"queries"})
        .node("MatMul", {"queries", "w"}, {"box_logits"})
        .node("Sigmoid", {"box_logits"}, {boxes})
        .node("MatMul", {"queries", "w"}, {logits});
}

/// The authors' RT-DETR, D-FINE and DEIM: boxes in the units of orig_target_sizes.
ModelSignature chosen_queries(std::vector<std::int64_t> first_strides) {
    OnnxBuilder builder = queries_graph("images", "fractions", "class_logits", std::move(first_strides));
    builder.node("Sigmoid", {"class_logits"}, {"probabilities"})
        .node("Flatten", {"probabilities"}, {"pairs"})
        .node("TopK", {"pairs", "k"}, {"scores", "pair"})
        .node("Mod", {"pair", "nc"}, {"labels"})
        .node("Div", {"pair", "nc"}, {"row"})
        .node("Mul", {"fractions", "orig_target_sizes"}, {"all_boxes"})
        .node("GatherElements", {"all_boxes", "row"}, {"boxes"});
    return read(picture(builder)
                    .input("orig_target_sizes", i64, {1, 2})
                    .output("labels", i64, {1, 300})
                    .output("boxes", f32, {1, 300, 4})
                    .output("scores", f32, {1, 300}));
}

/// EfficientNMS behind a graph that makes 'boxes' and 'scores'.
ModelSignature efficient_nms(OnnxBuilder builder, const std::array<const char*, 4>& names, DataType input = f32,
                             const char* input_name = "images") {
    const auto [count, boxes, scores, labels] = names;
    return read(
        picture(builder.node("EfficientNMS_TRT", {"boxes", "scores"}, {count, boxes, scores, labels}, {}, "", "TRT"),
                input_name, 640, input)
            .output(count, i32, {1, 1})
            .output(boxes, f32, {1, 100, 4})
            .output(scores, f32, {1, 100})
            .output(labels, i32, {1, 100}));
}

/// A picture of bytes that the graph casts and divides by 255, as 'scaled'.
OnnxBuilder scaling(OnnxBuilder builder, const char* input) {
    return builder.initializer("bytes", {1}, std::vector<float>{255.0F})
        .node("Cast", {input}, {"cast"}, {{"to", 1}})
        .node("Div", {"cast", "bytes"}, {"scaled"});
}

OnnxBuilder appended(OnnxBuilder builder, const std::string& input) {
    return builder.node("Conv", {input, "w"}, {"features"})
        .node("Conv", {"features", "w"}, {"boxes"})
        .node("Conv", {"features", "w"}, {"class_logits"})
        .node("Sigmoid", {"class_logits"}, {"scores"});
}

ModelSignature maps(const std::vector<std::vector<OnnxExtent>>& shapes, int side = 640, const char* input = "images") {
    OnnxBuilder builder;
    for (std::size_t index = 0; index < shapes.size(); ++index)
        builder.node("Conv", {input, "w"}, {"map" + std::to_string(index)})
            .output("map" + std::to_string(index), f32, shapes[index]);
    return read(picture(builder, input, side));
}

/// PaddleDetection with suppression inside.
ModelSignature paddle(bool suppresses, bool network_shape) {
    OnnxBuilder builder = corners_graph("image", "boxes", "scores");
    if (suppresses)
        builder.node("NonMaxSuppression", {"boxes", "scores"}, {"chosen"})
            .node("Gather", {"boxes", "chosen"}, {"rows"});
    else
        builder.node("TopK", {"scores", "k"}, {"top", "chosen"}).node("Gather", {"boxes", "chosen"}, {"rows"});
    builder.node("Shape", {"rows"}, {"count"});
    if (network_shape) builder.input("im_shape", f32, {"batch", 2});
    return read(builder.input("image", f32, {"batch", 3, 640, 640})
                    .input("scale_factor", f32, {"batch", 2})
                    .output("rows", f32, {"rows", 6})
                    .output("count", i32, {"batch"}));
}

ModelSignature paddle_boxes() {
    return read(picture(corners_graph("image", "boxes", "scores"), "image")
                    .input("scale_factor", f32, {1, 2})
                    .output("boxes", f32, {1, 8400, 4})
                    .output("scores", f32, {1, 80, 8400}));
}

ModelSignature paddle_rows() {
    return read(picture(corners_graph("image", "boxes", "scores"), "image")
                    .node("Concat", {"boxes", "scores"}, {"rows"}, {{"axis", 2}})
                    .output("rows", f32, {1, 8400, 84}));
}

/// PP-YOLOE+ is told by what infer_cfg.yml says of the preprocessing.
FamilyModel with_preprocess_of(FamilyId id, ModelSignature signature) {
    FamilyModel model{std::move(signature)};
    model.overrides.head = family(id).head;
    model.hints.sidecars = {{"infer_cfg.yml", {.preprocess = family(id).preprocess}, "YOLO"}};
    model.overrides.names = coco_names();
    return model;
}

FamilyModel rows_of(const OnnxBuilder& builder, const std::vector<OnnxExtent>& shape, int side = 640) {
    return {signature_of(builder, shape, side)};
}

ModelSignature segmenting(const OnnxBuilder& builder, const std::vector<OnnxExtent>& rows, bool with_maps) {
    OnnxBuilder graph = builder;
    graph.output("output0", f32, rows);
    if (with_maps)
        for (const int cells : {80, 40, 20}) {
            const std::string name = "raw" + std::to_string(cells);
            graph.node("Conv", {"images", "w"}, {name}).output(name, f32, {1, 3, cells, cells, 117});
        }
    return read(picture(graph).node("Conv", {"images", "w"}, {"masks"}).output("masks", f32, {1, 32, 160, 160}));
}

FamilyModel suppressed_rows(const char* name, DataType input) {
    OnnxBuilder builder =
        input == f32 ? appended(OnnxBuilder(), "images") : appended(scaling(OnnxBuilder(), "images"), "scaled");
    builder.node("NonMaxSuppression", {"boxes", "scores"}, {"chosen"}).node("Gather", {"boxes", "chosen"}, {name});
    FamilyModel model{read(picture(builder, "images", 640, input).output(name, f32, {"detections", 7}))};
    model.class_count = 0;
    return model;
}

ModelSignature picodet_levels() {
    std::vector<std::vector<OnnxExtent>> shapes;
    OnnxBuilder builder;
    const std::vector<int> cells{1600, 400, 100, 25};
    for (const int count : cells)
        builder.node("Conv", {"image", "w"}, {"logit" + std::to_string(count)})
            .node("Sigmoid", {"logit" + std::to_string(count)}, {"score" + std::to_string(count)})
            .output("score" + std::to_string(count), f32, {1, count, 80});
    for (const int count : cells)
        builder.node("Conv", {"image", "w"}, {"box" + std::to_string(count)})
            .output("box" + std::to_string(count), f32, {1, count, 32});
    return read(picture(builder, "image", 320));
}

ModelSignature fastestdet() {
    return read(picture(OnnxBuilder(), "input.1", 352)
                    .node("Conv", {"input.1", "w"}, {"a"})
                    .node("Conv", {"input.1", "w"}, {"b"})
                    .node("Conv", {"input.1", "w"}, {"c"})
                    .node("Sigmoid", {"a"}, {"objectness"})
                    .node("Softmax", {"c"}, {"classes"})
                    .node("Concat", {"objectness", "b", "classes"}, {"758"}, {{"axis", 1}})
                    .output("758", f32, {1, 85, 22, 22}));
}

ModelSignature yolozu_pose() {
    return read(picture(queries_graph("images", "unused", "logits"), "images", 320)
                    .output("logits", f32, {"batch", 100, 81})
                    .output("bbox", f32, {"batch", 100, 4})
                    .output("log_z", f32, {"batch", 100, 1})
                    .output("rot6d", f32, {"batch", 100, 6})
                    .output("offsets", f32, {"batch", 100, 2})
                    .output("k_delta", f32, {"batch", 4}));
}

ModelSignature keras_yolov3() {
    return read(OnnxBuilder()
                    .input("input_1", f32, {"batch", 3, "height", "width"})
                    .input("image_shape", f32, {"batch", 2})
                    .node("Conv", {"input_1", "w"}, {"map"})
                    .node("Mul", {"map", "image_shape"}, {"yolonms_layer_1"})
                    .output("yolonms_layer_1", f32, {1, "anchors", 4})
                    .output("yolonms_layer_1:1", f32, {1, 80, "anchors"})
                    .output("yolonms_layer_1:2", i32, {"selected", 3}));
}

ModelSignature pair_of(const OnnxBuilder& graph, const char* input, const char* first,
                       const std::vector<OnnxExtent>& first_shape, const char* second,
                       const std::vector<OnnxExtent>& second_shape, int side = 640) {
    return read(picture(graph, input, side).output(first, f32, first_shape).output(second, f32, second_shape));
}

ModelSignature with_metadata(ModelSignature signature, std::string key, std::string value) {
    signature.metadata.emplace_back(std::move(key), std::move(value));
    return signature;
}

ModelSignature dual() {
    return read(picture(yolov8_graph())
                    .node("Concat", {"boxes", "scores"}, {"output1"}, {{"axis", 1}})
                    .output("output0", f32, {1, 84, 8400})
                    .output("output1", f32, {1, 84, 8400}));
}

ModelSignature logits_of_classifier() {
    ModelSignature signature = signature_of(OnnxBuilder().node("Gemm", {"images", "w"}, {"output0"}), {1, 3}, 224);
    return with_metadata(with_metadata(std::move(signature), "stride", "32"), "names", "['a', 'b', 'c']");
}

FamilyModel detr_family_model(FamilyId id) {
    switch (id) {
        case FamilyId::rtdetr:
            return {chosen_queries({2, 2}), {}, {}, Task::detect, 0};
        case FamilyId::deimv2:
            return {chosen_queries({16, 16}), {}, {}, Task::detect, 0};
        case FamilyId::rtdetr_transformers:
            return {pair_of(queries_graph("pixel_values", "pred_boxes", "logits"), "pixel_values", "logits",
                            {"batch", 300, 80}, "pred_boxes", {"batch", 300, 4})};
        case FamilyId::rtdetr_rows:
            return rows_of(rtdetr_rows_graph(), {1, 300, 84});
        case FamilyId::rtdetr_fractions: {
            FamilyModel model = rows_of(detr_graph(), {1, 300, 6});
            model.signature = with_metadata(with_metadata(model.signature, "task", "detect"), "head", "RTDETRDecoder");
            model.class_count = 0;
            return model;
        }
        case FamilyId::rfdetr: {
            FamilyModel model{pair_of(queries_graph("input", "dets", "labels"), "input", "dets", {1, 300, 4}, "labels",
                                      {1, 300, 91}, 560)};
            model.overrides.names = coco_names();
            return model;
        }
        default:
            throw std::runtime_error("no model of this family");
    }
}

FamilyModel paddle_family_model(FamilyId id) {
    switch (id) {
        case FamilyId::ppyoloe:
        case FamilyId::ppyoloe_plus:
            return with_preprocess_of(id, paddle(true, false));
        case FamilyId::picodet:
            return {paddle(true, false), {}, named_by_file("infer_cfg.yml", "PicoDet"), Task::detect, 0};
        case FamilyId::rtdetr_paddle:
            return {paddle(false, true), {}, {}, Task::detect, 0};
        case FamilyId::ppyoloe_boxes:
        case FamilyId::ppyoloe_plus_boxes:
            return with_preprocess_of(id, paddle_boxes());
        case FamilyId::ppyoloe_rows:
        case FamilyId::ppyoloe_plus_rows:
            return with_preprocess_of(id, paddle_rows());
        case FamilyId::picodet_maps:
            return {picodet_levels()};
        default:
            return detr_family_model(id);
    }
}

FamilyModel light_family_model(FamilyId id) {
    switch (id) {
        case FamilyId::nanodet_plus:
            return rows_of(nanodet_graph(), {1, 2125, 112}, 320);
        case FamilyId::nanodet:
            return rows_of(nanodet_graph(), {1, 2100, 112}, 320);
        case FamilyId::fastestdet:
            return {fastestdet()};
        case FamilyId::yolo_fastestv2: {
            FamilyModel model = rows_of(OnnxBuilder(), {1, 605, 95}, 352);
            model.overrides.head = Head::yolo_fastestv2;
            return model;
        }
        case FamilyId::rtmdet:
            return {read(picture(OnnxBuilder(), "input")
                             .output("dets", f32, {"batch", "detections", 5})
                             .output("labels", i64, {"batch", "detections"})),
                    {},
                    {},
                    Task::detect,
                    0};
        case FamilyId::yolozu_pose:
            return {yolozu_pose(), {}, {}, Task::pose6d};
        case FamilyId::ultralytics_classifier:
            return {signature_of(OnnxBuilder().node("Softmax", {"images"}, {"output0"}), {1, 1000}, 224),
                    {},
                    {},
                    Task::classify,
                    1000};
        case FamilyId::yolov5_classifier:
            return {logits_of_classifier(), {}, {}, Task::classify, 3};
        case FamilyId::semantic:
            return {
                with_metadata(signature_of_shapes({1, 19, 80, 80}), "task", "semantic"), {}, {}, Task::semantic, 19};
        case FamilyId::class_map:
            return {read(picture(OnnxBuilder()).output("output0", DataType::uint8, {1, 640, 640})),
                    {},
                    {},
                    Task::semantic,
                    0};
        case FamilyId::depth:
            return {with_metadata(signature_of_shapes({1, 1, 640, 640}), "task", "depth"), {}, {}, Task::depth, 0};
        default:
            return paddle_family_model(id);
    }
}

FamilyModel other_family_model(FamilyId id) {
    const std::array yolo{"num_dets", "det_boxes", "det_scores", "det_classes"};
    const std::array nas{"graph2_num_predictions", "graph2_pred_boxes", "graph2_pred_scores", "graph2_pred_classes"};
    switch (id) {
        case FamilyId::efficient_nms: {
            FamilyModel model{efficient_nms(yolov8_graph(), yolo)};
            model.class_count = 0;
            return model;
        }
        case FamilyId::damo_nms: {
            FamilyModel model{efficient_nms(distribution_corners_graph(), yolo)};
            model.class_count = 0;
            return model;
        }
        case FamilyId::yolo_nas_batch: {
            FamilyModel model{
                efficient_nms(appended(scaling(OnnxBuilder(), "input"), "scaled"), nas, DataType::uint8, "input")};
            model.class_count = 0;
            return model;
        }
        case FamilyId::yolo_nas_flat:
            return suppressed_rows("graph2_flat_predictions", DataType::uint8);
        case FamilyId::yolov7_nms_rows:
            return suppressed_rows("output", f32);
        case FamilyId::yolov7_pair:
            return {pair_of(corners_graph("images", "classes", "boxes"), "images", "classes", {1, 25200, 4}, "boxes",
                            {1, 25200, 80})};
        case FamilyId::yolo_nas:
            return {pair_of(corners_graph("input", "913", "904"), "input", "913", {1, 8400, 4}, "904", {1, 8400, 80})};
        case FamilyId::damo:
            return {pair_of(corners_graph("images", "955", "output"), "images", "output", {1, 8400, 80}, "955",
                            {1, 8400, 4})};
        case FamilyId::yolo_world:
            return {pair_of(corners_graph("images", "boxes", "scores"), "images", "scores", {1, 8400, 80}, "boxes",
                            {1, 8400, 4})};
        case FamilyId::damo_maps:
            return {maps({{1, 80, 80, 80},
                          {1, 80, 40, 40},
                          {1, 80, 20, 20},
                          {1, 68, 80, 80},
                          {1, 68, 40, 40},
                          {1, 68, 20, 20}})};
        case FamilyId::yolov7_maps: {
            FamilyModel model{maps({{1, 3, 80, 80, 85}, {1, 3, 40, 40, 85}, {1, 3, 20, 20, 85}})};
            model.overrides.head = Head::yolov7_maps;
            return model;
        }
        case FamilyId::yolov3_maps: {
            FamilyModel model{maps({{1, 255, 13, 13}, {1, 255, 26, 26}, {1, 255, 52, 52}}, 416)};
            model.overrides.head = Head::yolov3_maps;
            return model;
        }
        case FamilyId::yolov3_zoo:
            return {keras_yolov3()};
        default:
            return light_family_model(id);
    }
}

}  // namespace

FamilyModel family_model(FamilyId id) {
    switch (id) {
        case FamilyId::ultralytics:
            return rows_of(yolov8_graph(), {1, 84, 8400});
        case FamilyId::yolov9_dual:
            return {dual()};
        case FamilyId::yolov5:
            return rows_of(yolov5_graph(), {1, 25200, 85});
        case FamilyId::yolov7_masks: {
            FamilyModel model{segmenting(yolov5_graph(), {1, 25200, 117}, true)};
            model.task = Task::segment;
            return model;
        }
        case FamilyId::yolov6:
            return rows_of(yolov6_graph(), {1, 8400, 85});
        case FamilyId::yolox_raw:
            return rows_of(yolox_raw_graph(), {1, 8400, 85});
        case FamilyId::yolox_decoded:
            return rows_of(yolox_decoded_graph(), {1, 8400, 85});
        case FamilyId::end_to_end: {
            FamilyModel model = rows_of(yolov10_graph(), {1, 300, 6});
            model.class_count = 0;
            return model;
        }
        case FamilyId::end_to_end_obb: {
            FamilyModel model{with_metadata(
                with_metadata(signature_of(yolov10_graph(), {1, 300, 7}), "end2end", "True"), "task", "obb")};
            model.task = Task::obb;
            model.class_count = 0;
            return model;
        }
        default:
            return other_family_model(id);
    }
}

std::vector<std::string> coco_names() {
    std::vector<std::string> names(80, "thing");
    names.front() = "person";
    names.back() = "toothbrush";
    return names;
}

ModelHints named_by_file(const char* file, const char* architecture) {
    return {.sidecars = {{file, {}, architecture}}};
}

}  // namespace yolozu::test
