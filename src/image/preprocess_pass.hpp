// SPDX-License-Identifier: Apache-2.0
//
// What Preprocessor does, at a chosen vector level.
#pragma once

#include "base/isa.hpp"
#include "image/resize_linear.hpp"
#include "image/resize_pillow.hpp"
#include "yolozu/preprocess.hpp"

namespace yolozu::image {

/// The kernels of a level; those of `ref` for a level of another architecture.
const RowKernels& row_kernels(Isa isa);

class PreprocessPass {
public:
    PreprocessPass(const PreprocessSpec& spec, Isa isa);

    const PreprocessSpec& spec() const { return spec_; }
    Result<Placement> run(const ImageView& image, const MutableTensorView& input, std::int64_t batch_index);

private:
    TensorPlanes planes_of(const MutableTensorView& input, std::int64_t batch_index) const;
    void fill_borders(const Placement& placement, const TensorPlanes& planes) const;

    PreprocessSpec spec_;
    Normalisation normalisation_;
    const RowKernels& kernels_;
    LinearResizer linear_;
    PillowResizer pillow_;
};

}  // namespace yolozu::image
