// SPDX-License-Identifier: Apache-2.0
//
// An ONNX Runtime that has a version and, like an old one asked for a newer interface, nothing else.
#include <onnxruntime_c_api.h>

extern "C" __attribute__((visibility("default"))) const OrtApiBase* OrtGetApiBase() noexcept {
    static const OrtApiBase base{
        [](uint32_t) noexcept -> const OrtApi* { return nullptr; },
        []() noexcept { return FAKE_VERSION; },
    };
    return &base;
}
