// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/log.hpp"

#include <cassert>

namespace yolozu::ort {

namespace {
thread_local LogCapture* active_capture = nullptr;
}

LogCapture::LogCapture() {
    assert(active_capture == nullptr);
    active_capture = this;
}

LogCapture::~LogCapture() {
    active_capture = nullptr;
}

void ORT_API_CALL receive_log(void*, OrtLoggingLevel, const char*, const char*, const char*, const char* message) {
    if (active_capture == nullptr) return;
    std::string& text = active_capture->text_;
    text.append(text.empty() ? "" : "; ").append(message);
}

}  // namespace yolozu::ort
