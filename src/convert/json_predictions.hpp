// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "convert/exchange.hpp"
#include "predictions/document_text.hpp"

namespace yolozu::convert {

/// The pictures of a predictions file in any of its shapes. Two entries of one image are an error.
std::unique_ptr<Source> json_source(DocumentReader reader, Losses& losses);

/// A predictions file. Of detections that strict validators refuse those that can be mended are (boxes clipped to the
/// picture, scores to [0, 1]) and the others left out, both counted in `losses`; all are sorted as YOLOZU does.
Result<std::unique_ptr<Sink>> json_sink(const std::filesystem::path& target, DocumentShape shape, Losses& losses);

}  // namespace yolozu::convert
