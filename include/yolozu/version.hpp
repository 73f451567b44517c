// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)
namespace yolozu {

/// This library's version, "0.1.0".
std::string_view version();

/// A library inside this program and its version, as it was built or loaded.
struct Component {
    std::string name, version;  ///< both for people
};
std::vector<Component> components();

}  // namespace yolozu
#pragma GCC visibility pop
