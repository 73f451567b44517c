// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace yolozu::chart {

/// Text as XML 1.0 holds it, within elements and within attributes in double quotes.
std::string xml_text(std::string_view bytes);

/// At most `most` characters: a longer text ends in an ellipsis.
std::string shortened(std::string_view bytes, std::size_t most);

/// About how wide a text is, in hundredths of the font's size: no font is known, only which characters are wide.
int text_width(std::string_view bytes);

}  // namespace yolozu::chart
