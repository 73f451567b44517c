// SPDX-License-Identifier: Apache-2.0
//
// Any bytes through the validator of predictions files, strict and not. What passes strictly must pass in repair mode.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "predictions/validator.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    std::string strict_text = bytes, repair_text = bytes;
    const auto strict = yolozu::validate_predictions_text(strict_text, true);
    const auto repair = yolozu::validate_predictions_text(repair_text, false);
    if (!strict.ok() || !repair.ok()) std::abort();  // fails by a defect of the library only
    if (strict->ok() && !repair->ok()) std::abort();
    return 0;
}
