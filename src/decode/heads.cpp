// SPDX-License-Identifier: Apache-2.0
#include "decode/heads.hpp"

#include <array>

namespace yolozu::decode {

const HeadEntry* find_head(Head head) {
    static constexpr std::array entries{&yolov8_entry,
                                        &yolov5_entry,
                                        &yolox_entry,
                                        &ppyoloe_entry,
                                        &nanodet_entry,
                                        &nanodet_plus_entry,
                                        &fastestdet_entry,
                                        &yolo_fastestv2_entry,
                                        &end_to_end_entry,
                                        &end_to_end_obb_entry,
                                        &end_to_end_fractions_entry,
                                        &rtdetr_rows_entry,
                                        &nms_rows_class_score_entry,
                                        &nms_rows_score_class_entry,
                                        &boxes_scores_entry,
                                        &yolov7_maps_entry,
                                        &yolov3_maps_entry,
                                        &picodet_maps_entry,
                                        &damo_maps_entry,
                                        &detr_entry,
                                        &rtdetr_entry,
                                        &efficient_nms_entry,
                                        &paddle_entry,
                                        &mmdeploy_entry,
                                        &yolov3_zoo_entry,
                                        &yolozu_pose_entry};
    for (const HeadEntry* const entry : entries)
        if (entry->head == head) return entry;
    return nullptr;
}

}  // namespace yolozu::decode
