// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "yolozu/result.hpp"

namespace yolozu::cli {

struct ProfileRequest {
    std::filesystem::path model;
    std::int64_t size = 640;  ///< of the sides that the model leaves open
    std::int64_t batch = 1;   ///< where the model leaves it open
    int threads = 1;
    int rounds = 50;
};

/// Prints the time of each step of the native engine on random numbers, its kernel, and how near it comes to the
/// machine's limits.
Status print_profile(const ProfileRequest& request);

}  // namespace yolozu::cli
