// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/api.hpp"

#include <algorithm>
#include <string>

#include "base/file.hpp"

namespace yolozu::ort {

namespace {

ErrorCode code_of(OrtErrorCode code) {
    switch (code) {
        case ORT_INVALID_ARGUMENT:
            return ErrorCode::invalid_argument;
        case ORT_NO_SUCHFILE:
            return ErrorCode::not_found;
        case ORT_INVALID_PROTOBUF:
        case ORT_INVALID_GRAPH:
            return ErrorCode::malformed;
        case ORT_NOT_IMPLEMENTED:
            return ErrorCode::unsupported;
        default:
            return ErrorCode::backend;
    }
}

std::string on_one_line(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    std::ranges::replace(text, '\n', ' ');
    return printable(text);
}

}  // namespace

Status check(const OrtApi& api, OrtStatus* status) {
    if (status == nullptr) return {};
    Error error(code_of(api.GetErrorCode(status)), "ONNX Runtime says: " + on_one_line(api.GetErrorMessage(status)));
    api.ReleaseStatus(status);
    return error;
}

}  // namespace yolozu::ort
