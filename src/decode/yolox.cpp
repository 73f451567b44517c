// SPDX-License-Identifier: Apache-2.0
//
// [batch, anchors, 5 + classes] as YOLOX exports it: objectness and class scores are done, boxes are relative to the
// grid. The anchors are the cells of three grids, strides 8, 16 and 32, each row by row. As in YOLOX's
// demo_postprocess:
//   x = (x + column) * stride, y = (y + row) * stride, width = exp(width) * stride, height = exp(height) * stride
// The exponential is taken in double and rounded, so that all machines agree; the rest is float32. The score is that of
// yolov5.cpp, always with the class score.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "decode/boxes.hpp"

namespace yolozu::decode {
namespace {

struct Cell {
    float column, row, stride;
};

// The three grids of an input size. Cells that the input covers only in part do not exist.
class Grids {
public:
    explicit Grids(const Settings& settings) {
        constexpr std::array strides{8, 16, 32};
        std::size_t first = 0;
        for (std::size_t level = 0; level < levels_.size(); ++level) {
            const auto columns = static_cast<std::size_t>(settings.input_width / strides[level]);
            const auto rows = static_cast<std::size_t>(settings.input_height / strides[level]);
            levels_[level] = {first, columns, static_cast<float>(strides[level])};
            first += columns * rows;
        }
        cell_count_ = first;
    }

    std::size_t cell_count() const { return cell_count_; }

    Cell cell(std::size_t anchor) const {
        const Level& level = anchor < levels_[1].first   ? levels_[0]
                             : anchor < levels_[2].first ? levels_[1]
                                                         : levels_[2];
        const std::size_t place = anchor - level.first;
        const std::size_t row = place / level.columns;
        return {static_cast<float>(place % level.columns), static_cast<float>(row), level.stride};
    }

private:
    struct Level {
        std::size_t first, columns;
        float stride;
    };
    std::array<Level, 3> levels_{};
    std::size_t cell_count_ = 0;
};

float exponential(float value) {
    return static_cast<float>(std::exp(static_cast<double>(value)));
}

template <class Element>
void collect(const Settings& settings, const Slot<Element>& slot, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    const Grids grids(settings);
    const auto classes = static_cast<std::size_t>(settings.class_count);
    const RowMajorScores<Element> scores{slot.data, classes, slot.anchor_count, false};
    collect_anchors(settings, scores, candidates, found, [&](std::size_t anchor) {
        const Element* const row = slot.data + anchor * (5 + classes);
        const Cell cell = grids.cell(anchor);
        return CentreBox{(to_float(row[0]) + cell.column) * cell.stride, (to_float(row[1]) + cell.row) * cell.stride,
                         exponential(to_float(row[2])) * cell.stride, exponential(to_float(row[3])) * cell.stride};
    });
}

Status check_settings(const Settings& settings) {
    if (settings.input_width <= 0 || settings.input_height <= 0)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the yolox head needs the input size for its grids, but it is {}x{}",
                                 settings.input_width, settings.input_height));
    return require_class_count(settings);
}

std::int64_t anchor_count(const Settings& settings) {
    return static_cast<std::int64_t>(Grids(settings).cell_count());
}

}  // namespace

const HeadEntry yolox_entry{.head = Head::yolox,
                            .feature_axis = 2,
                            .box_features = 5,
                            .has_class_scores = true,
                            .is_suppressed = false,
                            .check_settings = check_settings,
                            .anchor_count = anchor_count,
                            .collect = collect<float>,
                            .collect_half = collect<std::uint16_t>};

}  // namespace yolozu::decode
