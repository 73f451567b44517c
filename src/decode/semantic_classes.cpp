// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "base/try.hpp"
#include "decode/bilinear.hpp"
#include "decode/bound_output.hpp"
#include "decode/map_part.hpp"
#include "decode/task_part.hpp"

namespace yolozu::decode {
namespace {

constexpr std::int64_t most_classes = std::numeric_limits<std::uint16_t>::max();

// Columns of the picture that are done at a time: what all classes need of two rows stays in the caches.
constexpr int strip_width = 512;

class SemanticClasses final : public TaskPart {
public:
    SemanticClasses(BoundOutput output, const ModelInfo& model, const MapKernels& kernels)
        : output_(std::move(output)),
          plane_count_(static_cast<std::int64_t>(class_columns(model))),
          kernels_(&kernels) {
        for (const std::int32_t id : model.class_ids) ids_.push_back(static_cast<std::uint16_t>(id));
    }

    Status decode(const PictureOutputs& picture, Prediction& prediction) override {
        YOLOZU_ASSIGN(elements_, output_.elements(picture.outputs, picture.slot));
        YOLOZU_TRY(check_shape());
        const Shape& shape = elements_.shape();
        YOLOZU_ASSIGN(part_, part_of_map(picture.placement, static_cast<int>(shape[3]), static_cast<int>(shape[2])));
        const int width = picture.placement.source_width, height = picture.placement.source_height;
        columns_.set(part_.width(), width);
        rows_.set(part_.height(), height);
        if (!prediction.class_map) prediction.class_map.emplace();
        ClassMap& map = *prediction.class_map;
        map.width = width;
        map.height = height;
        map.ids.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
        for (int first = 0; first < width; first += strip_width)
            fill_strip(first, std::min(first + strip_width, width), map);
        return {};
    }

private:
    Status check_shape() const {
        const Shape& shape = elements_.shape();
        const bool is_expected = shape.rank() == 4 && is_map(shape[2], shape[3]) && shape[1] >= 1 &&
                                 shape[1] <= most_classes && (plane_count_ == 0 || shape[1] == plane_count_);
        if (is_expected) return {};
        return output_.wrong_shape(shape, plane_count_ > 0
                                              ? fmt::format("[batch, {} classes, height, width]", plane_count_)
                                              : fmt::format("[batch, 1 to {} classes, height, width]", most_classes));
    }

    std::size_t planes() const { return static_cast<std::size_t>(elements_.extent(1)); }

    // Columns from `first` up to but not including `end`. The rows of the map are enlarged along their length, one of
    // each class; of the last two that were, those with even numbers lie in the first half of enlarged_.
    void fill_strip(int first, int end, ClassMap& map) {
        const auto width = static_cast<std::size_t>(end - first);
        row_.resize(in_whole_blocks(static_cast<std::size_t>(part_.width())) + map_block);
        stride_ = in_whole_blocks(width);
        enlarged_.resize(std::max(enlarged_.size(), 2 * planes() * stride_));
        best_.resize(std::max(best_.size(), stride_));
        const auto take = [&](int pixel, int upper, int lower) {
            const RowPair pair{half(upper), half(lower), rows_.near(pixel), rows_.far(pixel)};
            const std::size_t start = static_cast<std::size_t>(pixel) * static_cast<std::size_t>(map.width);
            choose(pair, std::span(map.ids).subspan(start + static_cast<std::size_t>(first), width));
        };
        walk_rows(
            rows_, [&](int row) { enlarge(row, first, width); }, take);
    }

    float* half(int row) { return enlarged_.data() + static_cast<std::size_t>(row % 2) * planes() * stride_; }

    void enlarge(int row, int first, std::size_t width) {
        const auto map_height = static_cast<std::size_t>(elements_.extent(2));
        const auto map_width = static_cast<std::size_t>(elements_.extent(3));
        const auto part_width = static_cast<std::size_t>(part_.width());
        for (std::size_t plane = 0; plane < planes(); ++plane) {
            elements_.copy(*kernels_,
                           (plane * map_height + static_cast<std::size_t>(part_.top + row)) * map_width +
                               static_cast<std::size_t>(part_.left),
                           part_width, row_.data());
            row_[part_width] = row_[part_width - 1];
            kernels_->spread(row_.data(), columns_.from(first), width, half(row) + plane * stride_);
        }
    }

    void choose(const RowPair& pair, std::span<std::uint16_t> ids) {
        if (planes() == 1) {
            kernels_->blend(pair, ids.size(), only_.data());
            for (std::size_t column = 0; column < ids.size(); ++column) ids[column] = only_[column] > 0 ? 1 : 0;
            return;
        }
        kernels_->best_plane(pair, stride_, planes(), ids.size(), best_.data());
        for (std::size_t column = 0; column < ids.size(); ++column) {
            const auto plane = static_cast<std::size_t>(best_[column]);
            ids[column] = ids_.empty() ? static_cast<std::uint16_t>(plane) : ids_[plane];
        }
    }

    BoundOutput output_;
    std::int64_t plane_count_;  // 0: any number
    const MapKernels* kernels_;
    std::vector<std::uint16_t> ids_;  // of each plane; empty: its number

    SlotElements elements_;
    MapPart part_;
    BilinearAxis columns_, rows_;
    std::size_t stride_ = 0;
    std::vector<float> row_, enlarged_;
    std::vector<float> only_ = std::vector<float>(in_whole_blocks(strip_width));
    std::vector<std::int32_t> best_;
};

}  // namespace

MadeTaskPart make_semantic_classes(const ModelInfo& model, const MapKernels& kernels) {
    YOLOZU_ASSIGN(BoundOutput output, BoundOutput::only(model));
    for (const std::int32_t id : model.class_ids)
        if (id < 0 || id > most_classes)
            return Error(
                ErrorCode::unsupported,
                fmt::format("a column of class scores has the class id {}, expected 0 to {}", id, most_classes));
    return std::unique_ptr<TaskPart>(std::make_unique<SemanticClasses>(std::move(output), model, kernels));
}

}  // namespace yolozu::decode
