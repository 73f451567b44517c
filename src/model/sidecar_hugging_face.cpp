// SPDX-License-Identifier: Apache-2.0
//
// The keys are those of transformers' image processors (image_processing_*.py, save_pretrained) and configurations
// (PretrainedConfig). Pictures are resized by Pillow there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/file.hpp"
#include "base/try.hpp"
#include "model/class_names.hpp"
#include "model/sidecar_formats.hpp"
#include "model/sidecar_values.hpp"

namespace yolozu {
namespace {

Result<Literal> dictionary_from(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    YOLOZU_ASSIGN(Literal json, parse_literal(text));
    if (json.get_if<Literal::Dictionary>() == nullptr)
        return Error(ErrorCode::malformed, "expected a JSON object, {...}");
    return json;
}

// ---- sizes

/// {"height": h, "width": w}, as width, height.
std::optional<std::pair<int, int>> sides_of(const Literal& size) {
    const Literal* const height = value_under(size, "height");
    const Literal* const width = value_under(size, "width");
    if (height == nullptr || width == nullptr) return std::nullopt;
    const std::optional<int> rows = whole_number_from(*height, 1, largest_side);
    const std::optional<int> columns = whole_number_from(*width, 1, largest_side);
    return rows && columns ? std::optional(std::pair(*columns, *rows)) : std::nullopt;
}

/// The same, or one number for both sides.
std::optional<std::pair<int, int>> square_or_sides_of(const Literal& size) {
    if (const std::optional<int> side = whole_number_from(size, 1, largest_side)) return std::pair(*side, *side);
    return sides_of(size);
}

/// How a picture is fitted, and what size it has then.
struct Fit {
    ResizeMode mode = ResizeMode::stretch;
    std::pair<int, int> size;
};

/// The shorter side is brought to `side`, then the centre is cut out.
Result<Fit> fit_by_cropping(const Literal& json, const Literal& size, int side) {
    const Literal* const crop = value_under(json, "crop_size");
    const std::optional<std::pair<int, int>> cut = crop != nullptr ? square_or_sides_of(*crop) : std::pair(side, side);
    if (!cut) return sidecar_error(*crop, "crop_size", "expected a number or height and width");
    if (*cut != std::pair(side, side))
        return cannot_preprocess(
            size, "size",
            fmt::format("the shorter side becomes {} and {}x{} are cut out of that", side, cut->first, cut->second));
    return Fit{ResizeMode::centre_crop, *cut};
}

/// ConvNeXT's rule: below 384 the shorter side becomes side / crop_pct and the centre is cut out, else all is
/// stretched.
Result<Fit> fit_by_crop_share(const Literal& share, const Literal& size, int side) {
    if (side >= 384) return Fit{ResizeMode::stretch, {side, side}};
    if (number_from(share) == 1.0) return Fit{ResizeMode::centre_crop, {side, side}};
    return cannot_preprocess(size, "size", "the shorter side becomes more than what is cut out of it (crop_pct)");
}

/// `size` in the forms that it has had: {"shortest_edge": n}, {"height": h, "width": w}, and before these a number for
/// either.
Result<Fit> fit_of(const Literal& json) {
    YOLOZU_ASSIGN(const bool resize, truth_under(json, "do_resize", true));
    if (!resize) return cannot_preprocess(json, "do_resize", "the picture keeps its own size");
    const Literal* const size = value_under(json, "size");
    if (size == nullptr) return cannot_preprocess(json, "size", "it is not there: the picture has no fixed size");
    YOLOZU_ASSIGN(const bool keep_ratio, truth_under(json, "keep_aspect_ratio", false));
    if (keep_ratio) return cannot_preprocess(*size, "keep_aspect_ratio", "the size depends on the picture's shape");

    YOLOZU_ASSIGN(const bool crop, truth_under(json, "do_center_crop", false));
    const Literal* const share = value_under(json, "crop_pct");
    const Literal* const shortest = value_under(*size, "shortest_edge");
    const bool one_number = size->get_if<std::int64_t>() != nullptr;
    if (shortest != nullptr || (one_number && (crop || share != nullptr))) {
        const std::optional<int> side = whole_number_from(one_number ? *size : *shortest, 1, largest_side);
        if (!side) return sidecar_error(*size, "size", "expected a whole number as shortest_edge");
        if (share != nullptr) return fit_by_crop_share(*share, *size, *side);
        if (crop) return fit_by_cropping(json, *size, *side);
        return cannot_preprocess(*size, "size",
                                 "only the shorter side has a size: that depends on the picture's shape");
    }
    const std::optional<std::pair<int, int>> sides = square_or_sides_of(*size);
    if (!sides || value_under(json, "max_size") != nullptr)
        return cannot_preprocess(*size, "size", "it is not height and width: that depends on the picture's shape");
    const Literal* const crop_size = crop ? value_under(json, "crop_size") : nullptr;
    if (crop_size != nullptr && square_or_sides_of(*crop_size) != sides)
        return cannot_preprocess(*crop_size, "crop_size", "a part is cut out of the resized picture");
    YOLOZU_ASSIGN(const bool pad, truth_under(json, "do_pad", false));
    const Literal* const pad_size = pad ? value_under(json, "pad_size") : nullptr;
    if (pad_size != nullptr && square_or_sides_of(*pad_size) != sides)
        return cannot_preprocess(*pad_size, "pad_size", "the resized picture gets a border");
    return Fit{ResizeMode::stretch, *sides};
}

// ---- values

/// PIL.Image.Resampling's numbers.
Result<Interpolation> interpolation_of(const Literal& json) {
    YOLOZU_ASSIGN(const double filter, number_under(json, "resample", 2));
    if (filter == 2) return Interpolation::pillow_bilinear;
    if (filter == 3) return Interpolation::pillow_bicubic;
    return cannot_preprocess(*value_under(json, "resample"), "resample",
                             fmt::format("Pillow's filter {} is asked for", filter));
}

Status take_values(const Literal& json, PreprocessSpec& spec) {
    YOLOZU_ASSIGN(const bool rescale, truth_under(json, "do_rescale", true));
    YOLOZU_ASSIGN(const double factor, number_under(json, "rescale_factor", 1.0 / 255.0));
    const double divisor = rescale ? 1.0 / factor : 1.0;
    if (!(divisor >= 1e-6 && divisor <= 1e6))
        return sidecar_error(*value_under(json, "rescale_factor"), "rescale_factor", "expected a number like 1/255");
    // The factor is written to as many digits as a double has; the divisor that it stands for is a whole number.
    const double whole = std::round(divisor);
    spec.divisor = static_cast<float>(std::abs(divisor - whole) < 1e-6 * whole ? whole : divisor);

    YOLOZU_ASSIGN(const bool normalise, truth_under(json, "do_normalize", value_under(json, "image_mean") != nullptr));
    if (!normalise) return {};
    YOLOZU_ASSIGN(spec.mean, triple_under(json, "image_mean", 0.0F));
    YOLOZU_ASSIGN(spec.deviation, triple_under(json, "image_std", 1.0F));
    if (std::ranges::count(spec.deviation, 0.0F) > 0)
        return sidecar_error(*value_under(json, "image_std"), "image_std", "expected numbers that are not zero");
    return {};
}

Status take_preprocess(const Literal& json, ModelOverrides& says) {
    PreprocessSpec spec;
    YOLOZU_ASSIGN(const Fit fit, fit_of(json));
    spec.resize = fit.mode;
    says.input_size = fit.size;
    YOLOZU_ASSIGN(spec.interpolation, interpolation_of(json));
    YOLOZU_ASSIGN(const bool flip, truth_under(json, "do_flip_channel_order", false));
    spec.order = flip ? ChannelOrder::bgr : ChannelOrder::rgb;
    YOLOZU_TRY(take_values(json, spec));
    says.preprocess = spec;
    return {};
}

// ---- config.json

/// The task by the class that the model was made as, e.g. "RTDetrForObjectDetection".
std::optional<Task> task_of(std::string_view architecture) {
    if (architecture.ends_with("ForObjectDetection")) return Task::detect;
    if (architecture.ends_with("ForImageClassification")) return Task::classify;
    if (architecture.ends_with("ForSemanticSegmentation")) return Task::semantic;
    if (architecture.ends_with("ForDepthEstimation")) return Task::depth;
    return std::nullopt;
}

/// Whether the names are those that transformers makes up where there are none: LABEL_0, LABEL_1, ...
bool are_placeholders(const std::vector<std::string>& names) {
    for (std::size_t id = 0; id < names.size(); ++id)
        if (names[id] != fmt::format("LABEL_{}", id)) return false;
    return true;
}

bool is_model_config(std::string_view text) {
    return std::ranges::any_of(std::to_array<std::string_view>({"\"model_type\"", "\"architectures\"", "\"id2label\""}),
                               [&](std::string_view key) { return text.find(key) != std::string_view::npos; });
}

}  // namespace

Result<Sidecar> sidecar_from_preprocessor_config(std::string_view text, const SidecarWishes& wishes) {
    YOLOZU_ASSIGN(const Literal json, dictionary_from(text));
    Sidecar sidecar;
    for (const std::string_view key : {"image_processor_type", "feature_extractor_type"})
        if (const Literal* const type = value_under(json, key); type != nullptr && sidecar.architecture.empty())
            sidecar.architecture = text_from(*type).value_or("");
    if (const Literal* const size = value_under(json, "size")) sidecar.says.input_size = sides_of(*size);
    if (wishes.preprocess) YOLOZU_TRY(take_preprocess(json, sidecar.says));
    return sidecar;
}

Result<Sidecar> sidecar_from_model_config(std::string_view text, const SidecarWishes& wishes) {
    Sidecar sidecar;
    if (!is_model_config(text)) return sidecar;
    YOLOZU_ASSIGN(const Literal json, dictionary_from(text));
    if (const Literal* const type = value_under(json, "model_type"))
        sidecar.architecture = text_from(*type).value_or("");
    const Literal* const architectures = value_under(json, "architectures");
    const auto* const list = architectures != nullptr ? architectures->get_if<Literal::List>() : nullptr;
    if (list != nullptr && list->size() == 1)
        sidecar.architecture = text_from(list->front()).value_or(sidecar.architecture);
    sidecar.says.task = task_of(sidecar.architecture);
    const Literal* const labels = value_under(json, "id2label");
    if (labels == nullptr || !wishes.names) return sidecar;
    Result<std::vector<std::string>> names = class_names_from(*labels);
    if (!names) return std::move(names).error().with_context("id2label");
    if (!are_placeholders(*names)) sidecar.says.names = std::move(names).value();
    return sidecar;
}

}  // namespace yolozu
