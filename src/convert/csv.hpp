// SPDX-License-Identifier: Apache-2.0
//
// A table of detections (RFC 4180), one a row:
//
//   image,width,height,class_id,score,cx,cy,w,h
//
// cx, cy, w, h are divided by the picture's width and height; these are empty where they are not known. A picture
// without detections has one row whose last six fields are empty. Masks, keypoints and oriented boxes have no column.
#pragma once

#include <filesystem>
#include <memory>

#include "convert/exchange.hpp"

namespace yolozu::convert {

/// Columns may come in any order, width and height may be missing, and others are passed over and counted as lost.
Result<std::unique_ptr<Source>> csv_source(const std::filesystem::path& path, Losses& losses);
Result<std::unique_ptr<Sink>> csv_sink(const std::filesystem::path& target, Losses& losses);

}  // namespace yolozu::convert
