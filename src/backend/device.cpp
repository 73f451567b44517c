// SPDX-License-Identifier: Apache-2.0
#include "backend/device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/file.hpp"

namespace yolozu {

namespace {

std::optional<int> parse_index(std::string_view digits) {
    const auto is_digit = [](char character) { return character >= '0' && character <= '9'; };
    if (digits.empty() || digits.size() > 3 || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
    int index = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), index);
    return index;
}

}  // namespace

std::string_view to_string(Device::Kind kind) {
    switch (kind) {
        case Device::Kind::cpu:
            return "cpu";
        case Device::Kind::cuda:
            return "cuda";
    }
    return "unknown";
}

Result<Device> parse_device(std::string_view text) {
    if (text == "cpu") return Device{Device::Kind::cpu, 0};
    if (text == "cuda") return Device{Device::Kind::cuda, 0};
    if (constexpr std::string_view prefix = "cuda:"; text.starts_with(prefix)) {
        if (const std::optional<int> index = parse_index(text.substr(prefix.size())))
            return Device{Device::Kind::cuda, *index};
    }
    return Error(ErrorCode::invalid_argument,
                 fmt::format("unknown device '{}': expected cpu, cuda or cuda:N (the N-th, from 0)", printable(text)));
}

}  // namespace yolozu
