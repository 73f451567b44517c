// SPDX-License-Identifier: Apache-2.0
//
// PaddleDetection writes infer_cfg.yml when it exports a model; the steps under Preprocess are the classes of its
// deploy/python/preprocess.py. Pictures are read as RGB and resized by OpenCV there.
#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/try.hpp"
#include "model/class_names.hpp"
#include "model/sidecar_formats.hpp"
#include "model/sidecar_values.hpp"
#include "model/yaml_text.hpp"

namespace yolozu {
namespace {

constexpr std::size_t most_steps = 100;

/// The steps one after the other make one spec.
class Steps {
public:
    Status take(const Literal& step) {
        const Literal* const type = value_under(step, "type");
        const std::string_view name = type != nullptr ? text_from(*type).value_or("") : "";
        if (name == "Resize") return take_resize(step);
        if (name == "NormalizeImage") return take_normalisation(step);
        if (name == "Pad") return take_pad(step);
        if (name == "PadStride") return take_pad_stride(step);
        if (name == "Permute") return {};
        if (name.empty()) return sidecar_error(step, "Preprocess", "expected steps with a 'type'");
        return cannot_preprocess(step, "Preprocess", fmt::format("there is a step '{}'", printable(name)));
    }

    Result<PreprocessSpec> finish(const Literal& steps) const {
        if (!resized_)
            return cannot_preprocess(steps, "Preprocess", "there is no Resize: the picture keeps its own size");
        if (spec_.resize != ResizeMode::stretch && !padded_)
            return cannot_preprocess(steps, "Preprocess", "the size depends on the picture's shape: there is no Pad");
        return spec_;
    }

private:
    /// keep_ratio: the size is rounded (cv::resize by factors) and the picture stays at the top left.
    Status take_resize(const Literal& step) {
        YOLOZU_ASSIGN(const bool keep_ratio, truth_under(step, "keep_ratio", true));
        spec_.resize = keep_ratio ? ResizeMode::top_left_rounded : ResizeMode::stretch;
        spec_.fill = keep_ratio ? 0 : spec_.fill;
        resized_ = true;
        if (normalised_) return cannot_preprocess(step, "Resize", "the picture is resized after NormalizeImage");
        YOLOZU_ASSIGN(const double interpolation, number_under(step, "interp", 1));
        spec_.interpolation = interpolation == 2 ? Interpolation::opencv_cubic : Interpolation::opencv_linear;
        if (interpolation == 1 || interpolation == 2) return {};
        return cannot_preprocess(*value_under(step, "interp"), "interp",
                                 fmt::format("OpenCV's interpolation {} is asked for", interpolation));
    }

    Status take_normalisation(const Literal& step) {
        YOLOZU_ASSIGN(const bool scale, truth_under(step, "is_scale", true));
        spec_.divisor = scale ? 255.0F : 1.0F;
        normalised_ = true;
        const Literal* const type = value_under(step, "norm_type");
        if (type != nullptr && text_from(*type) == "none") return {};
        if (type != nullptr && text_from(*type) != "mean_std")
            return sidecar_error(*type, "norm_type", "expected mean_std or none");
        YOLOZU_ASSIGN(spec_.mean, triple_under(step, "mean", 0.0F));
        YOLOZU_ASSIGN(spec_.deviation, triple_under(step, "std", 1.0F));
        if (std::ranges::count(spec_.deviation, 0.0F) == 0) return {};
        return sidecar_error(*value_under(step, "std"), "std", "expected numbers that are not zero");
    }

    /// A canvas of one colour, the picture at its top left.
    Status take_pad(const Literal& step) {
        const Literal* const value = value_under(step, "fill_value");
        const std::optional<std::array<float, 3>> fill =
            value != nullptr ? triple_from(*value) : std::array{114.0F, 114.0F, 114.0F};
        if (!fill) return sidecar_error(*value, "fill_value", "expected a list of three numbers");
        const float grey = fill->front();
        if (std::ranges::count(*fill, grey) != 3 || !(grey >= 0 && grey <= 255) || grey != static_cast<int>(grey))
            return cannot_preprocess(step, "Pad", "the border is no grey of 0 to 255");
        if (normalised_) return cannot_preprocess(step, "Pad", "the border is added after NormalizeImage");
        spec_.fill = static_cast<std::uint8_t>(grey);
        padded_ = true;
        return {};
    }

    /// Zeros to the next multiple of the stride; a picture that fills the input has none.
    Status take_pad_stride(const Literal& step) const {
        YOLOZU_ASSIGN(const double stride, number_under(step, "stride", 0));
        if (stride <= 0 || spec_.resize == ResizeMode::stretch || padded_) return {};
        return cannot_preprocess(step, "PadStride", "the size depends on the picture's shape");
    }

    PreprocessSpec spec_{.divisor = 1.0F};
    bool resized_ = false, normalised_ = false, padded_ = false;
};

const Literal::List* steps_of(const Literal& document) {
    const Literal* const steps = value_under(document, "Preprocess");
    return steps != nullptr ? steps->get_if<Literal::List>() : nullptr;
}

Result<PreprocessSpec> preprocess_of(const Literal& document) {
    const Literal::List* const list = steps_of(document);
    if (list == nullptr || list->size() > most_steps)
        return sidecar_error(document, "Preprocess", fmt::format("expected a list of at most {} steps", most_steps));
    Steps steps;
    for (const Literal& step : *list) YOLOZU_TRY(steps.take(step));
    return steps.finish(*value_under(document, "Preprocess"));
}

/// The first target_size, [height, width], as width, height.
std::optional<std::pair<int, int>> input_size_of(const Literal& document) {
    const Literal::List* const steps = steps_of(document);
    if (steps == nullptr) return std::nullopt;
    for (const Literal& step : *steps) {
        const Literal* const size = value_under(step, "target_size");
        const std::optional<std::pair<int, int>> sides = size ? pair_from(*size, 1, largest_side) : std::nullopt;
        if (sides) return std::pair(sides->second, sides->first);
    }
    return std::nullopt;
}

}  // namespace

Result<Sidecar> sidecar_from_infer_config(std::string_view text, const SidecarWishes& wishes) {
    YOLOZU_ASSIGN(const Literal document, parse_yaml(text));
    if (document.get_if<Literal::Dictionary>() == nullptr)
        return Error(ErrorCode::malformed, "expected PaddleDetection's keys: arch, Preprocess, label_list");
    Sidecar sidecar;
    if (const Literal* const architecture = value_under(document, "arch"))
        sidecar.architecture = text_from(*architecture).value_or("");
    sidecar.says.input_size = input_size_of(document);
    if (wishes.preprocess) {
        YOLOZU_ASSIGN(sidecar.says.preprocess, preprocess_of(document));
    }
    const Literal* const labels = value_under(document, "label_list");
    if (labels == nullptr || !wishes.names) return sidecar;
    Result<std::vector<std::string>> names = class_names_from(*labels);
    if (!names) return std::move(names).error().with_context("label_list");
    sidecar.says.names = std::move(names).value();
    return sidecar;
}

}  // namespace yolozu
