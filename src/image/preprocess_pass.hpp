// SPDX-License-Identifier: Apache-2.0
//
// What Preprocessor does, at a chosen vector level.
#pragma once

#include "base/isa.hpp"
#include "image/resize_cubic.hpp"
#include "image/resize_float.hpp"
#include "image/resize_linear.hpp"
#include "image/resize_pillow.hpp"
#include "image/resize_warp.hpp"
#include "yolozu/preprocess.hpp"

namespace yolozu::image {

/// The kernels of a level; those of `ref` for a level of another architecture.
const RowKernels& row_kernels(Isa isa);

class PreprocessPass {
public:
    PreprocessPass(const PreprocessSpec& spec, Isa isa);

    const PreprocessSpec& spec() const { return spec_; }
    Result<Placement> run(const ImageView& image, const MutableTensorView& input, std::int64_t batch_index);
    Status run_at(const ImageView& image, const Placement& placement, const MutableTensorView& input,
                  std::int64_t batch_index);

private:
    Status check(const ImageView& image, const MutableTensorView& input, std::int64_t batch_index) const;
    void write(const ImageView& image, const Placement& placement, const MutableTensorView& input,
               std::int64_t batch_index);
    void resize(const ResizeTask& task);
    void warp(const ImageView& image, const Placement& placement, const TensorTarget& target);

    PreprocessSpec spec_;
    Normalisation normalisation_;
    const RowKernels& kernels_;
    LinearResizer linear_;
    CubicResizer cubic_;
    WarpResizer warp_;
    PillowResizer pillow_;
    FloatResizer float_;
    std::vector<std::byte> planes_;  // one row, for tensors whose channels lie last
};

}  // namespace yolozu::image
