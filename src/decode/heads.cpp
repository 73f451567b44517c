// SPDX-License-Identifier: Apache-2.0
#include "decode/heads.hpp"

#include <array>

namespace yolozu::decode {

const HeadEntry* find_head(Head head) {
    static constexpr std::array entries{&yolov8_entry, &yolov5_entry, &end_to_end_entry, &yolox_entry};
    for (const HeadEntry* const entry : entries)
        if (entry->head == head) return entry;
    return nullptr;
}

}  // namespace yolozu::decode
