// SPDX-License-Identifier: Apache-2.0
//
// The names that tasks and heads have on the command line and in messages.
#include "yolozu/model_info.hpp"

namespace yolozu {

std::string_view to_string(Task task) {
    switch (task) {
        case Task::detect:
            return "detect";
        case Task::segment:
            return "segment";
        case Task::pose:
            return "pose";
        case Task::obb:
            return "obb";
        case Task::classify:
            return "classify";
    }
    return "unknown";
}

std::string_view to_string(Head head) {
    switch (head) {
        case Head::yolov8:
            return "yolov8";
        case Head::yolov5:
            return "yolov5";
        case Head::end_to_end:
            return "end2end";
        case Head::yolox:
            return "yolox";
    }
    return "unknown";
}

std::optional<Head> head_from_string(std::string_view name) {
    for (const Head head : {Head::yolov8, Head::yolov5, Head::end_to_end, Head::yolox})
        if (name == to_string(head)) return head;
    return std::nullopt;
}

}  // namespace yolozu
