// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yolozu {

/// Without the names and passwords before hosts: "rtsp://name:password@host/path" is "rtsp://host/path".
std::string without_credentials(std::string_view address);

}  // namespace yolozu
