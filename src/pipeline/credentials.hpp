// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yolozu {

/// Without the name and the password in "rtsp://name:password@host/path".
std::string without_credentials(std::string_view address);

}  // namespace yolozu
