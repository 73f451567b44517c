// SPDX-License-Identifier: Apache-2.0
#include "yolozu/preprocess.hpp"

#include "image/preprocess_pass.hpp"

namespace yolozu {

std::string_view to_string(Interpolation interpolation) {
    switch (interpolation) {
        case Interpolation::opencv_linear:
            return "opencv_linear";
        case Interpolation::opencv_cubic:
            return "opencv_cubic";
        case Interpolation::opencv_warp:
            return "opencv_warp";
        case Interpolation::pillow_bilinear:
            return "pillow_bilinear";
        case Interpolation::pillow_bicubic:
            return "pillow_bicubic";
        case Interpolation::float_antialias:
            return "float_antialias";
    }
    return "unknown";
}

std::string_view to_string(ChannelOrder order) {
    switch (order) {
        case ChannelOrder::rgb:
            return "rgb";
        case ChannelOrder::bgr:
            return "bgr";
    }
    return "unknown";
}

struct Preprocessor::State {
    image::PreprocessPass pass;
};

Preprocessor::Preprocessor(const PreprocessSpec& spec)
    : state_(new State{image::PreprocessPass(spec, checked_isa())}) {}
Preprocessor::~Preprocessor() = default;
Preprocessor::Preprocessor(Preprocessor&&) noexcept = default;
Preprocessor& Preprocessor::operator=(Preprocessor&&) noexcept = default;

const PreprocessSpec& Preprocessor::spec() const {
    return state_->pass.spec();
}

Result<Placement> Preprocessor::run(const ImageView& image, const MutableTensorView& input, std::int64_t batch_index) {
    return state_->pass.run(image, input, batch_index);
}

Status Preprocessor::run_at(const ImageView& image, const Placement& placement, const MutableTensorView& input,
                            std::int64_t batch_index) {
    return state_->pass.run_at(image, placement, input, batch_index);
}

}  // namespace yolozu
