// SPDX-License-Identifier: Apache-2.0
#include "image/preprocess_pass.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/try.hpp"
#include "image/preprocess_normalise.hpp"

namespace yolozu::image {
namespace {

Status check_image(const ImageView& image) {
    if (image.data == nullptr || image.width <= 0 || image.height <= 0)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the picture to preprocess is empty ({}x{})", image.width, image.height));
    if (image.stride_bytes < std::ptrdiff_t{3} * image.width)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the picture's rows are {} bytes apart: {} pixels of RGB need at least {}",
                                 image.stride_bytes, image.width, std::ptrdiff_t{3} * image.width));
    return {};
}

std::string_view layout_of(const PreprocessSpec& spec) {
    return spec.channels_last ? "[batch, height, width, 3]" : "[batch, 3, height, width]";
}

/// A tensor of bytes takes the levels as they are.
Status check_bytes(const PreprocessSpec& spec) {
    if (!keeps_levels(spec))
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the input tensor is of type uint8, which holds the levels 0 to 255 as they are: the "
                                 "preprocessing's divisor is {}, it must be 1, every mean 0 and every deviation 1",
                                 spec.divisor));
    if (spec.interpolation == Interpolation::float_antialias)
        return Error(ErrorCode::invalid_argument,
                     "the input tensor is of type uint8, which holds whole levels: float_antialias gives others, "
                     "pillow_bilinear is the same filter with whole ones");
    return {};
}

Status check_tensor(const MutableTensorView& input, std::int64_t batch_index, const PreprocessSpec& spec) {
    if (input.type != DataType::float32 && input.type != DataType::float16 && input.type != DataType::uint8)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the input tensor is of type {}: preprocessing writes float32, float16 or uint8",
                                 to_string(input.type)));
    if (input.shape.rank() != 4 || input.shape[spec.channels_last ? 3 : 1] != 3)
        return Error(ErrorCode::invalid_argument, fmt::format("the input tensor's shape is {}: preprocessing writes {}",
                                                              input.shape.to_string(), layout_of(spec)));
    if (batch_index < 0 || batch_index >= input.shape[0])
        return Error(ErrorCode::invalid_argument, fmt::format("there is no slot {} in an input tensor of shape {}",
                                                              batch_index, input.shape.to_string()));
    if (input.data == nullptr) return Error(ErrorCode::invalid_argument, "the input tensor has no data");
    if (input.type == DataType::uint8) return check_bytes(spec);
    return {};
}

/// Sides beyond int become the largest one, which place_image refuses.
int to_side(std::int64_t extent) {
    return static_cast<int>(std::min<std::int64_t>(extent, std::numeric_limits<int>::max()));
}

/// Whether the placement is one of this picture in this tensor, with as much of the picture in it as place_image
/// leaves.
Status check_placement(const Placement& placement, const ImageView& image, const MutableTensorView& input,
                       const PreprocessSpec& spec) {
    const int width = to_side(input.shape[spec.channels_last ? 2 : 3]);
    const int height = to_side(input.shape[spec.channels_last ? 1 : 2]);
    const auto fits = [&](int first, int resized, int last, int whole) {
        const std::int64_t least = spec.resize == ResizeMode::centre_crop ? -std::int64_t{resized} + 1 : 0;
        return resized >= 1 && first >= least && last >= least && std::int64_t{first} + resized + last == whole;
    };
    if (placement.source_width == image.width && placement.source_height == image.height &&
        placement.input_width == width && placement.input_height == height &&
        fits(placement.left, placement.resized_width, placement.right, width) &&
        fits(placement.top, placement.resized_height, placement.bottom, height))
        return {};
    return Error(
        ErrorCode::invalid_argument,
        fmt::format("the placement is one of a {}x{} picture in a {}x{} input; the picture is {}x{}, the tensor "
                    "{}x{}",
                    placement.source_width, placement.source_height, placement.input_width, placement.input_height,
                    image.width, image.height, width, height));
}

/// The part of the input that the resized picture covers.
struct CoveredPart {
    int left = 0, top = 0, right = 0, bottom = 0;

    explicit CoveredPart(const Placement& placement)
        : left(std::max(placement.left, 0)),
          top(std::max(placement.top, 0)),
          right(placement.input_width - std::max(placement.right, 0)),
          bottom(placement.input_height - std::max(placement.bottom, 0)) {}
};

