// SPDX-License-Identifier: Apache-2.0
#include "pipeline/protocol.hpp"

#include <fmt/format.h>

#include <array>

#include "yolozu/detection.hpp"

namespace yolozu {
namespace {

constexpr std::array all_protocols{
    Protocol{"yolo26", 640, "0.001", "0.7", 300},
    Protocol{"nms_applied", 640, "0.25", "0.45", 300},
    Protocol{"e2e_nms_free", 640, "0.001", "0.7", 300},
};

Error violated(const Protocol& protocol, std::string_view condition, std::string_view found) {
    return {ErrorCode::unsupported,
            fmt::format("protocol {}: wants {}, this model has {}; run it without --protocol, or use another model",
                        protocol.id, condition, found)};
}

}  // namespace

std::span<const Protocol> protocols() {
    return all_protocols;
}

Result<Protocol> find_protocol(std::string_view id) {
    for (const Protocol& protocol : all_protocols)
        if (protocol.id == id) return protocol;
    return Error(
        ErrorCode::invalid_argument,
        fmt::format("protocol '{}': there is none of that name; there are yolo26, nms_applied, e2e_nms_free", id));
}

Status check_protocol(const Protocol& protocol, const ModelInfo& info) {
    if (info.input_width != protocol.input_size || info.input_height != protocol.input_size)
        return violated(protocol, fmt::format("an input of {0}x{0}", protocol.input_size),
                        fmt::format("{}x{}", info.input_width, info.input_height));
    if (!(info.preprocess == PreprocessSpec{}))
        return violated(protocol, "letterbox preprocessing (RGB, 0..1, linear, fill 114)", "another preprocessing");
    const bool is_suppressed = is_suppressed_here(info.head);
    if (protocol.id == "e2e_nms_free" && is_suppressed)
        return violated(protocol, "an end-to-end head", fmt::format("a {} head", to_string(info.head)));
    if (protocol.id == "nms_applied" && !is_suppressed)
        return violated(protocol, "a head that is suppressed by this program",
                        fmt::format("a {} head", to_string(info.head)));
    return {};
}

}  // namespace yolozu
