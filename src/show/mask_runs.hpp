// SPDX-License-Identifier: Apache-2.0
//
// Masks of predictions as stretches of pixels.
#pragma once

#include <vector>

#include "image/draw.hpp"
#include "yolozu/predictions.hpp"
#include "yolozu/result.hpp"

namespace yolozu::show {

/// Pixels of one column, from the row `first` up to but not including `end`.
struct ColumnRun {
    int column = 0, first = 0, end = 0;

    bool operator==(const ColumnRun&) const = default;
};

/// COCO's compressed run lengths, read. Fails where they are no such text, or are not of as many pixels as they say.
Result<std::vector<ColumnRun>> column_runs(const PredictedSegmentation& segmentation);

/// The pixels of a picture in the mask by rows: from run lengths, or those whose centre lies within one of the polygons
/// (even-odd rule). What is beyond the picture is left out.
std::vector<RowRun> row_runs(const std::vector<ColumnRun>& columns, int width, int height);
std::vector<RowRun> row_runs(const std::vector<std::vector<double>>& polygons, int width, int height);

}  // namespace yolozu::show
