// SPDX-License-Identifier: Apache-2.0
#include "onnx/reading.hpp"

#include <fmt/format.h>

namespace yolozu::onnx {

void fail_malformed(std::string message) {
    throw Failure{ErrorCode::malformed, std::move(message)};
}

void fail_limit(std::string_view what, std::size_t limit) {
    throw Failure{ErrorCode::limit_exceeded, fmt::format("more than the limit of {} {}", limit, what)};
}

std::string Reading::path() const {
    std::string text;
    for (const Step& step : path_) {
        text.append(text.empty() ? "" : ".").append(step.name);
        if (step.index != no_index) text += fmt::format("[{}]", step.index);
    }
    return text;
}

std::string_view read_text(pbf_reader& message, std::size_t limit) {
    const protozero::data_view view = message.get_view();
    if (view.size() > limit) fail_limit("bytes in one text", limit);
    return {view.data(), view.size()};
}

}  // namespace yolozu::onnx
