// SPDX-License-Identifier: Apache-2.0
//
// The families of exports that are understood: one table, from which the decision, `yolozu-infer families` and the
// README's table are made.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "yolozu/model_info.hpp"

namespace yolozu {

/// The rows of the table, in its order.
enum class FamilyId : std::uint8_t {
    ultralytics,
    yolov9_dual,
    yolov5,
    yolov7_masks,
    yolov6,
    yolox_raw,
    yolox_decoded,
    end_to_end,
    end_to_end_obb,
    efficient_nms,
    yolov7_nms_rows,
    yolov7_pair,
    yolov7_maps,
    yolov3_maps,
    yolov3_zoo,
    yolo_nas,
    yolo_nas_batch,
    yolo_nas_flat,
    damo,
    damo_nms,
    damo_maps,
    yolo_world,
    rtdetr,
    deimv2,
    rtdetr_transformers,
    rtdetr_rows,
    rtdetr_fractions,
    rfdetr,
    ppyoloe,
    ppyoloe_plus,
    picodet,
    rtdetr_paddle,
    ppyoloe_boxes,
    ppyoloe_plus_boxes,
    ppyoloe_rows,
    ppyoloe_plus_rows,
    picodet_maps,
    nanodet_plus,
    nanodet,
    fastestdet,
    yolo_fastestv2,
    rtmdet,
    yolozu_pose,
    ultralytics_classifier,
    yolov5_classifier,
    semantic,
    class_map,
    depth,
};

/// A family of exports with one way to feed and read it. A model of it that has a part of the preprocessing in its
/// graph is fed with what is left.
struct Family {
    FamilyId id;
    std::string_view name;    ///< for people: "YOLOv6 or Gold-YOLO"
    std::string_view models;  ///< what else has this form; may be empty
    Head head;
    std::vector<Task> tasks;
    PreprocessSpec preprocess;
    std::string_view outputs;     ///< what the file declares, in short
    std::string_view recognised;  ///< how it is told from the others
};

/// The whole table.
std::span<const Family> families();
const Family& family(FamilyId id);

}  // namespace yolozu
