// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/try.hpp"
#include "decode/detection_columns.hpp"
#include "decode/map_part.hpp"
#include "decode/mask_builder.hpp"
#include "decode/task_part.hpp"

namespace yolozu::decode {
namespace {

// The masks of so many objects grow side by side, so that a row of the prototypes is read once for all of them, and no
// more, so that what they keep stays in the caches.
constexpr std::size_t group_size = 32;

class PrototypeMasks final : public TaskPart {
public:
    PrototypeMasks(DetectionColumns coefficients, BoundOutput prototypes, const MapKernels& kernels)
        : coefficients_(std::move(coefficients)), prototypes_(std::move(prototypes)), kernels_(&kernels) {}

    Status decode(const PictureOutputs& picture, Prediction& prediction) override {
        YOLOZU_TRY(coefficients_.open(picture.outputs, picture.slot));
        YOLOZU_TRY(open_prototypes(picture));
        for (std::size_t first = 0; first < picture.detections.size(); first += group_size) {
            const std::size_t count = std::min(group_size, picture.detections.size() - first);
            YOLOZU_TRY(start_group(picture, first, count, prediction));
            build_group();
            for (Instance& instance : std::span(group_).first(used_))
                prediction.objects[instance.object].mask =
                    instance.builder.finish(picture.placement.source_width, picture.placement.source_height);
        }
        return {};
    }

private:
    struct Instance {
        std::size_t object = 0;
        std::vector<float> coefficients;
        MaskBuilder builder;
    };

    Status open_prototypes(const PictureOutputs& picture) {
        YOLOZU_ASSIGN(elements_, prototypes_.elements(picture.outputs, picture.slot));
        const Shape& shape = elements_.shape();
        if (shape.rank() != 4 || shape[1] != static_cast<std::int64_t>(coefficients_.count()) ||
            !is_map(shape[2], shape[3]))
            return prototypes_.wrong_shape(shape,
                                           fmt::format("[batch, {} prototypes, height, width]", coefficients_.count()));
        YOLOZU_ASSIGN(part_, part_of_map(picture.placement, static_cast<int>(shape[3]), static_cast<int>(shape[2])));
        enlargement_.columns.set(part_.width(), picture.placement.source_width);
        enlargement_.rows.set(part_.height(), picture.placement.source_height);
        stride_ = in_whole_blocks(static_cast<std::size_t>(part_.width()));
        planes_.resize(std::max(planes_.size(), coefficients_.count() * stride_ + map_block));
        logits_.resize(std::max(logits_.size(), stride_ + 3 * map_block));
        return {};
    }

    Status start_group(const PictureOutputs& picture, std::size_t first, std::size_t count, Prediction& prediction) {
        group_.resize(std::max(group_.size(), count));
        used_ = 0;
        for (std::size_t object = first; object < first + count; ++object) {
            const std::uint32_t row = picture.detections[object].row;
            if (!coefficients_.has(row)) return no_such_row(row, coefficients_.row_count());
            const PixelRectangle pixels = pixels_within(prediction.objects[object].box, enlargement_.columns.length(),
                                                        enlargement_.rows.length());
            if (pixels.is_empty()) {
                prediction.objects[object].mask = Mask(enlargement_.columns.length(), enlargement_.rows.length());
                continue;
            }
            Instance& instance = group_[used_++];
            instance.object = object;
            instance.coefficients.resize(coefficients_.count());
            coefficients_.read(row, instance.coefficients);
            instance.builder.start(enlargement_, pixels);
        }
        return {};
    }

    void build_group() {
        for (int row = 0; row < part_.height(); ++row) {
            bool is_loaded = false;
            for (Instance& instance : std::span(group_).first(used_)) {
                if (!instance.builder.needs(enlargement_, row)) continue;
                if (!is_loaded) load(row);
                is_loaded = true;
                combine(instance);
                instance.builder.feed(enlargement_, *kernels_, row, logits_.data());
            }
        }
    }

    // The planes' rows lie side by side afterwards: in the tensor they are whole planes apart, which is often a
    // multiple of what the first-level cache can tell apart.
    void load(int row) {
        const auto height = static_cast<std::size_t>(elements_.extent(2));
        const auto width = static_cast<std::size_t>(elements_.extent(3));
        const std::size_t start =
            static_cast<std::size_t>(part_.top + row) * width + static_cast<std::size_t>(part_.left);
        for (std::size_t plane = 0; plane < coefficients_.count(); ++plane)
            elements_.copy(*kernels_, plane * height * width + start, static_cast<std::size_t>(part_.width()),
                           planes_.data() + plane * stride_);
    }

    void combine(const Instance& instance) {
        const MaskBuilder::Elements elements = instance.builder.elements(enlargement_);
        kernels_->combine(planes_.data() + elements.first, stride_, instance.coefficients.data(),
                          instance.coefficients.size(), static_cast<std::size_t>(elements.end - elements.first),
                          logits_.data() + elements.first);
        const auto end = static_cast<std::size_t>(part_.width());
        if (elements.end == part_.width()) logits_[end] = logits_[end - 1];
    }

    DetectionColumns coefficients_;
    BoundOutput prototypes_;
    const MapKernels* kernels_;

    SlotElements elements_;
    MapPart part_;
    Enlargement enlargement_;
    std::size_t stride_ = 0;
    std::vector<float> planes_;  // a row of each prototype
    std::vector<float> logits_;  // a row of one object's
    std::vector<Instance> group_;
    std::size_t used_ = 0;
};

}  // namespace

MadeTaskPart make_prototype_masks(const ModelInfo& model, const MapKernels& kernels) {
    YOLOZU_ASSIGN(DetectionColumns coefficients, DetectionColumns::create(model, model.mask_coefficients));
    YOLOZU_ASSIGN(BoundOutput prototypes, BoundOutput::require(model, OutputRole::prototypes));
    return std::unique_ptr<TaskPart>(
        std::make_unique<PrototypeMasks>(std::move(coefficients), std::move(prototypes), kernels));
}

}  // namespace yolozu::decode
