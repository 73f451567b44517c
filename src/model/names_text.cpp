// SPDX-License-Identifier: Apache-2.0
//
// The names that tasks and heads have on the command line and in messages.
#include "yolozu/model_info.hpp"

namespace yolozu {

namespace {

template <class Value>
struct Named {
    Value value;
    std::string_view name;
};

template <class Value, std::size_t count>
std::string_view name_of(const Named<Value> (&names)[count], Value value) {
    for (const Named<Value>& named : names)
        if (named.value == value) return named.name;
    return "unknown";
}

template <class Value, std::size_t count>
std::optional<Value> value_of(const Named<Value> (&names)[count], std::string_view name) {
    for (const Named<Value>& named : names)
        if (named.name == name) return named.value;
    return std::nullopt;
}

constexpr Named<Task> tasks[]{
    {Task::detect, "detect"},     {Task::segment, "segment"},   {Task::pose, "pose"},   {Task::obb, "obb"},
    {Task::classify, "classify"}, {Task::semantic, "semantic"}, {Task::depth, "depth"}, {Task::pose6d, "pose6d"},
};

constexpr Named<Head> heads[]{
    {Head::yolov8, "yolov8"},
    {Head::yolov5, "yolov5"},
    {Head::yolox, "yolox"},
    {Head::ppyoloe, "ppyoloe"},
    {Head::nanodet, "nanodet"},
    {Head::nanodet_plus, "nanodet-plus"},
    {Head::fastestdet, "fastestdet"},
    {Head::yolo_fastestv2, "yolo-fastestv2"},
    {Head::end_to_end, "end2end"},
    {Head::end_to_end_obb, "end-to-end-obb"},
    {Head::end_to_end_fractions, "end-to-end-fractions"},
    {Head::rtdetr_rows, "rtdetr-rows"},
    {Head::nms_rows_class_score, "nms-rows-class-score"},
    {Head::nms_rows_score_class, "nms-rows-score-class"},
    {Head::boxes_scores, "boxes-scores"},
    {Head::yolov7_maps, "yolov7-maps"},
    {Head::yolov3_maps, "yolov3-maps"},
    {Head::picodet_maps, "picodet-maps"},
    {Head::damo_maps, "damo-maps"},
    {Head::detr, "detr"},
    {Head::rtdetr, "rtdetr"},
    {Head::efficient_nms, "efficient-nms"},
    {Head::paddle, "paddle"},
    {Head::mmdeploy, "mmdeploy"},
    {Head::yolov3_zoo, "yolov3-zoo"},
    {Head::yolozu_pose, "yolozu-pose"},
    {Head::classifier, "classifier"},
    {Head::semantic_logits, "semantic-logits"},
    {Head::class_map, "class-map"},
    {Head::depth_map, "depth-map"},
};

constexpr Named<Activation> activations[]{
    {Activation::none, "none"}, {Activation::sigmoid, "sigmoid"}, {Activation::softmax, "softmax"}};

constexpr Named<InputRole> input_roles[]{
    {InputRole::image, "image"},
    {InputRole::original_size, "original size (width, height)"},
    {InputRole::original_shape, "original shape (height, width)"},
    {InputRole::network_shape, "network shape (height, width)"},
    {InputRole::scale_factor, "scale factor (y, x)"},
};

constexpr Named<OutputRole> output_roles[]{
    {OutputRole::detections, "detections"},
    {OutputRole::boxes, "boxes"},
    {OutputRole::scores, "scores"},
    {OutputRole::labels, "labels"},
    {OutputRole::count, "count"},
    {OutputRole::indices, "indices"},
    {OutputRole::level, "level"},
    {OutputRole::prototypes, "prototypes"},
    {OutputRole::masks, "masks"},
    {OutputRole::log_z, "log_z"},
    {OutputRole::rot6d, "rot6d"},
    {OutputRole::offsets, "offsets"},
    {OutputRole::k_delta, "k_delta"},
    {OutputRole::keypoints, "keypoints"},
    {OutputRole::log_sigma_z, "log_sigma_z"},
    {OutputRole::log_sigma_rot, "log_sigma_rot"},
};

constexpr Named<Certainty> certainties[]{{Certainty::asked, "asked"},
                                         {Certainty::stated, "stated"},
                                         {Certainty::shown, "shown"},
                                         {Certainty::probed, "probed"},
                                         {Certainty::usual, "usual"}};

}  // namespace

std::string_view to_string(Task task) {
    return name_of(tasks, task);
}
std::string_view to_string(Head head) {
    return name_of(heads, head);
}
std::string_view to_string(Activation activation) {
    return name_of(activations, activation);
}
std::string_view to_string(InputRole role) {
    return name_of(input_roles, role);
}
std::string_view to_string(OutputRole role) {
    return name_of(output_roles, role);
}
std::string_view to_string(Certainty certainty) {
    return name_of(certainties, certainty);
}

std::optional<Task> task_from_string(std::string_view name) {
    return name == "semseg" ? Task::semantic : value_of(tasks, name);
}
std::optional<Head> head_from_string(std::string_view name) {
    return value_of(heads, name);
}

}  // namespace yolozu
