// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "convert/exchange.hpp"
#include "predictions/document_text.hpp"

namespace yolozu::convert {

/// Writes a predictions file in another shape. Entries are copied as text, so that nothing in them changes but the
/// white space between their lines; what a shape has no place for is counted in `losses`. Returns the number of images.
Result<std::size_t> reshape(DocumentReader& reader, const std::filesystem::path& target, DocumentShape shape,
                            Losses& losses);

}  // namespace yolozu::convert
