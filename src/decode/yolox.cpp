// SPDX-License-Identifier: Apache-2.0
//
// [batch, anchors, 5 + classes] as YOLOX exports it: objectness and class scores are done, boxes are relative to the
// grid. The anchors are the cells of the grids, strides 8, 16 and 32, without those at the edge that the input covers
// only in part. As in YOLOX's demo_postprocess:
//   x = (x + column) * stride, y = (y + row) * stride, width = exp(width) * stride, height = exp(height) * stride
// The exponential is taken in double and rounded, so that all machines agree; the rest is float32. The score is that of
// yolov5.cpp, always with the class score.
#include "base/try.hpp"
#include "decode/boxes.hpp"
#include "decode/grids.hpp"

namespace yolozu::decode {
namespace {

constexpr std::array usual_strides{8, 16, 32};

Grids grids_of(const Settings& settings) {
    return {settings, usual_strides, PartialCells::absent};
}

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    return {{OutputRole::detections,
             {static_cast<std::int64_t>(grids_of(settings).cell_count()), feature_extent(settings, 5)}}};
}

template <class Element>
void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    const Grids grids = grids_of(settings);
    const auto* const data = slots[0].as<Element>();
    const std::size_t anchors = slots[0].extents[0], columns = slots[0].extents[1];
    const RowMajorScores<Element> scores{data + 5, static_cast<std::size_t>(settings.class_count), anchors, columns,
                                         Objectness::factor};
    collect_anchors(settings, scores, candidates, found, 0, [&](std::size_t anchor, Detection& detection) {
        const Element* const row = data + anchor * columns;
        const Cell cell = grids.cell(anchor);
        set_corners({(to_float(row[0]) + cell.column) * cell.stride, (to_float(row[1]) + cell.row) * cell.stride,
                     exponential(to_float(row[2])) * cell.stride, exponential(to_float(row[3])) * cell.stride},
                    detection);
    });
}

Status check_settings(const Settings& settings) {
    YOLOZU_TRY(require_input_size(settings, Head::yolox));
    YOLOZU_TRY(require_final_scores(settings, Head::yolox));
    return require_class_count(settings);
}

}  // namespace

const HeadEntry yolox_entry{.head = Head::yolox,
                            .is_suppressed = false,
                            .check_settings = check_settings,
                            .outputs = outputs,
                            .capacity = first_extent,
                            .collect = collect<float>,
                            .collect_half = collect<std::uint16_t>};

}  // namespace yolozu::decode
