// SPDX-License-Identifier: Apache-2.0
//
// What is the same in every page.
#pragma once

#include <string>
#include <string_view>

namespace yolozu::show {

extern const std::string_view page_style;
extern const std::string_view page_script;

/// Text for HTML, between tags or in a quoted attribute: nothing in it can end either. What is not UTF-8 and control
/// characters appear as printable() has them.
std::string escaped(std::string_view text);

}  // namespace yolozu::show
