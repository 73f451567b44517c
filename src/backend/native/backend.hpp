// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/backend.hpp"

namespace yolozu {

/// The built-in engine: always there, on the CPU, with the vector level that base/isa.hpp finds. It uses no library, so
/// options that name one are not for it.
const Backend& native_backend();

}  // namespace yolozu