/// The frame around the covered part: above, below, and on both sides of it.
void fill_frame(const Placement& placement, const CoveredPart& part, const TensorTarget& target,
                const float (&values)[3]) {
    const int width = placement.input_width, height = placement.input_height;
    target.fill(0, 0, width, part.top, values);
    target.fill(0, part.bottom, width, height - part.bottom, values);
    target.fill(0, part.top, part.left, part.bottom - part.top, values);
    target.fill(part.right, part.top, width - part.right, part.bottom - part.top, values);
}

/// What is resized of the picture: all of it, or in square_crop its centre.
ImageView resized_part(const ImageView& image, ResizeMode mode) {
    if (mode != ResizeMode::square_crop) return image;
    const int side = std::min(image.width, image.height);
    return image.part((image.width - side) / 2, (image.height - side) / 2, side, side);
}

}  // namespace

const RowKernels& row_kernels(Isa isa) {
    switch (isa) {
#if defined(__x86_64__)
        case Isa::sse2:
            return row_kernels_sse2;
        case Isa::avx2:
            return row_kernels_avx2;
        case Isa::avx512:
            return row_kernels_avx512;
#elif defined(__aarch64__)
        case Isa::neon:
            return row_kernels_neon;
#endif
        default:
            return row_kernels_ref;
    }
}

PreprocessPass::PreprocessPass(const PreprocessSpec& spec, Isa isa)
    : spec_(spec), normalisation_(normalisation_of(spec)), kernels_(row_kernels(isa)) {}

Status PreprocessPass::check(const ImageView& image, const MutableTensorView& input, std::int64_t batch_index) const {
    YOLOZU_TRY(check_normalisation(spec_));
    YOLOZU_TRY(check_image(image));
    return check_tensor(input, batch_index, spec_);
}

Result<Placement> PreprocessPass::run(const ImageView& image, const MutableTensorView& input,
                                      std::int64_t batch_index) {
    YOLOZU_TRY(check(image, input, batch_index));
    const int input_width = to_side(input.shape[spec_.channels_last ? 2 : 3]);
    const int input_height = to_side(input.shape[spec_.channels_last ? 1 : 2]);
    YOLOZU_ASSIGN(const Placement placement, place_image(image.width, image.height, input_width, input_height, spec_));
    write(image, placement, input, batch_index);
    return placement;
}

Status PreprocessPass::run_at(const ImageView& image, const Placement& placement, const MutableTensorView& input,
                              std::int64_t batch_index) {
    YOLOZU_TRY(check(image, input, batch_index));
    YOLOZU_TRY(check_placement(placement, image, input, spec_));
    write(image, placement, input, batch_index);
    return {};
}

void PreprocessPass::write(const ImageView& image, const Placement& placement, const MutableTensorView& input,
                           std::int64_t batch_index) {
    const TensorTarget target(input, batch_index, spec_, planes_);
    if (spec_.interpolation == Interpolation::opencv_warp) return warp(image, placement, target);
    const CoveredPart part(placement);
    const float fill[3] = {normalised(normalisation_, 0, spec_.fill), normalised(normalisation_, 1, spec_.fill),
                           normalised(normalisation_, 2, spec_.fill)};
    fill_frame(placement, part, target, fill);
    const ImageView source = resized_part(image, spec_.resize);
    const Axis columns{source.width, placement.resized_width, part.left - placement.left, part.right - part.left};
    const Axis rows{source.height, placement.resized_height, part.top - placement.top, part.bottom - part.top};
    resize({source, columns, rows, target.at(part.left, part.top), kernels_, normalisation_});
}

void PreprocessPass::resize(const ResizeTask& task) {
    if (task.keeps_size()) return write_unresized(task);
    switch (spec_.interpolation) {
        case Interpolation::opencv_linear:
            return linear_.run(task);
        case Interpolation::opencv_cubic:
            return cubic_.run(task);
        case Interpolation::opencv_warp:
            return;  // writes the whole input by itself
        case Interpolation::pillow_bilinear:
            return pillow_.run(task, PillowKernel::bilinear);
        case Interpolation::pillow_bicubic:
            return pillow_.run(task, PillowKernel::bicubic);
        case Interpolation::float_antialias:
            return float_.run(task);
    }
}

void PreprocessPass::warp(const ImageView& image, const Placement& placement, const TensorTarget& target) {
    const Axis columns{image.width, placement.input_width, 0, placement.input_width};
    const Axis rows{image.height, placement.input_height, 0, placement.input_height};
    warp_.run({image, columns, rows, target, kernels_, normalisation_}, placement, spec_.fill);
}

}  // namespace yolozu::image
