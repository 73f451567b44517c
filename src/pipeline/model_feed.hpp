// SPDX-License-Identifier: Apache-2.0
//
// What a model is fed with: the pictures' tensor and, for models that ask, each picture's size or scale.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pipeline/network_size.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/preprocess.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu {

/// The tensors of all inputs, made once for the largest run; smaller runs use the beginning of the same memory.
class ModelFeed {
public:
    /// `inputs` are the model's, as the runtime sees them; `batch` slots of info's input size are the largest run.
    /// Fails when the bindings of `info` are not those of the inputs, or an input cannot be fed.
    static Result<ModelFeed> create(const ModelInfo& info, std::span<const TensorSignature> inputs, std::int64_t batch);

    /// The extents of the runs from now on; neither is larger than what the feed was made for.
    void shape_run(std::int64_t batch, NetworkSize size);
    std::int64_t batch() const { return batch_; }

    /// The pictures' tensor, [B, 3, H, W] or [B, H, W, 3], to be filled.
    MutableTensorView pictures();
    /// Writes what the other inputs say of the picture in a slot.
    void describe(std::int64_t slot, const Placement& placement);
    /// Gives a slot everything that another one has.
    void copy_slot(std::int64_t from, std::int64_t to);

    /// All inputs in the model's order; valid until the next shape_run.
    std::span<const TensorView> views() const { return views_; }

private:
    struct Input {
        InputRole role;
        Tensor tensor;
        bool has_batch_axis;
    };
    Shape shape_of(const Input& input) const;
    MutableTensorView writable(Input& input) {
        return {input.tensor.type(), shape_of(input), input.tensor.mutable_view().data};
    }
    /// Memory of one slot of an input.
    std::span<std::byte> slot_bytes(Input& input, std::int64_t slot);

    std::vector<Input> inputs_;  // in the model's order
    std::size_t picture_ = 0;    // which of them is the picture
    bool channels_last_ = false;
    std::int64_t batch_ = 0;
    NetworkSize size_;
    std::vector<TensorView> views_;
};

}  // namespace yolozu
