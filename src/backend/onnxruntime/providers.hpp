// SPDX-License-Identifier: Apache-2.0
//
// ONNX Runtime's execution providers: which one serves a device, whether it is there, and whether it was really used.
#pragma once

#include <string_view>

#include "backend/device.hpp"
#include "backend/onnxruntime/library.hpp"

namespace yolozu::ort {

/// "CPUExecutionProvider", "CUDAExecutionProvider".
std::string_view provider_of(Device::Kind kind);

/// Adds the device's provider to session options (the CPU's is always there). `unavailable`, saying what is missing and
/// what to do, when the library lacks it or it lacks a library or driver of its own.
Status append_provider(const Library& library, const Device& device, OrtSessionOptions& options);

/// Whether the device can be asked for at all: append_provider() on options of its own.
Status check_device(const Library& library, const Device& device);

/// Whether a loaded model really runs on the device's provider, as far as the library's version can tell: ONNX Runtime
/// silently leaves to the CPU what a provider does not take. `unavailable` when it took no node at all.
Status check_assignment(const Library& library, const OrtSession& session, const Device& device);

}  // namespace yolozu::ort
