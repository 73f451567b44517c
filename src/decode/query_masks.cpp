// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "base/try.hpp"
#include "decode/bound_output.hpp"
#include "decode/detection_columns.hpp"
#include "decode/map_part.hpp"
#include "decode/mask_builder.hpp"
#include "decode/task_part.hpp"

namespace yolozu::decode {
namespace {

class QueryMasks final : public TaskPart {
public:
    QueryMasks(BoundOutput masks, const MapKernels& kernels) : masks_(std::move(masks)), kernels_(&kernels) {}

    Status decode(const PictureOutputs& picture, Prediction& prediction) override {
        YOLOZU_ASSIGN(const SlotElements elements, masks_.elements(picture.outputs, picture.slot));
        const Shape& shape = elements.shape();
        if (shape.rank() != 4 || !is_map(shape[2], shape[3]))
            return masks_.wrong_shape(shape, "[batch, queries, height, width]");
        YOLOZU_ASSIGN(const MapPart part,
                      part_of_map(picture.placement, static_cast<int>(shape[3]), static_cast<int>(shape[2])));
        enlargement_.columns.set(part.width(), picture.placement.source_width);
        enlargement_.rows.set(part.height(), picture.placement.source_height);
        logits_.resize(std::max(logits_.size(), in_whole_blocks(static_cast<std::size_t>(part.width())) + map_block));
        for (std::size_t object = 0; object < picture.detections.size(); ++object) {
            const std::uint32_t query = picture.detections[object].row;
            if (query >= shape[1]) return no_such_row(query, static_cast<std::size_t>(shape[1]));
            build(elements, part, query);
            prediction.objects[object].mask =
                builder_.finish(picture.placement.source_width, picture.placement.source_height);
        }
        return {};
    }

private:
    void build(const SlotElements& elements, const MapPart& part, std::size_t query) {
        const auto height = static_cast<std::size_t>(elements.extent(2));
        const auto width = static_cast<std::size_t>(elements.extent(3));
        const auto part_width = static_cast<std::size_t>(part.width());
        builder_.start(enlargement_, {0, 0, enlargement_.columns.length(), enlargement_.rows.length()});
        for (int row = 0; row < part.height(); ++row) {
            if (!builder_.needs(enlargement_, row)) continue;
            elements.copy(*kernels_,
                          (query * height + static_cast<std::size_t>(part.top + row)) * width +
                              static_cast<std::size_t>(part.left),
                          part_width, logits_.data());
            logits_[part_width] = logits_[part_width - 1];
            builder_.feed(enlargement_, *kernels_, row, logits_.data());
        }
    }

    BoundOutput masks_;
    const MapKernels* kernels_;

    Enlargement enlargement_;
    std::vector<float> logits_;
    MaskBuilder builder_;
};

}  // namespace

MadeTaskPart make_query_masks(const ModelInfo& model, const MapKernels& kernels) {
    YOLOZU_ASSIGN(BoundOutput masks, BoundOutput::require(model, OutputRole::masks));
    return std::unique_ptr<TaskPart>(std::make_unique<QueryMasks>(std::move(masks), kernels));
}

}  // namespace yolozu::decode
