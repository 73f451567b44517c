// SPDX-License-Identifier: Apache-2.0
#include "decode/detection_columns.hpp"

#include <fmt/format.h>

#include "base/try.hpp"

namespace yolozu::decode {
namespace {

constexpr int most_columns = 65'536;

}  // namespace

Result<DetectionColumns> DetectionColumns::create(const ModelInfo& model, int count) {
    if (count < 1 || count > most_columns)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the task {} needs 1 to {} numbers for each detection besides its box and score, the "
                                 "decision has {}",
                                 to_string(model.task), most_columns, count));
    const std::size_t classes = class_columns(model);
    std::size_t first = 0;
    switch (model.head) {
        case Head::yolov8:
            first = 4 + classes;
            break;
        case Head::yolov5:
            first = 5 + classes;
            break;
        case Head::end_to_end:
            first = 6;
            break;
        default:
            return Error(ErrorCode::unsupported, fmt::format("the {} head has no numbers for the task {}",
                                                             to_string(model.head), to_string(model.task)));
    }
    YOLOZU_ASSIGN(BoundOutput output, BoundOutput::require(model, OutputRole::detections));
    return DetectionColumns(std::move(output), model.head == Head::yolov8, first, static_cast<std::size_t>(count));
}

Status DetectionColumns::open(std::span<const TensorView> outputs, std::int64_t slot) {
    row_count_ = 0;
    YOLOZU_ASSIGN(elements_, output_.elements(outputs, slot));
    const Shape& shape = elements_.shape();
    const std::size_t feature_axis = channel_major_ ? 1 : 2;
    if (shape.rank() != 3 || shape[feature_axis] != static_cast<std::int64_t>(first_ + count_))
        return output_.wrong_shape(
            shape, fmt::format(fmt::runtime(channel_major_ ? "[batch, {} + {}, anchors]" : "[batch, rows, {} + {}]"),
                               first_, count_));
    row_count_ = static_cast<std::size_t>(shape[3 - feature_axis]);
    return {};
}

void DetectionColumns::read(std::uint32_t row, std::span<float> numbers) const {
    const std::size_t step = channel_major_ ? row_count_ : 1;
    std::size_t element = channel_major_ ? first_ * row_count_ + row : row * (first_ + count_) + first_;
    for (float& number : numbers.first(count_)) {
        number = elements_[element];
        element += step;
    }
}

Error no_such_row(std::uint32_t row, std::size_t row_count) {
    return Error(ErrorCode::malformed,
                 fmt::format("a detection stands in row {} of the model's outputs, but one of them has only {}", row,
                             row_count));
}

}  // namespace yolozu::decode
