// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "yolozu/model_info.hpp"

namespace yolozu {

/// The signature of a model whose file's bytes are in memory; the bytes are not needed afterwards.
Result<ModelSignature> signature_from_bytes(std::span<const std::byte> bytes);

}  // namespace yolozu
