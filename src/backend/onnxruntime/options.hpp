// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "backend/device.hpp"
#include "backend/onnxruntime/library.hpp"

namespace yolozu::ort {

/// Options for a session that runs one image at a time on `threads` threads of `device`.
Result<OptionsHandle> make_session_options(const Library& library, const Device& device, int threads);

}  // namespace yolozu::ort
