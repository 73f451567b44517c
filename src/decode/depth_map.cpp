// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "base/try.hpp"
#include "decode/bilinear.hpp"
#include "decode/bound_output.hpp"
#include "decode/map_part.hpp"
#include "decode/task_part.hpp"

namespace yolozu::decode {
namespace {

class DepthMapPart final : public TaskPart {
public:
    DepthMapPart(BoundOutput output, const MapKernels& kernels) : output_(std::move(output)), kernels_(&kernels) {}

    Status decode(const PictureOutputs& picture, Prediction& prediction) override {
        YOLOZU_ASSIGN(elements_, output_.elements(picture.outputs, picture.slot));
        const Shape& shape = elements_.shape();
        const std::size_t rank = shape.rank();
        if ((rank != 3 && (rank != 4 || shape[1] != 1)) || !is_map(shape[rank - 2], shape[rank - 1]))
            return output_.wrong_shape(shape, "[batch, 1, height, width] or [batch, height, width]");
        map_width_ = static_cast<std::size_t>(shape[rank - 1]);
        YOLOZU_ASSIGN(part_, part_of_map(picture.placement, static_cast<int>(shape[rank - 1]),
                                         static_cast<int>(shape[rank - 2])));
        columns_.set(part_.width(), picture.placement.source_width);
        rows_.set(part_.height(), picture.placement.source_height);
        if (!prediction.depth) prediction.depth.emplace();
        prediction.depth->width = picture.placement.source_width;
        prediction.depth->height = picture.placement.source_height;
        prediction.depth->metres.resize(static_cast<std::size_t>(columns_.length()) *
                                        static_cast<std::size_t>(rows_.length()));
        fill(prediction.depth->metres);
        return {};
    }

private:
    void fill(std::span<float> metres) {
        const auto width = static_cast<std::size_t>(columns_.length());
        row_.resize(in_whole_blocks(static_cast<std::size_t>(part_.width())) + map_block);
        blended_.resize(in_whole_blocks(width));
        for (std::vector<float>& enlarged : enlarged_) enlarged.resize(in_whole_blocks(width));
        const auto take = [&](int pixel, int upper, int lower) {
            kernels_->blend({enlarged(upper), enlarged(lower), rows_.near(pixel), rows_.far(pixel)}, width,
                            blended_.data());
            std::ranges::copy(std::span(blended_).first(width),
                              metres.subspan(static_cast<std::size_t>(pixel) * width).begin());
        };
        walk_rows(
            rows_, [&](int row) { enlarge(row); }, take);
    }

    float* enlarged(int row) { return enlarged_[static_cast<std::size_t>(row % 2)].data(); }

    void enlarge(int row) {
        const auto part_width = static_cast<std::size_t>(part_.width());
        elements_.copy(*kernels_,
                       static_cast<std::size_t>(part_.top + row) * map_width_ + static_cast<std::size_t>(part_.left),
                       part_width, row_.data());
        row_[part_width] = row_[part_width - 1];
        kernels_->spread(row_.data(), columns_.from(0), static_cast<std::size_t>(columns_.length()), enlarged(row));
    }

    BoundOutput output_;
    const MapKernels* kernels_;

    SlotElements elements_;
    std::size_t map_width_ = 0;
    MapPart part_;
    BilinearAxis columns_, rows_;
    std::vector<float> row_, blended_;
    std::array<std::vector<float>, 2> enlarged_;  // of the last two rows of the map; even and odd ones
};

}  // namespace

MadeTaskPart make_depth_map(const ModelInfo& model, const MapKernels& kernels) {
    YOLOZU_ASSIGN(BoundOutput output, BoundOutput::only(model));
    return std::unique_ptr<TaskPart>(std::make_unique<DepthMapPart>(std::move(output), kernels));
}

}  // namespace yolozu::decode
