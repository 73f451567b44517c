// SPDX-License-Identifier: Apache-2.0
#include "decode/boxes.hpp"

namespace yolozu::decode {

Status require_class_count(const Settings& settings) {
    if (settings.class_count > 0) return {};
    return Error(ErrorCode::invalid_argument,
                 "the model's class count is unknown, but its head has a score for each class: give the class names");
}

}  // namespace yolozu::decode
