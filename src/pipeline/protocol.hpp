// SPDX-License-Identifier: Apache-2.0
//
// YOLOZU's protocols: named sets of fixed conditions under which results of different programs may be compared.
#pragma once

#include <span>
#include <string_view>

#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

struct Protocol {
    std::string_view id;
    int input_size;
    std::string_view score_threshold, iou_threshold;  ///< decimals exactly as the evaluator compares them
    int max_detections;
};

std::span<const Protocol> protocols();
Result<Protocol> find_protocol(std::string_view id);

/// Whether a model can be run under the protocol: square input of its size, letterbox, RGB, 0..1, plain linear, fill
/// 114; e2e_nms_free wants a head that needs no suppression, nms_applied one that is suppressed here.
Status check_protocol(const Protocol& protocol, const ModelInfo& info);

}  // namespace yolozu
