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

Status check_tensor(const MutableTensorView& input, std::int64_t batch_index) {
    if (input.type != DataType::float32 && input.type != DataType::float16)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the input tensor is of type {}: preprocessing writes float32 or float16",
                                 to_string(input.type)));
    if (input.shape.rank() != 4 || input.shape[1] != 3)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the input tensor's shape is {}: preprocessing writes [batch, 3, height, width]",
                                 input.shape.to_string()));
    if (batch_index < 0 || batch_index >= input.shape[0])
        return Error(ErrorCode::invalid_argument, fmt::format("there is no slot {} in an input tensor of shape {}",
                                                              batch_index, input.shape.to_string()));
    if (input.data == nullptr) return Error(ErrorCode::invalid_argument, "the input tensor has no data");
    return {};
}

/// Sides beyond int become the largest one, which place_image refuses.
int to_side(std::int64_t extent) {
    return static_cast<int>(std::min<std::int64_t>(extent, std::numeric_limits<int>::max()));
}

template <class Element>
void fill_rectangle(std::byte* start, std::ptrdiff_t row_bytes, int width, int height, Element value) {
    for (int y = 0; y < height; ++y) std::fill_n(reinterpret_cast<Element*>(start + y * row_bytes), width, value);
}

/// The frame around the resized picture: above, below, and on both sides of it.
template <class Element>
void fill_frame(const Placement& placement, std::byte* plane, std::ptrdiff_t row_bytes, Element value) {
    const int bottom_start = placement.top + placement.resized_height;
    const int right_start = placement.left + placement.resized_width;
    const auto at = [&](int x, int y) {
        return plane + y * row_bytes + static_cast<std::ptrdiff_t>(sizeof(Element)) * x;
    };
    fill_rectangle(at(0, 0), row_bytes, placement.input_width, placement.top, value);
    fill_rectangle(at(0, bottom_start), row_bytes, placement.input_width, placement.bottom, value);
    fill_rectangle(at(0, placement.top), row_bytes, placement.left, placement.resized_height, value);
    fill_rectangle(at(right_start, placement.top), row_bytes, placement.right, placement.resized_height, value);
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

Result<Placement> PreprocessPass::run(const ImageView& image, const MutableTensorView& input,
                                      std::int64_t batch_index) {
    YOLOZU_TRY(check_normalisation(spec_));
    YOLOZU_TRY(check_image(image));
    YOLOZU_TRY(check_tensor(input, batch_index));
    YOLOZU_ASSIGN(const Placement placement, place_image(image.width, image.height, to_side(input.shape[3]),
                                                         to_side(input.shape[2]), spec_.resize));
    const TensorPlanes planes = planes_of(input, batch_index);
    fill_borders(placement, planes);
    const ResizeTask task{
        image,    placement.resized_width, placement.resized_height, planes.at(placement.left, placement.top),
        kernels_, normalisation_};
    if (spec_.interpolation == Interpolation::opencv_linear)
        linear_.run(task);
    else
        pillow_.run(task);
    return placement;
}

TensorPlanes PreprocessPass::planes_of(const MutableTensorView& input, std::int64_t batch_index) const {
    TensorPlanes planes;
    planes.element_bytes = static_cast<std::ptrdiff_t>(element_size(input.type));
    planes.row_bytes = input.shape[3] * planes.element_bytes;
    const std::ptrdiff_t plane_bytes = input.shape[2] * planes.row_bytes;
    auto* const slot = static_cast<std::byte*>(input.data) + batch_index * 3 * plane_bytes;
    for (int channel = 0; channel < 3; ++channel)
        planes.starts[channel] = slot + plane_of(spec_, channel) * plane_bytes;
    return planes;
}

void PreprocessPass::fill_borders(const Placement& placement, const TensorPlanes& planes) const {
    for (int channel = 0; channel < 3; ++channel) {
        const float value = normalised(normalisation_, channel, spec_.fill);
        std::byte* const plane = planes.starts[channel];
        if (planes.element_bytes == 2)
            fill_frame(placement, plane, planes.row_bytes, half_from_float(value));
        else
            fill_frame(placement, plane, planes.row_bytes, value);
    }
}

}  // namespace yolozu::image
