// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "yolozu/result.hpp"

namespace yolozu {

/// A parsed BackendOptions::device.
struct Device {
    enum class Kind { cpu, cuda };
    Kind kind = Kind::cpu;
    int index = 0;  ///< which one of several of the kind; always 0 for the CPU

    bool operator==(const Device&) const = default;
};

std::string_view to_string(Device::Kind kind);

/// "cpu", "cuda" (the same as "cuda:0") or "cuda:N" with N of at most three digits.
Result<Device> parse_device(std::string_view text);

}  // namespace yolozu
