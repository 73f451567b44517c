// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/try.hpp"
#include "decode/bound_output.hpp"
#include "decode/task_part.hpp"

namespace yolozu::decode {
namespace {

class ClassScores final : public TaskPart {
public:
    ClassScores(BoundOutput output, const ModelInfo& model, const DecodeOptions& options)
        : output_(std::move(output)),
          activation_(model.activation),
          column_count_(class_columns(model)),
          class_ids_(model.class_ids),
          keep_(options.keep_classes),
          drop_(options.drop_classes),
          top_(static_cast<std::size_t>(options.top_classes)) {
        std::ranges::sort(keep_);
        std::ranges::sort(drop_);
    }

    Status decode(const PictureOutputs& picture, Prediction& prediction) override {
        YOLOZU_ASSIGN(const SlotElements elements, output_.elements(picture.outputs, picture.slot));
        if (elements.shape().rank() != 2 || elements.size() > std::numeric_limits<std::int32_t>::max() ||
            (column_count_ > 0 && elements.size() != column_count_))
            return output_.wrong_shape(elements.shape(), column_count_ > 0
                                                             ? fmt::format("[batch, {} classes]", column_count_)
                                                             : std::string("[batch, classes]"));
        collect(elements);
        const auto best_first = [](const ClassScore& a, const ClassScore& b) {
            return a.score != b.score ? a.score > b.score : a.class_id < b.class_id;
        };
        prediction.classes.resize(std::min(top_, found_.size()));
        std::ranges::partial_sort_copy(found_, prediction.classes, best_first);
        return {};
    }

private:
    // A score that is not finite is none. Softmax is taken over all others, of the classes that are not wanted too.
    void collect(const SlotElements& elements) {
        double greatest = -std::numeric_limits<double>::infinity(), sum = 0;
        for (std::size_t column = 0; column < elements.size(); ++column)
            if (std::isfinite(elements[column])) greatest = std::max(greatest, double{elements[column]});
        if (activation_ == Activation::softmax)
            for (std::size_t column = 0; column < elements.size(); ++column)
                if (std::isfinite(elements[column])) sum += std::exp(elements[column] - greatest);
        found_.clear();
        for (std::size_t column = 0; column < elements.size(); ++column) {
            const double raw = elements[column];
            const std::int32_t id = class_ids_.empty() ? static_cast<std::int32_t>(column) : class_ids_[column];
            if (!std::isfinite(raw) || !is_wanted(id)) continue;
            const double score = activation_ == Activation::softmax   ? std::exp(raw - greatest) / sum
                                 : activation_ == Activation::sigmoid ? 1 / (1 + std::exp(-raw))
                                                                      : raw;
            found_.push_back({id, score});
        }
    }

    bool is_wanted(std::int32_t id) const {
        return id >= 0 && (keep_.empty() || std::ranges::binary_search(keep_, id)) &&
               !std::ranges::binary_search(drop_, id);
    }

    BoundOutput output_;
    Activation activation_;
    std::size_t column_count_;  // 0: any number
    std::vector<std::int32_t> class_ids_, keep_, drop_;
    std::size_t top_;
    std::vector<ClassScore> found_;
};

}  // namespace

MadeTaskPart make_class_scores(const ModelInfo& model, const DecodeOptions& options) {
    if (options.top_classes < 0)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the {} best classes are asked for, expected 0 or more", options.top_classes));
    YOLOZU_ASSIGN(BoundOutput output, BoundOutput::only(model));
    return std::unique_ptr<TaskPart>(std::make_unique<ClassScores>(std::move(output), model, options));
}

}  // namespace yolozu::decode
