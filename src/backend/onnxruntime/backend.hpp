// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/backend.hpp"

namespace yolozu {

/// ONNX Runtime, loaded when it is first asked for. Looked for, in this order, in
///  1. BackendOptions::library, a file or a folder;
///  2. the environment variable YOLOZU_ONNXRUNTIME, likewise;
///  3. the folder of the running program, and lib/ beside that folder;
///  4. the folder that tools/setup.sh fills;
///  5. the system's libraries.
/// What 1 or 2 name is used or is an error; the search does not go on behind a user's back.
///
/// Loading it sets the environment variable ORT_DISABLE_TELEMETRY=1 in this process: no data about models leave it.
const Backend& onnxruntime_backend();

}  // namespace yolozu
