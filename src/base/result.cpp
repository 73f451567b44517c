// SPDX-License-Identifier: Apache-2.0
#include "yolozu/result.hpp"

namespace yolozu {

std::string_view to_string(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_argument:
            return "invalid_argument";
        case ErrorCode::not_found:
            return "not_found";
        case ErrorCode::io:
            return "io";
        case ErrorCode::malformed:
            return "malformed";
        case ErrorCode::limit_exceeded:
            return "limit_exceeded";
        case ErrorCode::unsupported:
            return "unsupported";
        case ErrorCode::unavailable:
            return "unavailable";
        case ErrorCode::ambiguous:
            return "ambiguous";
        case ErrorCode::backend:
            return "backend";
        case ErrorCode::cancelled:
            return "cancelled";
        case ErrorCode::internal:
            return "internal";
    }
    return "unknown";
}

Error Error::with_context(std::string circumstance) && {
    context_.insert(context_.begin(), std::move(circumstance));
    return std::move(*this);
}

std::string Error::to_string() const {
    std::string text;
    for (const std::string& circumstance : context_) text.append(circumstance).append(": ");
    return text.append(message_);
}

}  // namespace yolozu
