// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <onnxruntime_c_api.h>

#include <string>

namespace yolozu::ort {

/// ONNX Runtime's logging function: nothing is printed; a LogCapture on the same thread receives the message.
void ORT_API_CALL receive_log(void* unused, OrtLoggingLevel severity, const char* category, const char* log_id,
                              const char* code_location, const char* message);

/// Collects what ONNX Runtime logs on this thread while the object lives. Some calls return a bare "failed" and log the
/// cause. One at a time on a thread.
class LogCapture {
public:
    LogCapture();
    ~LogCapture();
    LogCapture(const LogCapture&) = delete;
    LogCapture& operator=(const LogCapture&) = delete;

    const std::string& text() const { return text_; }

private:
    friend void ORT_API_CALL receive_log(void*, OrtLoggingLevel, const char*, const char*, const char*, const char*);
    std::string text_;
};

}  // namespace yolozu::ort
